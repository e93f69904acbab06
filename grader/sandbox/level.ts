/**
 * How much is between a submission and the machine that grades it.
 *
 * @module
 */

/** From nothing to most. Each level has what those before it have. */
export const SANDBOX_LEVELS = ['none', 'ses', 'process', 'os'] as const;

export type SandboxLevel = (typeof SANDBOX_LEVELS)[number];

/** What is taken unless another level is asked for. */
export const DEFAULT_LEVEL: SandboxLevel = 'ses';

/** The same for a class: nobody has looked at what all of them hand in. */
export const CLASS_LEVEL: SandboxLevel = 'process';

/** What each level buys, in one sentence each: for `npm run doctor`. */
export const BUYS: Readonly<Record<SandboxLevel, string>> = {
  none: 'The code runs in a process of its own, but may do there whatever you may. For code of your own.',
  ses:
    'Hardened JavaScript: the code finds no clock, no chance, no files, no network and no other server, ' +
    'can change nothing that others use, and only copies of plain data leave it.',
  process:
    'Should a way out of it be found: the process has no environment, reads no file but the engine, writes none and starts ' +
    'nothing, as far as the permission model of Node goes, and the grader plays a sample of passed runs again and judges it itself.',
  os: 'Should a way out of that be found: the system shows the process no files of yours, no network and no other process.',
};

/** True from a level on. */
export function atLeast(level: SandboxLevel, wanted: SandboxLevel): boolean {
  return SANDBOX_LEVELS.indexOf(level) >= SANDBOX_LEVELS.indexOf(wanted);
}
