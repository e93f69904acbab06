/**
 * Replays a trace file on a submission, and says whether and where they part.
 *
 * @module
 */
import { tell } from '../report/story.ts';
import { loadSubmission } from '../run/in-process.ts';
import { type Parting, replay } from '../run/replay.ts';
import { SubmissionError } from '../sandbox/submission-error.ts';
import { checkFolder } from './paths.ts';
import { traceIn } from './trace-in.ts';

export interface ReplayCommand {
  /** The trace file. */
  readonly trace: string;
  readonly folder: string;
  /** Whether the code may be that of anybody; see `loadSubmission`. */
  readonly confined?: boolean;
  print(line: string): void;
}

/** Replays, prints, and returns the exit code: 0 when every step came out as recorded, otherwise 1. */
export async function replayCommand({
  trace,
  folder,
  confined = false,
  print,
}: ReplayCommand): Promise<0 | 1> {
  checkFolder(folder);
  const recording = await traceIn(trace);
  try {
    const { subject } = await loadSubmission(folder, { confined });
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
