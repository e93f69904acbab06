/**
 * `npm run tlc`: checks the models of the specification with TLC, or breaks the specification and looks what falls.
 *
 * @module
 */
import { join } from 'node:path';
import { traceJob } from '../conformance/trace-job.ts';
import { readValue } from '../tla/values/read.ts';
import { type Coverage, coverageLines, coverageOf, mergeCoverage } from '../tlc/coverage.ts';
import { runDistributed } from '../tlc/distributed.ts';
import type { Counts } from '../tlc/messages.ts';
import {
  isAboutTheEnd,
  type Job,
  modelJob,
  modelNames,
  readWeakenings,
  usualModels,
  type Weakening,
  weakeningJob,
} from '../tlc/models.ts';
import { type Outcome, runTlc } from '../tlc/run.ts';
import type { Trace } from '../trace/file.ts';
import { tellCounterexample } from './counterexample.ts';
import { jarOrUsage } from './jar.ts';
import { main } from './main.ts';
import { paint } from './paint.ts';
import { type TlcOptions, tlcCommandLine } from './tlc-command-line.ts';
import { traceIn } from './trace-in.ts';
import { UsageError } from './usage-error.ts';

const SPEC = 'spec';
const OUT = 'out/tlc';

/** Has a job checked in the way that was asked for. */
type Check = (job: Job) => Promise<Outcome>;

await main(async () => {
  const { names, options } = tlcCommandLine(process.argv);
  const weakenings = await readWeakenings(SPEC);
  const asked = options.weakenings ? weakenings.map(({ name }) => name) : names;
  const models = await modelNames(SPEC);
  const unknown = asked.find(
    (name) => !models.includes(name) && weakenings.every((one) => one.name !== name),
  );
  if (unknown !== undefined) {
    throw new UsageError(`there is no model or weakening ${unknown}; models: ${models.join(', ')}`);
  }
  const recorded = options.trace === undefined ? null : await traceIn(options.trace);
  const taken: Coverage[] = [];
  const check = checker(await jarOrUsage(), options, (coverage) => taken.push(coverage));
  if (recorded !== null) return (await checkRun(recorded, check)) ? 0 : 1;
  let passed = true;
  for (const name of asked.length === 0 ? await usualModels(SPEC) : asked) {
    const weakening = weakenings.find((one) => one.name === name);
    const good =
      weakening === undefined
        ? await checkModel(name, check)
        : await hunt(weakening, check, options.workers);
    passed &&= good;
  }
  if (options.coverage) for (const line of coverageLines(mergeCoverage(taken))) console.log(line);
  return passed ? 0 : 1;
});

function checker(jar: string, options: TlcOptions, onCoverage: (of: Coverage) => void): Check {
  const { workers, coverage, simulate, address, port } = options;
  const behaviours = simulate ? { behaviours: options.behaviours } : {};
  const manner = { jar, workers, onProgress: showProgress };
  return async (job) => {
    if (!options.distributed) {
      const outcome = await runTlc(SPEC, OUT, job, { ...manner, ...behaviours, coverage });
      if (coverage) onCoverage(coverageOf(outcome.output));
      return outcome;
    }
    if (isAboutTheEnd(job)) {
      throw new UsageError(
        `${job.name} is about what happens in the end, which TLC with --distributed does not check; leave that out`,
      );
    }
    const onNews = (news: string) => console.log(`      ${news}`);
    return await runDistributed(SPEC, OUT, job, { ...manner, address, port, onNews });
  };
}

/** A model must hold. */
async function checkModel(model: string, check: Check): Promise<boolean> {
  const job = await modelJob(SPEC, model);
  const outcome = await check(job);
  const { ending } = outcome;
  const holds = ending.kind === 'holds';
  const fell = ending.kind === 'falls' ? `${ending.property} fell; ` : '';
  console.log(`${verdict(holds)}  ${model}: ${fell}${figures(outcome)}`);
  if (!holds) await tell(job, outcome);
  return holds;
}

/** Every step of a recorded run must be allowed. */
async function checkRun(recorded: Trace, check: Check): Promise<boolean> {
  const { job, events } = await traceJob(recorded);
  const outcome = await check(job);
  const { ending } = outcome;
  console.log(`${verdict(ending.kind === 'holds')}  ${events.length} steps: ${figures(outcome)}`);
  if (ending.kind === 'failed') console.log(ending.text);
  if (ending.kind === 'falls') {
    console.log(`No action allows event ${events[ending.story.length - 1]}.`);
  }
  return ending.kind === 'holds';
}

/** A weakening must be found, and by the property that its row names. */
async function hunt(weakening: Weakening, check: Check, workers: number): Promise<boolean> {
  const job = await weakeningJob(SPEC, weakening);
  const outcome = await check(job);
  const { ending } = outcome;
  const onlyOne = weakening.checks !== undefined;
  const property = ending.kind === 'falls' && onlyOne ? weakening.falls : undefined;
  const fell = property ?? (ending.kind === 'falls' ? ending.property : 'nothing');
  const found = fell === weakening.falls;
  const expected = found ? '' : `, and ${weakening.falls} should have`;
  console.log(`${verdict(found)}  ${weakening.name}: ${fell} fell${expected}; ${figures(outcome)}`);
  if (!found || workers === 1) await tell(job, outcome);
  return found;
}

/** Prints the story of a counterexample and saves it beside the run. */
async function tell(job: Job, { ending, output }: Outcome): Promise<void> {
  if (ending.kind === 'failed') console.log(output.slice(-2_000));
  if (ending.kind !== 'falls') return;
  const states = ending.story.map(({ variables }) =>
    Object.fromEntries(Object.entries(variables).map(([key, text]) => [key, readValue(text)])),
  );
  const file = join(OUT, job.name, 'counterexample.jsonl');
  const lines = await tellCounterexample({ name: job.name, states, file });
  for (const line of lines) console.log(line);
  console.log();
}

function verdict(good: boolean): string {
  return good ? paint('green', 'pass') : paint('red', 'FAIL');
}

function figures({ counts, seconds, ending, distributed }: Outcome): string {
  const time = `${seconds.toFixed(1)} s`;
  const story = ending.kind === 'falls' ? ending.story : [];
  const told = distributed ? ', with this last step' : `, after ${story.length - 1} steps`;
  const steps = story.length > 0 ? told : '';
  if (counts === undefined) return time + steps;
  const { generated, distinct, depth } = counts;
  if (distinct === 0) return `${generated} states generated, ${time}${steps}`;
  if (distributed) return `${distinct} distinct states, ${time}${steps}`;
  return `${generated} states generated, ${distinct} distinct, depth ${depth}, ${time}${steps}`;
}

function showProgress({ generated, distinct, queue, depth }: Counts): void {
  if (distinct === 0) console.log(`      ${generated} generated`);
  else
    console.log(
      `      depth ${depth}: ${generated} generated, ${distinct} distinct, ${queue} to do`,
    );
}
