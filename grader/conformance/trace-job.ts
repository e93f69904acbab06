/**
 * What TLC needs to check a recorded run.
 *
 * @module
 */
import { readFile } from 'node:fs/promises';
import type { Job } from '../tlc/models.ts';
import { recordedModule, runConfig } from './recorded-module.ts';
import type { RecordedRun } from './run-reader.ts';

/** A job for TLC, and the number of the event of each of its steps. */
export interface TraceJob {
  readonly job: Job;
  readonly events: readonly number[];
}

/** Puts a run and the modules that look at it together. */
export async function traceJob(recorded: RecordedRun): Promise<TraceJob> {
  const { text, events } = recordedModule(recorded);
  const modules = {
    'RecordedSteps.tla': text,
    'Trace.tla': await beside('Trace.tla'),
    'TraceRun.tla': await beside('TraceRun.tla'),
  };
  const config = runConfig(await beside('Trace.cfg'));
  return { job: { name: 'TraceRun', root: 'TraceRun', config, modules }, events };
}

function beside(file: string): Promise<string> {
  return readFile(new URL(file, import.meta.url), 'utf8');
}
