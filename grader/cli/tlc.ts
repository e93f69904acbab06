/**
 * `npm run tlc`: checks the models of the specification with TLC, or breaks the specification and looks what falls.
 *
 * @module
 */
import { join } from 'node:path';
import { Command } from 'commander';
import { traceJob } from '../conformance/trace-job.ts';
import { readValue } from '../tla/values/read.ts';
import { findJar, NoTlc } from '../tlc/jar.ts';
import type { Counts } from '../tlc/messages.ts';
import {
  type Job,
  modelJob,
  modelNames,
  readWeakenings,
  type Weakening,
  weakeningJob,
} from '../tlc/models.ts';
import { type Manner, type Outcome, runTlc } from '../tlc/run.ts';
import type { Trace } from '../trace/file.ts';
import { tellCounterexample } from './counterexample.ts';
import { main } from './main.ts';
import { paint } from './paint.ts';
import { traceIn } from './trace-in.ts';
import { UsageError } from './usage-error.ts';
import { upTo } from './whole-number.ts';

interface Options {
  readonly weakenings: boolean;
  readonly workers: number;
  readonly simulate: boolean;
  readonly coverage: boolean;
  readonly trace?: string;
}

const SPEC = 'spec';
const OUT = 'out/tlc';

await main(async () => {
  const { names, options } = commandLine(process.argv);
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
  const manner: Manner = { ...options, jar: await jar(), onProgress: showProgress };
  if (recorded !== null) return (await checkRun(recorded, manner)) ? 0 : 1;
  let passed = true;
  for (const name of asked.length === 0 ? models : asked) {
    const weakening = weakenings.find((one) => one.name === name);
    const good =
      weakening === undefined ? await check(name, manner) : await hunt(weakening, manner);
    passed &&= good;
  }
  return passed ? 0 : 1;
});

/** A model must hold. */
async function check(model: string, manner: Manner): Promise<boolean> {
  const job = await modelJob(SPEC, model);
  const outcome = await runTlc(SPEC, OUT, job, manner);
  const holds = outcome.ending.kind === 'holds';
  console.log(`${verdict(holds)}  ${model}: ${figures(outcome)}`);
  if (!holds) await tell(job, outcome);
  return holds;
}

/** Every step of a recorded run must be allowed. */
async function checkRun(recorded: Trace, manner: Manner): Promise<boolean> {
  const { job, events } = await traceJob(recorded);
  const outcome = await runTlc(SPEC, OUT, job, manner);
  const { ending } = outcome;
  console.log(`${verdict(ending.kind === 'holds')}  ${events.length} steps: ${figures(outcome)}`);
  if (ending.kind === 'failed') console.log(ending.text);
  if (ending.kind === 'falls') {
    console.log(`No action allows event ${events[ending.story.length - 1]}.`);
  }
  return ending.kind === 'holds';
}

/** A weakening must be found, and by the property that its row names. */
async function hunt(weakening: Weakening, manner: Manner): Promise<boolean> {
  const job = await weakeningJob(SPEC, weakening);
  const outcome = await runTlc(SPEC, OUT, job, manner);
  const { ending } = outcome;
  const onlyOne = weakening.checks !== undefined;
  const property = ending.kind === 'falls' && onlyOne ? weakening.falls : undefined;
  const fell = property ?? (ending.kind === 'falls' ? ending.property : 'nothing');
  const found = fell === weakening.falls;
  const expected = found ? '' : `, and ${weakening.falls} should have`;
  console.log(`${verdict(found)}  ${weakening.name}: ${fell} fell${expected}; ${figures(outcome)}`);
  if (!found || manner.workers === 1) await tell(job, outcome);
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

function figures({ counts, seconds, ending }: Outcome): string {
  const time = `${seconds.toFixed(1)} s`;
  const steps =
    ending.kind === 'falls' ? `, after ${Math.max(0, ending.story.length - 1)} steps` : '';
  if (counts === undefined) return time + steps;
  const { generated, distinct, depth } = counts;
  return `${generated} states generated, ${distinct} distinct, depth ${depth}, ${time}${steps}`;
}

function showProgress({ generated, distinct, queue, depth }: Counts): void {
  console.log(`      depth ${depth}: ${generated} generated, ${distinct} distinct, ${queue} to do`);
}

async function jar(): Promise<string> {
  try {
    return await findJar(process.env);
  } catch (error) {
    if (error instanceof NoTlc) throw new UsageError(error.message);
    throw error;
  }
}

function commandLine(argv: readonly string[]): { names: readonly string[]; options: Options } {
  const program = new Command('tlc')
    .description('Checks models of the specification with TLC, all of them unless some are named.')
    .argument('[names...]', 'models (MCElection) or weakenings (ForgetsItsVote)')
    .option('--weakenings', 'all weakenings: each must be found', false)
    .option(
      '--workers <count>',
      'threads of TLC; with one, counterexamples are the shortest',
      upTo(256),
      1,
    )
    .option('--simulate', 'random behaviours instead of all states', false)
    .option('--trace <file>', 'instead: check a recorded run, step by step')
    .option('--coverage', 'let TLC count how often each action was taken', false)
    .exitOverride()
    .showHelpAfterError('See npm run tlc -- --help.');
  program.parse(argv);
  return { names: program.args, options: program.opts<Options>() };
}
