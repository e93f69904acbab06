/**
 * Replays a trace file on a submission, and says whether and where they part.
 *
 * @module
 */
import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { tell } from '../report/story.ts';
import { loadSubmission } from '../run/in-process.ts';
import { type Parting, replay } from '../run/replay.ts';
import { SubmissionError } from '../sandbox/submission-error.ts';
import { readTrace, type Trace, TraceError } from '../trace/file.ts';
import { checkFolder } from './paths.ts';
import { UsageError } from './usage-error.ts';

export interface ReplayCommand {
  /** The trace file. */
  readonly trace: string;
  readonly folder: string;
  print(line: string): void;
}

/** Replays, prints, and returns the exit code: 0 when every step came out as recorded, otherwise 1. */
export async function replayCommand({ trace, folder, print }: ReplayCommand): Promise<0 | 1> {
  checkFolder(folder);
  const recording = await traceIn(trace);
  try {
    const { subject } = await loadSubmission(folder);
    const { hash, parted } = replay(recording, subject);
    if (parted !== null) for (const line of tellParting(parted)) print(line);
    else print(`${folder} takes the same ${recording.events.length} events; the hash is ${hash}.`);
    return parted === null ? 0 : 1;
  } catch (error) {
    if (!(error instanceof SubmissionError)) throw error;
    print(error.message);
    return 1;
  }
}

async function traceIn(path: string): Promise<Trace> {
  const content = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(
      `the trace ${path} cannot be read (${error.code}); name a file that npm run grade -- ... --trace has written`,
    );
  });
  try {
    return readTrace((path.endsWith('.gz') ? gunzip(content, path) : content).toString('utf8'));
  } catch (error) {
    if (error instanceof TraceError) throw new UsageError(`${path}: ${error.message}`);
    throw error;
  }
}

/** The grading of a class packs its traces. */
function gunzip(content: Buffer, path: string): Buffer {
  try {
    return gunzipSync(content);
  } catch {
    throw new UsageError(`${path} is not packed with gzip; name a file that a grading has written`);
  }
}

/** Which step, what was recorded of it, and what is different now. */
function tellParting({ event, seen }: Parting): string[] {
  const lines = [`They part at event ${event.n}, which was recorded so:`];
  lines.push(...tell(event).map((line) => `  ${line}`));
  if (seen instanceof Error) lines.push(`Now: ${seen.verdict}: ${seen.message}`);
  else lines.push(`Now ${seen.field} is ${show(seen.is)}; it was ${show(seen.was)}.`);
  return lines;
}

function show(value: unknown): string {
  return JSON.stringify(value) ?? 'missing';
}
