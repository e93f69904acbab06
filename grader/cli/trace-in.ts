/**
 * Reads the trace that a command line names.
 *
 * @module
 */
import { readFile } from 'node:fs/promises';
import { readTrace, type Trace, TraceError } from '../trace/file.ts';
import { UsageError } from './usage-error.ts';

/** The trace in a file; a file that is none is an error of the command line. */
export async function traceIn(path: string): Promise<Trace> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(
      `the trace ${path} cannot be read (${error.code}); name a file that npm run grade -- ... --trace has written`,
    );
  });
  try {
    return readTrace(text);
  } catch (error) {
    if (error instanceof TraceError) throw new UsageError(`${path}: ${error.message}`);
    throw error;
  }
}
