/**
 * Walks the states of a model and compares Rafts with the specification in each of them.
 *
 * @module
 */
import { fileURLToPath } from 'node:url';
import type { Raft } from '../../skeleton/contract/index.ts';
import type { Booted } from '../sim/machine.ts';
import { search } from '../tla/check/search.ts';
import { loadModel } from '../tla/load.ts';
import { type Comparison, Conformance } from './compare.ts';

/** The models, each a configuration of `Conformance.tla`. */
export const conformanceModels = ['Conflicts', 'Compacting', 'Joining'] as const;
export type ConformanceModel = (typeof conformanceModels)[number];

/** How far to go. */
export interface Walk {
  readonly model: ConformanceModel;
  /** How many states are looked at, those first to which the way is shortest. */
  readonly stateLimit: number;
  /** Called from time to time with the number of states so far. */
  progress?(states: number): void;
}

/** Shows all Rafts the same states; returns what came of it, by the same names. */
export async function walk(
  rafts: Readonly<Record<string, Raft>>,
  { model, stateLimit, progress = () => {} }: Walk,
): Promise<ReadonlyMap<string, Comparison>> {
  const loaded = await loadModel({
    module: path('./Conformance.tla'),
    config: path(`./${model}.cfg`),
    folders: [path('../../spec'), path('../../spec/models')],
  });
  const { variables } = loaded.machine;
  const all = Object.entries(rafts).map(([id, raft]) => {
    return [id, new Conformance(raft, variables)] as const;
  });
  const { outcome } = search(loaded, {
    stateLimit,
    progress: ({ distinct }) => progress(distinct),
    visit: (state, successors) => {
      for (const [, each] of all) each.visit(state, successors);
    },
  });
  if (outcome.kind === 'error') throw outcome.error;
  return new Map(all.map(([id, { result }]) => [id, result]));
}

/** A submission that has booted once, as handlers: each call has a number of ticks of its own. */
export function handlersOf(booted: Booted): Raft {
  return new Proxy(booted.raft, {
    get: (handlers, name) => {
      booted.beginCall();
      return Reflect.get(handlers, name);
    },
  });
}

function path(relative: string): string {
  return fileURLToPath(new URL(relative, import.meta.url));
}
