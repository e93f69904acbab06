/**
 * The order in which TLC compares the variables of two states: that of its table of names, which is a hash table of Java.
 *
 * @module
 */
import type { Binding, Scope } from '../semantics/scope.ts';
import { standardTexts } from '../standard/words.ts';

/** Names that TLC's table holds from the start. */
const BUILT_IN = 72;
/** What `java.util.Hashtable` begins with, and how full it may become. */
const CAPACITY = 11;
const LOAD = 0.75;

/** The numbers of all variables, the one that is compared first in front. */
export function variableOrder(root: Scope): number[] {
  const table = new HashTable();
  for (let count = 0; count < BUILT_IN; count += 1) table.add(null);
  for (const [name, binding] of root.own) {
    if (binding.kind === 'variable') table.add({ name, index: binding.index });
    else for (let count = entriesOf(name, binding); count > 0; count -= 1) table.add(null);
  }
  return table.inOrder().map(({ index }) => index);
}

/** How many entries a name has: with an instance go the operators of its module. */
function entriesOf(name: string, binding: Binding): number {
  const missing = name === 'PrintT' ? (standardTexts.get('TLC')?.missing ?? 0) : 0;
  if (binding.kind !== 'instance') return 1 + missing;
  const args = binding.params.map((param): Binding => ({ kind: 'missing', why: param.name }));
  const inner = [...binding.open(args).own.values()];
  return 1 + inner.filter(({ kind }) => kind === 'operator' || kind === 'builtin').length;
}

interface Entry {
  readonly name: string;
  readonly index: number;
}

/** `java.util.Hashtable`, of whose other entries only the number matters. */
class HashTable {
  #places: Entry[][] = Array.from({ length: CAPACITY }, () => []);
  #count = 0;

  add(entry: Entry | null): void {
    if (this.#count >= Math.floor(this.#places.length * LOAD)) this.#grow();
    this.#count += 1;
    if (entry !== null) this.#put(entry);
  }

  /** From the first place to the last; of one place, the entry that was put there first comes first. */
  inOrder(): Entry[] {
    return this.#places.flatMap((entries) => entries.toReversed());
  }

  /** The newest is the first of its place. */
  #put(entry: Entry): void {
    const place = (hashOf(entry.name) & 0x7fffffff) % this.#places.length;
    this.#places[place]?.unshift(entry);
  }

  #grow(): void {
    const old = this.#places.toReversed().flat();
    this.#places = Array.from({ length: this.#places.length * 2 + 1 }, () => []);
    for (const entry of old) this.#put(entry);
  }
}

/** `String.hashCode` of Java. */
function hashOf(text: string): number {
  let hash = 0;
  for (let index = 0; index < text.length; index += 1) {
    hash = (Math.imul(hash, 31) + text.charCodeAt(index)) | 0;
  }
  return hash;
}
