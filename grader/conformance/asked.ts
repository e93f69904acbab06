/**
 * Asks `Raft.tla` about one step of one server, through `Trace.tla`.
 *
 * @module
 */
import { fileURLToPath } from 'node:url';
import type { Model } from '../tla/check/model.ts';
import { loadModel } from '../tla/load.ts';
import { textOf } from '../tla/values/table.ts';
import { Func, type Value } from '../tla/values/value.ts';
import { NIL } from './messages.ts';
import { items, record, set } from './values.ts';

/** A step as the trace has it, in values of the specification. */
export interface Asked {
  readonly me: Value;
  readonly servers: Value;
  readonly before: Func;
  readonly disk: Value;
  /** The message, the command, the index or the servers. */
  readonly input: Value;
  /** The data of the snapshot that is taken. */
  readonly data: Value;
  readonly after: Func;
  readonly sent: readonly Value[];
  /** How far each server has acknowledged to this one in its term. */
  readonly acknowledged: Value;
}

/** An operator that is not taken as the specification has it: a test, which then is so, or a value, which is the trace's. */
export interface Turned {
  readonly name: string;
  readonly to: boolean;
}

/** A way in which an action may come out. */
export interface Allowed {
  readonly server: Func;
  readonly messages: readonly Value[];
}

/** What the specification says of steps. It is loaded once, for any number of servers. */
export class AskedSpec {
  readonly #model: Model;
  readonly #columns: { readonly asked: number; readonly outcome: number; readonly mayTell: number };

  private constructor(model: Model) {
    this.#model = model;
    const { variables } = model.machine;
    this.#columns = {
      asked: variables.indexOf('asked'),
      outcome: variables.indexOf('outcome'),
      mayTell: variables.indexOf('mayTell'),
    };
  }

  static async load(): Promise<AskedSpec> {
    const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));
    return new AskedSpec(
      await loadModel({
        module: path('./Trace.tla'),
        config: path('./Trace.cfg'),
        folders: [path('../../spec')],
      }),
    );
  }

  /**
   * All ways in which an action may come out.
   *
   * @throws ValueError where the specification gives the step no meaning.
   */
  ask(action: string, asked: Asked, turned?: Turned): readonly Allowed[] {
    const { machine, actions, next, search } = this.#model;
    const { asked: column, outcome, mayTell } = this.#columns;
    if (!actions.some(({ name }) => name === action))
      throw new Error(`there is no action ${action}`);
    machine.now.fill(NIL);
    machine.next.fill(undefined);
    machine.now[column] = record({
      ...asked,
      sent: set(asked.sent),
      turned: textOf(turned?.name ?? ''),
      to: turned?.to ?? false,
    });
    machine.versions[0] += 1;
    const allowed: Allowed[] = [];
    search.found = () => {
      const [server, messages] = [machine.next[outcome], machine.next[mayTell]];
      if (server instanceof Func && messages !== undefined) {
        allowed.push({ server, messages: items(messages) });
      }
      return false;
    };
    search.only = action;
    next();
    return allowed;
  }
}
