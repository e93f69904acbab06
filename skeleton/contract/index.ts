/**
 * The contract between a Raft server and everything around it. It is given, and imports nothing.
 *
 * Read `raft.ts` first (the handlers), then `data.ts` (what a server knows), `messages.ts` and `effects.ts`.
 *
 * @module
 */
export type * from './data.ts';
export type * from './effects.ts';
export type * from './messages.ts';
export * from './raft.ts';
