/**
 * Expressions become JavaScript: text that is put together while they are compiled, and made into functions when the first of
 * them is run. V8 then sees a handler of the specification as one function, and not as thousands of closures.
 *
 * In the text, `k7` is a constant, `f7` a function, `v7` a variable of a function, `r[7]` a register, and `now[7]` and `next[7]`
 * are variables of the specification. All other names are those of `library.ts`. Nothing that a module says gets into the
 * text: names, strings and places of the source are constants.
 *
 * @module
 */
import type { Run } from './builtin.ts';
import { library } from './library.ts';
import type { Machine } from './machine.ts';

/** What was compiled for one machine. */
export class Program {
  readonly #machine: Machine;
  readonly #constants: unknown[] = [];
  readonly #numbers = new Map<unknown, number>();
  readonly #functions: unknown[] = [];
  /** The definitions of functions that are not made yet, by their names. */
  #unlinked = new Map<string, string>();
  #names = 0;

  constructor(machine: Machine) {
    this.#machine = machine;
  }

  /** The text for something that is known while compiling. */
  constant(value: unknown): string {
    if (typeof value === 'boolean' || typeof value === 'number') return String(value);
    return `k${this.#numberOf(value)}`;
  }

  /** The text that evaluates another one the first time, and keeps what comes out. */
  once(text: string): string {
    return `(K[${this.#constants.push(undefined) - 1}] ??= ${this.short(text)})`;
  }

  /** A name for a variable inside of a function. */
  name(): string {
    this.#names += 1;
    return `v${this.#names}`;
  }

  /** The text that calls a function with this body. */
  define(body: string): string {
    return `${this.function(body)}()`;
  }

  /** The name of a function with this body. */
  function(body: string, params: readonly string[] = []): string {
    const number = this.#functions.push(undefined) - 1;
    const name = `f${number}`;
    this.#unlinked.set(
      name,
      `function ${name}(${params.join(', ')}) { ${body} }\nF[${number}] = ${name};`,
    );
    return name;
  }

  /** The same text, or a call if it is long and would otherwise stand in several places. */
  short(text: string): string {
    return text.length > 40 ? this.define(`return ${text};`) : text;
  }

  /** A closure that evaluates a text. The functions are made when it is called for the first time. */
  run(text: string): Run {
    let linked: Run | null = null;
    return () => {
      linked ??= this.#link(text);
      return linked();
    };
  }

  #numberOf(value: unknown): number {
    let number = this.#numbers.get(value);
    if (number === undefined) {
      number = this.#constants.push(value) - 1;
      this.#numbers.set(value, number);
    }
    return number;
  }

  #link(text: string): Run {
    const made = this.#unlinked;
    const body = `${[...made.values()].join('\n')}\nreturn () => ${text};`;
    const heads = [`const {${Object.keys(library).join(', ')}} = library;`];
    for (const name of new Set(body.match(/\b[kf]\d+\b/g))) {
      if (made.has(name)) continue;
      heads.push(`const ${name} = ${name.startsWith('k') ? 'K' : 'F'}[${name.slice(1)}];`);
    }
    const { now, next, registers, versions } = this.#machine;
    const make = new Function(
      'K', // All constants.
      'F', // All functions, of this text and of those that were made before.
      'now',
      'next',
      'r',
      'versions',
      'library',
      `'use strict';\n${heads.join('\n')}\n${body}`,
    );
    this.#unlinked = new Map();
    return make(this.#constants, this.#functions, now, next, registers, versions, library);
  }
}
