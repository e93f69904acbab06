/**
 * What the specification says of mutants: of each the cheapest run in which a rule falls, and the step at or before which
 * `Raft.tla` says no.
 *
 * @module
 */
import { fileURLToPath } from 'node:url';
import { AskedSpec } from '../conformance/asked.ts';
import { checkTrace, type TraceFindings } from '../conformance/trace-check.ts';
import { unspecified } from '../conformance/unspecified.ts';
import type { Lab } from '../run/lab.ts';
import { play } from '../run/play.ts';
import { bundle } from '../sandbox/bundle.ts';
import { load } from '../sandbox/load.ts';
import { type ExamResult, editsOf, idOf } from './exam.ts';
import { type Loss, quickestFirst } from './sitting.ts';

const REFERENCE = fileURLToPath(new URL('../../reference/', import.meta.url));

/** How the specification stands to a run in which a rule falls. */
export type Standing = 'explained' | 'beyond' | 'unspecified' | 'not explained';

/** A mutant's run in the terms of the specification. */
export interface Explained {
  readonly id: string;
  /** The run, and the rule that falls in it. */
  readonly loss: Loss;
  /** The event at which it falls, the last of the run. */
  readonly fell: number;
  readonly standing: Standing;
  /** The step and its operators, or the reason why there is none. */
  readonly told: string;
}

/** Looks at the results of an exam. */
export class Explainer {
  readonly #spec: AskedSpec;
  readonly #labs: readonly Lab[];

  private constructor(spec: AskedSpec, labs: readonly Lab[]) {
    this.#spec = spec;
    this.#labs = labs;
  }

  static async load(labs: readonly Lab[]): Promise<Explainer> {
    return new Explainer(await AskedSpec.load(), labs);
  }

  /** Explains the first grading of an examinee; `null` when no rule falls in it. */
  async explain({ examinee, bases }: ExamResult): Promise<Explained | null> {
    const loss = this.#chosen(bases[0]?.losses ?? []);
    if (loss === undefined) return null;
    const { lab, scenario } = this.#played(loss);
    const subject = load(await bundle(REFERENCE, { edits: editsOf(examinee) }));
    const run = { scenario, subject, seed: loss.seed, properties: lab.properties };
    const { recording } = play({ ...run, record: true });
    if (recording === null) throw new Error(`${scenario.id} was not recorded`);
    const findings = checkTrace(this.#spec, recording);
    const why = unspecified({ rule: loss.rule ?? '', kind: scenario.kind });
    const fell = recording.events.at(-1)?.n ?? 0;
    return { id: idOf(examinee), loss, fell, ...standingOf(findings, why) };
  }

  /** The cheapest run in which a property falls, or if there is none a rule that a scenario judges. */
  #chosen(losses: readonly Loss[]): Loss | undefined {
    const broken = quickestFirst(losses).filter(({ rule }) => rule !== null);
    const isProperty = (loss: Loss): boolean => {
      return this.#played(loss).lab.properties.some(({ id }) => id === loss.rule);
    };
    return broken.find(isProperty) ?? broken[0];
  }

  #played({ scenario: id }: Loss) {
    for (const lab of this.#labs) {
      const scenario = lab.scenarios.find((each) => each.id === id);
      if (scenario !== undefined) return { lab, scenario };
    }
    throw new Error(`there is no scenario ${id}`);
  }
}

function standingOf(
  { forbidden, last }: TraceFindings,
  why: string | null,
): Pick<Explained, 'standing' | 'told'> {
  if (forbidden !== null) {
    const { event, action, turned, differences } = forbidden;
    const operators = turned.length > 0 ? namesOf(turned) : differences.map(({ field }) => field);
    return { standing: 'explained', told: told(event.n, action, operators) };
  }
  if (last !== null) {
    const { event, step, what, turned } = last;
    const by = told(event.n, step.action ?? 'Custom', namesOf(turned));
    return { standing: 'beyond', told: `${by}: ${what.join('; ')}` };
  }
  if (why !== null) return { standing: 'unspecified', told: why };
  return { standing: 'not explained', told: 'the specification allows every step' };
}

function namesOf(turned: readonly { readonly name: string }[]): readonly string[] {
  return turned.map(({ name }) => name);
}

function told(event: number, action: string, operators: readonly string[]): string {
  const by = operators.length === 0 ? '' : `, ${[...new Set(operators)].join(' or ')}`;
  return `event ${event}, ${action}${by}`;
}

/** One line for one mutant. */
export function explainedLine({ id, loss, fell, standing, told }: Explained): string {
  const run = `${loss.scenario} seed ${loss.seed}: ${loss.rule} falls at event ${fell}`;
  return `${standing.padEnd(13)} ${id}: ${run}. ${told}`;
}

/** How many there are of each standing. */
export function explainedSummary(all: readonly Explained[]): readonly string[] {
  const count = (wanted: Standing): number => {
    return all.filter(({ standing }) => standing === wanted).length;
  };
  return [
    `${all.length} mutants have a run in which a rule falls. The specification`,
    `  forbids a step at or before that event: ${count('explained')}`,
    `  takes the last step for one beyond it: ${count('beyond')}`,
    `  does not have the rule: ${count('unspecified')}`,
    `  has nothing to say: ${count('not explained')}`,
  ];
}
