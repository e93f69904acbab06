/**
 * Compares two gradings of a class, and explains every grade that moved.
 *
 * @module
 */
import { unplayable } from '../formats/outcome.ts';
import { labOf, type StoredLab, type StoredScenario } from '../formats/results.ts';
import { visible } from '../report/visible.ts';
import type { Stored } from './directory.ts';
import { differences, type Manifest } from './manifest.ts';

/** A grading as it is compared. */
export interface Grading {
  /** What the reader calls it. */
  readonly name: string;
  readonly manifest: Manifest;
  readonly all: readonly Stored[];
}

/** What came out. */
export interface Comparison {
  /** How many grades moved, and how many submissions are in one of the two only. */
  readonly moved: number;
  readonly lines: readonly string[];
}

export function compare(before: Grading, after: Grading): Comparison {
  const lines = [
    ...differences([before.name, before.manifest], [after.name, after.manifest]).map(
      (text) => `The gradings differ: ${text}.`,
    ),
  ];
  const others = new Map(after.all.map((stored) => [stored.id, stored]));
  let moved = 0;
  let same = 0;
  for (const one of before.all) {
    const other = others.get(one.id);
    others.delete(one.id);
    const told =
      other === undefined ? [`${one.id} is only in ${before.name}.`] : movesOf(one, other);
    if (told.length === 0) same += 1;
    else moved += 1;
    lines.push(...told);
  }
  for (const id of others.keys()) lines.push(`${id} is only in ${after.name}.`);
  moved += others.size;
  lines.push(`Grades that are the same: ${same}, that are not: ${moved}.`);
  return { moved, lines: lines.map(visible) };
}

/** What moved in one submission, a line for each scenario; nothing when nothing did. */
function movesOf(one: Stored, other: Stored): string[] {
  const labs = [...one.results.labs, ...other.results.labs].map(({ id }) => id);
  const moves = [...new Set(labs)].flatMap((id) =>
    movesOfLab(labOf(one.results, id), labOf(other.results, id)),
  );
  if (moves.length === 0) return [];
  const code = one.hash === other.hash ? 'the same code' : 'the code has changed';
  const head = `${one.id}: ${one.results.earned} of ${one.results.points} → ${other.results.earned} of ${other.results.points} points; ${code}`;
  const whole = [
    ...unplayed('could not be graded before', one),
    ...unplayed('cannot be graded now', other),
  ];
  return [head, ...(whole.length > 0 ? whole : moves).map((line) => `  ${line}`)];
}

/** Where nothing could be played, its one reason says more than a line for each scenario. */
function unplayed(words: string, { results }: Stored): readonly string[] {
  const [reason = ''] = (unplayable(results) ?? '').split('\n');
  return reason === '' ? [] : [`${words}: ${reason}`];
}

function movesOfLab(one: StoredLab | undefined, other: StoredLab | undefined): string[] {
  if (one === undefined)
    return other === undefined ? [] : [`lab ${other.id} was not graded before`];
  if (other === undefined) return [`lab ${one.id} was not graded again`];
  const ids = new Set([...one.scenarios, ...other.scenarios].map(({ id }) => id));
  const scenarioOf = (lab: StoredLab, wanted: string): StoredScenario | undefined =>
    lab.scenarios.find(({ id }) => id === wanted);
  return [
    ...[...ids].flatMap((id) => moveOf(id, scenarioOf(one, id), scenarioOf(other, id))),
    ...forfeitMove(one, other),
  ];
}

/** How the points of a scenario moved, with the seeds, the verdict and what was seen. */
function moveOf(
  id: string,
  one: StoredScenario | undefined,
  other: StoredScenario | undefined,
): string[] {
  if (one === undefined) return [`${id} was not played before`];
  if (other === undefined) return [`${id} was not played again`];
  if (one.earned === other.earned && one.points === other.points) return [];
  return [`${id} ${other.name}: ${shortly(one)} → ${shortly(other)}`];
}

function shortly(scenario: StoredScenario): string {
  const { earned, points, passed, seeds } = scenario;
  const run = scenario.violation ?? scenario.failure;
  const why =
    run === null ? 'passed' : `${run.rule?.id ?? run.verdict}, seed ${run.seed}: ${run.text}`;
  return `${earned}/${points} (${passed}/${seeds} seeds, ${why})`;
}

function forfeitMove(one: StoredLab, other: StoredLab): string[] {
  const say = ({ forfeit }: StoredLab): string =>
    forfeit === null
      ? '0'
      : `${forfeit.points}, for ${forfeit.rule.id} was broken in ${forfeit.scenario}`;
  return (one.forfeit?.points ?? 0) === (other.forfeit?.points ?? 0)
    ? []
    : [`points forfeited in lab ${one.id}: ${say(one)} → ${say(other)}`];
}
