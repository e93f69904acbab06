/**
 * From a bundle to servers that can be called.
 *
 * `load` compiles once. Each `boot` runs the submission's modules afresh, so that no two servers, and no two lives
 * of one server, share a module variable. The engine calls `beginCall` before each handler and `endCall` after it.
 *
 * Without more, the code runs in this process and this realm: that is a shape, and no protection. Confined, it runs
 * in a compartment (`compartment.ts`), and only copies go in and out (`crossing.ts`).
 *
 * @module
 */
import { Script } from 'node:vm';
import type { Raft } from '../../skeleton/contract/index.ts';
import type { Bundle } from './bundle.ts';
import { type Confined, confine } from './compartment.ts';
import { across } from './crossing.ts';
import { type Explanation, explainError, SCRIPT_NAME } from './explain.ts';
import type { Guarded } from './instrument.ts';
import { SubmissionError } from './submission-error.ts';

/** A submission that can be booted as often as needed. */
export interface Submission {
  readonly name: string;
  /**
   * Runs the submission's modules afresh.
   *
   * @throws {@link SubmissionError} when they throw or export no proper `raft`.
   */
  boot(): Instance;
  /** Says what an exception of one of its handlers means. */
  explain(thrown: unknown): Explanation;
}

/** One life of one server. */
export interface Instance {
  readonly raft: Raft;
  /** Gives the next call of a handler its full number of ticks. To be called before each call. */
  beginCall(): void;
  /**
   * Throws `EndlessLoop` when the handler ran out of ticks, caught the error and returned all the same. To be called
   * after each call.
   */
  endCall(): void;
}

/** The handlers that every submission has. The type makes the compiler complain when the contract gets a new one. */
const REQUIRED: Readonly<Record<keyof Omit<Raft, 'handleCustom'>, true>> = {
  restart: true,
  electionTimeout: true,
  heartbeatTimeout: true,
  handleRequestVoteRequest: true,
  handleRequestVoteResponse: true,
  handleAppendEntriesRequest: true,
  handleAppendEntriesResponse: true,
  clientRequest: true,
  handleInstallSnapshotRequest: true,
  handleInstallSnapshotResponse: true,
  takeSnapshot: true,
  changeServers: true,
};

/** How a submission is loaded. */
export interface LoadOptions {
  /** Runs it in compartments; `lockDown` must have been called. */
  readonly confined?: boolean;
}

/**
 * Makes a bundle ready to boot, and boots it once to see that it can.
 *
 * @throws {@link SubmissionError} when the code does not compile, throws while it loads, or exports no proper `raft`.
 */
export function load(bundle: Bundle, { confined = false }: LoadOptions = {}): Submission {
  const code = compiled(bundle, confined);
  const boot = (): Instance => {
    const guarded = run(code.factory, code.bundle);
    const raft = raftOf(guarded, code.bundle);
    const { beginCall, endCall } = guarded;
    return { raft: confined ? across(raft, guarded) : raft, beginCall, endCall };
  };
  boot();
  return { name: bundle.name, boot, explain: (thrown) => explainError(thrown, code.bundle) };
}

function compiled(bundle: Bundle, confined: boolean): Confined {
  try {
    if (confined) return confine(bundle);
    const script = new Script(bundle.code, { filename: SCRIPT_NAME });
    return { bundle, factory: script.runInThisContext() };
  } catch (error) {
    const { name, message, where } = explainError(error, bundle);
    throw new SubmissionError(`the code does not compile. ${name}: ${message}`, where);
  }
}

function run(factory: () => Guarded, bundle: Bundle): Guarded {
  return whileLoading(bundle, () => {
    const guarded = factory();
    guarded.endCall();
    return guarded;
  });
}

/** What is exported may be a proxy or have getters, so looking at it may throw as well. */
function raftOf(guarded: Guarded, bundle: Bundle): Raft {
  return whileLoading(bundle, () => checkedRaft(guarded.exports));
}

function whileLoading<T>(bundle: Bundle, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (error instanceof SubmissionError) throw error;
    const { name, message, where } = explainError(error, bundle);
    const text = `the submission throws while it loads, before any handler is called. ${name}: ${message}`;
    throw new SubmissionError(text, where);
  }
}

/** Checks the export as far as that goes without a call. */
function checkedRaft(exported: unknown): Raft {
  const names = Object.keys(isObject(exported) ? exported : {});
  if (!isObject(exported) || !names.includes('raft')) {
    const others = names.length === 0 ? 'nothing' : names.map((name) => `\`${name}\``).join(', ');
    throw new SubmissionError(
      `raft.ts must have \`export const raft: Raft = { ... }\`, but it exports ${others}.`,
    );
  }
  const raft: unknown = Reflect.get(exported, 'raft');
  if (!isObject(raft)) {
    const kind = raft === null ? 'null' : typeof raft;
    throw new SubmissionError(
      `\`raft\` in raft.ts must be an object with the handlers, but it is ${kind}.`,
    );
  }
  checkHandlers(raft);
  return raft;
}

function checkHandlers(raft: object): asserts raft is Raft {
  const handlers = Object.keys(REQUIRED).map((name) => ({ name, value: Reflect.get(raft, name) }));
  const missing = handlers.filter(({ value }) => typeof value !== 'function');
  if (missing.length > 0) {
    const list = missing.map(({ name }) => name).join(', ');
    throw new SubmissionError(
      `\`raft\` in raft.ts lacks ${missing.length === 1 ? 'a handler' : 'handlers'}: ${list}. ` +
        'Each handler of the contract must be a function; take the stub of the skeleton for a later lab.',
    );
  }
  const custom: unknown = Reflect.get(raft, 'handleCustom');
  if (custom !== undefined && typeof custom !== 'function') {
    throw new SubmissionError('`raft.handleCustom` in raft.ts must be a function, or left out.');
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
