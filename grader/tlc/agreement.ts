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
import { DEADLOCK, UNNAMED } from './messages.ts';
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

/** Models of the specification as they stand, which a test can look at. */
const quick = ['MCElection', 'MCElected', 'MCFigure8'];

/**
 * Those that take longer. Left out are MCReplication and MCLarge, which take TLC most of an hour and more, and MCLiveness:
 * the kit's own checker does not look at promises about the end of time.
 */
const slow = [
  ...['MCCrash', 'MCSnapshot', 'MCMembership', 'MCNoop'],
  ...['MCEverything', 'MCRefinement', 'MCPipelining', 'MCTwoChanges'],
];

/** All cases. */
export async function agreementCases(): Promise<readonly Case[]> {
  const weakenings = (await readWeakenings(SPEC)).filter(({ model }) => model !== 'MCLiveness');
  const ofModules = modules.map(async (name): Promise<Case> => {
    const config = await readFile(join(MODULES, `${name}.cfg`), 'utf8');
    return { folder: MODULES, job: { name, root: name, config }, long: false };
  });
  const ofChange = async (change: Change): Promise<Case> => {
    return { folder: SPEC, job: await weakeningJob(SPEC, change), long: false };
  };
  const ofModel = async (name: string, long: boolean): Promise<Case> => {
    return { folder: SPEC, job: await modelJob(SPEC, name), long };
  };
  return await Promise.all([
    ...ofModules,
    ...[...small, ...weakenings].map(ofChange),
    ...quick.map((name) => ofModel(name, false)),
    ...slow.map((name) => ofModel(name, true)),
  ]);
}

/** The figures of TLC. */
export async function readAgreement(): Promise<Agreement> {
  return JSON.parse(await readFile(FILE, 'utf8'));
}

/** What the kit's own checker says. It has names for the properties of behaviours, which TLC has not. */
export async function embeddedVerdict({ folder, job }: Case, tlc: Verdict): Promise<Verdict> {
  const { outcome, counts } = search(await loadJob(folder, job));
  if (outcome.kind === 'error') throw outcome.error;
  const property = 'property' in outcome ? outcome.property : null;
  const name = property !== null && tlc.fell === UNNAMED ? UNNAMED : property;
  return {
    fell: outcome.kind === 'deadlock' ? DEADLOCK : name,
    steps: 'trace' in outcome ? outcome.trace.length - 1 : null,
    generated: counts.generated,
    distinct: counts.distinct,
    depth: counts.depth,
  };
}
