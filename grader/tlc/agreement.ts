/**
 * What the kit's own checker and TLC must agree on: small modules that were written for the purpose, the models of the
 * specification with small budgets, and its weakenings. `agreement.json` holds what TLC says about them.
 *
 * @module
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { search } from '../tla/check/search.ts';
import { loadJob } from './embedded.ts';
import { DEADLOCK } from './messages.ts';
import { type Change, type Job, modelJob, readWeakenings, weakeningJob } from './models.ts';

/** What a checker says about a case. */
export interface Verdict {
  /** What fell; `null` if everything holds. */
  readonly fell: string | null;
  /** How many steps the counterexample has. */
  readonly steps: number | null;
  readonly generated: number;
  readonly distinct: number;
  readonly depth: number;
}

/** What TLC says about a case. */
export interface Figures extends Verdict {
  readonly name: string;
}

/** The file with the figures. */
export interface Agreement {
  /** The version of TLC that was asked. */
  readonly tlc: string;
  readonly figures: readonly Figures[];
}

/** Something to check, and the folder with its modules. */
export interface Case {
  readonly folder: string;
  readonly job: Job;
  /** It takes too long for a test. */
  readonly long: boolean;
}

export const FILE = 'grader/tlc/agreement.json';

const SPEC = 'spec';
const MODULES = 'grader/tla/agreement';
const modules = [
  'Symmetric',
  'Viewed',
  'Steps',
  'Philosophers',
  'Updates',
  'Chosen',
  'Recursive',
  'Lazy',
  'Refined',
  'Multisets',
] as const;

/** The models of the specification, so small that they end in a second or two. */
const small: readonly Change[] = [
  changed('MCElection', { ElectionTimeouts: '2', Restarts: '0' }),
  changed('MCReplication', { ElectionTimeouts: '1', ClientRequests: '1' }),
  changed('MCNoop', { ElectionTimeouts: '1' }),
  changed('MCMembership', { Changes: '1' }),
  changed('MCRefinement', { ElectionTimeouts: '1', Restarts: '0' }),
];

function changed(model: string, constants: Readonly<Record<string, string>>): Change {
  const numbers = Object.entries(constants).map(([name, value]) => `${name}${value}`);
  return { name: [model, ...numbers].join('-'), model, constants, breaks: {} };
}

/** Longer counterexamples take too long for a test, unless there is a guide to them. */
const STEPS_MAX = 7;

/**
 * Models of the specification as they stand, which take a minute or more. Left out are MCReplication and MCLarge, whose end
 * nobody has seen, and MCLiveness: the kit's own checker does not look at promises about the end of time.
 */
const whole = [
  ...['MCElection', 'MCElected', 'MCFigure8', 'MCCrash', 'MCSnapshot', 'MCMembership', 'MCNoop'],
  ...['MCEverything', 'MCRefinement', 'MCPipelining', 'MCTwoChanges'],
] as const;

/** All cases. */
export async function agreementCases(): Promise<readonly Case[]> {
  const weakenings = (await readWeakenings(SPEC)).filter(({ model }) => model !== 'MCLiveness');
  const short = weakenings.filter(
    ({ steps, checks, guide, constants }) =>
      checks === undefined &&
      (steps <= STEPS_MAX || (guide !== undefined && constants['Server'] === undefined)),
  );
  const rest = weakenings.filter((weakening) => !short.includes(weakening));
  const ofModules = modules.map(async (name): Promise<Case> => {
    const config = await readFile(join(MODULES, `${name}.cfg`), 'utf8');
    return { folder: MODULES, job: { name, root: name, config }, long: false };
  });
  const ofSpec = async (change: Change, long: boolean): Promise<Case> => {
    return { folder: SPEC, job: await weakeningJob(SPEC, change), long };
  };
  const ofModels = whole.map(async (name): Promise<Case> => {
    return { folder: SPEC, job: await modelJob(SPEC, name), long: true };
  });
  return await Promise.all([
    ...ofModules,
    ...[...small, ...short].map((change) => ofSpec(change, false)),
    ...ofModels,
    ...rest.map((change) => ofSpec(change, true)),
  ]);
}

/** The figures of TLC. */
export async function readAgreement(): Promise<Agreement> {
  return JSON.parse(await readFile(FILE, 'utf8'));
}

/** What the kit's checker says. */
export async function embeddedVerdict({ folder, job }: Case): Promise<Verdict> {
  const { outcome, counts } = search(await loadJob(folder, job));
  if (outcome.kind === 'error') throw outcome.error;
  const property = 'property' in outcome ? outcome.property : null;
  return {
    fell: outcome.kind === 'deadlock' ? DEADLOCK : property,
    steps: 'trace' in outcome ? outcome.trace.length - 1 : null,
    generated: counts.generated,
    distinct: counts.distinct,
    depth: counts.depth,
  };
}
