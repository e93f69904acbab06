/**
 * What a hostile submission is, and how to write one in a line.
 *
 * @module
 */
import { raftText } from '../sandbox/testing.ts';
import { freshState } from '../trace/samples.ts';

/** One hostile submission. */
export interface Attack {
  readonly id: string;
  /** What whoever wrote it is after. */
  readonly story: string;
  /** Its files. `honest.ts` and what it imports is the reference, for those that want to pass. */
  readonly files: Readonly<Record<string, string | Buffer>>;
  /** Links: what they are called, and where they lead. */
  readonly links?: Readonly<Record<string, string>>;
  /** The verdict and the text of scenario 2A.1; `passed: ` for what is harmless. */
  readonly expected: RegExp;
}

const blank = `{ state: ${JSON.stringify(freshState)}, effects: [] }`;

/** Does something at every boot, and nothing else that a Raft does. */
export function boots(body: string, top = ''): Attack['files'] {
  return { 'raft.ts': raftText({ top, restart: `${body}; return ${blank};` }) };
}

/** Returns a step at every boot. */
export function returns(step: string, top = ''): Attack['files'] {
  return {
    'raft.ts': raftText({
      top,
      restart: `const state = ${JSON.stringify(freshState)}; return ${step};`,
    }),
  };
}
