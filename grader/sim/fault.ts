/**
 * What a submission can do to end its own run. The runner turns it into a verdict; it never reaches the grader's user
 * as a stack trace.
 *
 * @module
 */
import type { ServerId } from '../../skeleton/contract/index.ts';
import type { Input } from '../trace/event.ts';

/** A handler threw. What was thrown is the `cause`. */
export class HandlerThrew extends Error {
  readonly server: ServerId;
  readonly handler: string;

  constructor(server: ServerId, handler: string, thrown: unknown) {
    super(`${handler} on ${server} threw`, { cause: thrown });
    this.server = server;
    this.handler = handler;
  }
}

/** A handler returned something that no server may: a wrong shape, a value that is not JSON, an unknown effect. */
export class BadStep extends Error {
  readonly server: ServerId;
  readonly handler: string;

  constructor(server: ServerId, handler: string, problem: string) {
    super(`${handler} on ${server} returned ${problem}`);
    this.server = server;
    this.handler = handler;
  }
}

/** The servers say more than any Raft needs to. */
export class OutOfBudget extends Error {}

/** The handler that takes an input. */
export function handlerOf(input: Input): string {
  return input.type === 'deliver' ? handlerOfMessage(input.message.type) : input.type;
}

/** The handler that takes a message. */
export function handlerOfMessage(type: string): string {
  return `handle${type}`;
}
