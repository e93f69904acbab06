/**
 * What there is to say about a scenario in any format: its outcome, the points that count, the
 * sentences for a reader.
 *
 * A format decides where these things go. It decides nothing about grades.
 *
 * @module
 */
import type { Verdict } from '../run/verdict.ts';
import type { Audience } from './audience.ts';
import { replayCommand } from './replay-command.ts';
import type { Results, StoredLab, StoredRun, StoredScenario } from './results.ts';

/** What a format may need beside the results. Formats read no clock and no environment. */
export interface Surroundings {
  /** The folder that the replay commands name: where the reader keeps the submission. */
  readonly folder: string;
  /** When the document is written, in ISO 8601 and UTC. */
  readonly now: string;
  /** The variables by which a platform says whose submission this is. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Who reads the document. The results show already what they may see. */
  readonly audience: Audience;
  /** What there is to say to somebody beside the results, by the name of the submission. */
  readonly notes?: ReadonlyMap<string, string>;
  /** What was handed in before this, the oldest first, where the platform tells. */
  readonly earlier?: readonly Earlier[];
}

/** A submission of the same student that was graded before. */
export interface Earlier {
  /** When it was handed in, as the platform writes it. */
  readonly when: string;
  readonly score: number;
}

/**
 * How a scenario came out, for formats that know tests which pass, fail or are skipped.
 *
 * "forfeited" is a scenario that passed, at least in part, and whose points are lost because safety
 * was broken elsewhere.
 */
export type Outcome = 'passed' | 'failed' | 'forfeited' | 'not judged';

/** One scenario, ready to be written down. */
export interface ScenarioOutcome {
  readonly lab: StoredLab;
  readonly scenario: StoredScenario;
  readonly outcome: Outcome;
  /**
   * The points that count: none where they are forfeited, so that the sum over a lab is what the
   * lab earned.
   */
  readonly score: number;
  /** The run that is told: the first that broke a rule, otherwise the first that failed. */
  readonly run: StoredRun | null;
  /** The command that plays this run again; `null` when there is nothing to see. */
  readonly replay: string | null;
  /** One sentence: why points are missing. Empty when none are. */
  readonly reason: string;
  /**
   * All that a reader needs to act: the broken rule, what was seen, where, the seeds, the replay
   * command.
   */
  readonly story: readonly string[];
}

/** All scenarios of all labs, in their order. */
export function outcomesOf(results: Results, surroundings: Surroundings): ScenarioOutcome[] {
  return results.labs.flatMap((lab) => outcomesOfLab(lab, surroundings));
}

/** The scenarios of one lab, in their order. */
export function outcomesOfLab(lab: StoredLab, { folder }: Surroundings): ScenarioOutcome[] {
  return lab.scenarios.map((scenario) => {
    const outcome = outcomeOf(lab, scenario);
    const run = scenario.violation ?? scenario.failure;
    const replay = outcome === 'not judged' || run === null ? null : replayOf(folder, run);
    return {
      lab,
      scenario,
      outcome,
      score: isForfeited(lab, scenario) ? 0 : scenario.earned,
      run,
      replay,
      reason: reasonOf(lab, scenario, run),
      story: storyOf(lab, scenario, run, replay),
    };
  });
}

/** `2A.1 initial-election`: the name of a scenario, the same in every format. */
export function nameOf({ scenario }: ScenarioOutcome): string {
  return `${scenario.id} ${scenario.name}`;
}

/**
 * Why nothing could be played at all, such as a syntax error in the submission; `null` when
 * something was.
 *
 * Platforms have a place of its own for this, and some do not count it as an attempt.
 */
export function unplayable(results: Results): string | null {
  const failures = results.labs.flatMap(({ scenarios }) => scenarios.map(({ failure }) => failure));
  const [first] = failures;
  if (first === undefined || first === null || !UNLOADED.has(first.verdict)) return null;
  const same = failures.every((failure) => {
    if (failure === null || !isUnplayed(failure)) return false;
    return failure.verdict === 'not judged' || failure.text === first.text;
  });
  return same ? first.text : null;
}

/** There is nothing to see: not even the first event came. */
function isUnplayed({ events, server }: StoredRun): boolean {
  return events === 0 && server === null;
}

const UNLOADED: ReadonlySet<Verdict> = new Set(['crashed', 'forbidden']);

/** Which points a lab forfeits and why, in one sentence; empty when it forfeits none. */
export function forfeitText({ forfeit }: StoredLab): string {
  if (forfeit === null || forfeit.points === 0) return '';
  const { points, scenario, rule } = forfeit;
  const why = `safety was broken: ${rule.id} (${rule.paper}) in ${scenario}`;
  return `${points} points for safety are forfeited, because ${why}.`;
}

function outcomeOf(lab: StoredLab, scenario: StoredScenario): Outcome {
  if (scenario.verdict === 'not judged') return 'not judged';
  if (scenario.verdict !== 'passed') return 'failed';
  return isForfeited(lab, scenario) ? 'forfeited' : 'passed';
}

function isForfeited({ forfeit }: StoredLab, { kind, earned }: StoredScenario): boolean {
  return forfeit !== null && kind === 'safety' && earned > 0;
}

function reasonOf(lab: StoredLab, scenario: StoredScenario, run: StoredRun | null): string {
  if (run === null && scenario.verdict !== 'passed') return `${seedsOf(scenario)} ${NOT_SHOWN}`;
  if (run === null) return isForfeited(lab, scenario) ? forfeitOf(lab, scenario) : '';
  if (run.verdict === 'not judged') return run.text;
  if (run.rule === null) return `${run.verdict}: ${run.text}`;
  return `${run.verdict}: ${run.rule.id} (${run.rule.paper}): ${run.text}`;
}

function storyOf(
  lab: StoredLab,
  scenario: StoredScenario,
  run: StoredRun | null,
  replay: string | null,
): string[] {
  const lines: string[] = [];
  if (run !== null && run.rule !== null) {
    lines.push(`Broken: ${run.rule.sentence} (${run.rule.paper}; ${run.rule.id})`);
  }
  if (run?.verdict === 'not judged') return [run.text];
  if (run !== null) {
    lines.push(`Verdict: ${run.verdict}: ${run.text}`);
    const place = [run.server, run.handler].filter((part) => part !== null).join(', ');
    if (place !== '') lines.push(`Where: ${place}`);
    lines.push(`Seed: ${run.seed}`);
  }
  if (scenario.passed < scenario.seeds) lines.push(seedsOf(scenario));
  if (run === null && scenario.verdict !== 'passed') lines.push(NOT_SHOWN);
  if (isForfeited(lab, scenario)) lines.push(forfeitOf(lab, scenario));
  if (replay !== null) lines.push(`Play it again: ${replay}`);
  return lines;
}

const SEEDS_TOLD = 6;

/** A failure without a run is one that this audience may not see, see rendering.ts. */
const NOT_SHOWN = 'What failed is not shown.';

function seedsOf({ seeds, passed, failedSeeds }: StoredScenario): string {
  if (failedSeeds.length === 0) return `Passed with ${passed} of ${seeds} seeds.`;
  const told = failedSeeds.slice(0, SEEDS_TOLD);
  const others = told.length < seeds - passed ? ', and others' : '';
  return `Passed with ${passed} of ${seeds} seeds; failed with ${told.join(', ')}${others}.`;
}

function forfeitOf({ forfeit }: StoredLab, { earned }: StoredScenario): string {
  const why =
    forfeit === null ? '' : `${forfeit.rule.id} (${forfeit.rule.paper}) in ${forfeit.scenario}`;
  return `The ${earned} points earned here are forfeited, because safety was broken: ${why}.`;
}

function replayOf(folder: string, run: StoredRun): string | null {
  if (UNLOADED.has(run.verdict) && isUnplayed(run)) return null;
  return replayCommand(folder, run);
}
