/**
 * Reads the trace that a command line names.
 *
 * @module
 */
import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { readTrace, type Trace, TraceError } from '../trace/file.ts';
import { UsageError } from './usage-error.ts';

/** The trace in a file; a file that is none is an error of the command line. */
export async function traceIn(path: string): Promise<Trace> {
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
