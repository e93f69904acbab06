/**
 * Runs TLC on several machines: a server that keeps what was seen, and workers that make the next states. It is TLC's own
 * distributed mode, and knows less than TLC alone: see {@link runDistributed}.
 *
 * @module
 */
import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import { lastStepJob } from './last-step.ts';
import { CODE, countsOf, type Ending, endingOf, messagesOf, storyOf, UNNAMED } from './messages.ts';
import type { Job } from './models.ts';
import { layOut, type Manner, type Outcome, runTlc } from './run.ts';

/** Where the workers of other machines find the server. */
export interface Place {
  /** This machine, as the others name it. */
  readonly address: string;
  /** Where the server is asked who it is. What it then says and hears goes over ports that Java chooses. */
  readonly port: number;
}

/** How TLC is to run on several machines; `workers` are the threads of this one. */
export interface DistributedManner extends Pick<Manner, 'jar' | 'workers' | 'onProgress'>, Place {
  /** Called with a sentence when the server is ready, and when workers come and go. */
  readonly onNews: (news: string) => void;
}

const LOOPBACK = '127.0.0.1';

/**
 * Checks a job like `runTlc`, with the help of all workers that come. Other than there:
 *
 * - Promises about the end of time are not checked, and TLC says nothing of it: do not ask.
 * - A property of steps is only checked for the step with which a state is found first.
 * - Of a counterexample there is the last step only, without a name; an ordinary TLC is asked which property it breaks.
 * - How many states were generated depends on the workers. How many are distinct does not.
 */
export async function runDistributed(
  spec: string,
  out: string,
  job: Job,
  manner: DistributedManner,
): Promise<Outcome> {
  const { onNews, onProgress } = manner;
  const folder = resolve(out, job.name);
  await layOut(spec, folder, job);
  const began = performance.now();
  const server = startServer(folder, job, manner);
  let complaint = '';
  const startWorker = async () => {
    const { all, exitCode } = await worker(folder, manner);
    if (exitCode === 0 && !all.includes('Failed to start worker')) return;
    complaint = `The worker on this machine ended:\n${all.slice(-2_000)}`;
    server.kill();
  };
  let ownWorker: Promise<void> | undefined;
  let seen = '';
  let read = 0;
  server.all.on('data', (part: Buffer) => {
    seen += part.toString();
    const messages = messagesOf(seen);
    for (const { code, text } of messages.slice(read)) {
      if (code === CODE.serverReady) ownWorker = startWorker();
      const counts = code === CODE.progress ? countsOf(seen) : undefined;
      if (counts !== undefined) onProgress?.(counts);
      for (const news of newsOf(code, text, manner)) onNews(news);
    }
    read = messages.length;
  });
  const { all: output } = await server;
  await ownWorker;
  await rm(join(folder, 'states'), { recursive: true, force: true });
  const seconds = (performance.now() - began) / 1_000;
  const ending: Ending =
    complaint === ''
      ? await distributedEnding(spec, { out, job, jar: manner.jar, output })
      : { kind: 'failed', text: complaint };
  return {
    ending,
    counts: countsOf(output),
    seconds,
    distributed: true,
    output: output + complaint,
  };
}

/** The line that makes another machine a worker. It gets all modules from the server. */
export function workerLine({ address, port }: Place): string {
  const itself = '-Djava.rmi.server.hostname=ADDRESS_OF_THE_WORKER';
  return `java ${itself} ${portOption(port)} -cp tla2tools.jar ${WORKER} ${address}`;
}

const SERVER = 'tlc2.tool.distributed.TLCServer';
const WORKER = 'tlc2.tool.distributed.TLCWorker';

function portOption(port: number): string {
  return `-D${SERVER}.port=${port}`;
}

function startServer(cwd: string, job: Job, { jar, address, port }: DistributedManner) {
  const java = ['-XX:+UseParallelGC', `-Djava.rmi.server.hostname=${address}`, portOption(port)];
  // The server does not read CHECK_DEADLOCK.
  const deadlock = /^CHECK_DEADLOCK FALSE$/m.test(job.config) ? ['-deadlock'] : [];
  const options = ['-tool', ...deadlock, '-metadir', 'states', job.root];
  return execa('java', [...java, '-cp', resolve(jar), SERVER, ...options], {
    cwd,
    reject: false,
    all: true,
  });
}

function worker(cwd: string, { jar, workers, port }: DistributedManner) {
  const java = [
    ...['-XX:+UseParallelGC', `-Djava.rmi.server.hostname=${LOOPBACK}`, portOption(port)],
    `-D${WORKER}.threadCount=${workers}`,
  ];
  return execa('java', [...java, '-cp', resolve(jar), WORKER, LOOPBACK], {
    cwd,
    reject: false,
    all: true,
  });
}

function newsOf(code: number, text: string, place: Place): readonly string[] {
  const who = /rmi:\/\/\S+/.exec(text)?.[0] ?? '';
  if (code === CODE.workerCame) return [`a thread of a worker takes part: ${who}`];
  if (code === CODE.workerWent) return [`a thread of a worker is lost: ${who}`];
  if (code !== CODE.serverReady) return [];
  const others =
    place.address === LOOPBACK
      ? 'other machines cannot take part: with --address they could, and would run this:'
      : 'each other machine that is to take part runs this, with the same tla2tools.jar:';
  return [`the server is ready; ${others}`, `  ${workerLine(place)}`];
}

interface Ended {
  readonly out: string;
  readonly job: Job;
  readonly jar: string;
  readonly output: string;
}

async function distributedEnding(spec: string, { out, job, jar, output }: Ended): Promise<Ending> {
  const story = storyOf(output);
  const [before] = story;
  if (before === undefined) return endingOf(output);
  const { ending } = await runTlc(spec, out, lastStepJob(job, before), { jar, workers: 1 });
  if (ending.kind === 'failed') return ending;
  return { kind: 'falls', property: ending.kind === 'falls' ? ending.property : UNNAMED, story };
}
