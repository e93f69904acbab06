/**
 * How much is between a submission and the machine that grades it.
 *
 * @module
 */

/** From nothing to most. Each level has what those before it have. */
export const SANDBOX_LEVELS = ['none', 'ses', 'process'] as const;

export type SandboxLevel = (typeof SANDBOX_LEVELS)[number];

/** What each level buys, in one sentence each: for `npm run doctor`. */
export const BUYS: Readonly<Record<SandboxLevel, string>> = {
  none: 'The code runs in a process of its own, but may do there whatever the grader may. For debugging your own code.',
  ses:
    'Hardened JavaScript: the code finds no clock, no chance, no files, no network and no other server, ' +
    'can change nothing that others use, and only copies of plain data leave it.',
  process:
    'Beside that, should a way out of it be found: the process has no environment, and where Node has a permission model, ' +
    'reads nothing but the engine, writes nothing and starts nothing; what it answers carries a token that the code never sees.',
};
