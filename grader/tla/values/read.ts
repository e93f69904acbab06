/**
 * Reads a value that was printed, by TLC or by `show`. A name stands for a model value.
 *
 * @module
 */
import { functionOf } from './functions.ts';
import { NOWHERE, setOf, tupleOf } from './sets.ts';
import { modelValueOf, textOf } from './table.ts';
import type { Value } from './value.ts';

/** The text is no value that was printed. The message says where it ends to be one. */
export class UnreadableValue extends Error {
  override readonly name = 'UnreadableValue';
}

/**
 * Reads one value.
 *
 * @throws UnreadableValue
 */
export function readValue(text: string): Value {
  const reader = new Reader(text);
  const value = reader.value();
  reader.expect('');
  return value;
}

const TOKEN = /\s*(<<|>>|\|->|:>|@@|-?\d+|"(?:[^"\\]|\\.)*"|\w+|[{}[\](),]|$)/y;

class Reader {
  readonly #text: string;
  #at = 0;
  #token = '';

  constructor(text: string) {
    this.#text = text;
    this.#next();
  }

  value(): Value {
    switch (this.#token) {
      case '{':
        return setOf(this.#list('{', '}'), NOWHERE);
      case '<<':
        return tupleOf(this.#list('<<', '>>'));
      case '[':
        return this.#pairs({ open: '[', close: ']', between: ',', arrow: '|->' });
      case '(':
        return this.#pairs({ open: '(', close: ')', between: '@@', arrow: ':>' });
      default:
        return this.#simple(this.#take());
    }
  }

  expect(token: string): void {
    if (this.#token !== token) this.#fail();
    if (token !== '') this.#next();
  }

  #simple(token: string): Value {
    if (/^-?\d/.test(token)) return Number(token);
    if (token.startsWith('"')) return textOf(token.slice(1, -1).replace(/\\(.)/g, '$1'));
    if (token === 'TRUE' || token === 'FALSE') return token === 'TRUE';
    if (!/^\w/.test(token)) this.#fail();
    return modelValueOf(token);
  }

  #list(open: string, close: string): Value[] {
    const values: Value[] = [];
    this.expect(open);
    while (this.#token !== close) {
      if (values.length > 0) this.expect(',');
      values.push(this.value());
    }
    this.expect(close);
    return values;
  }

  /** A record, whose keys are names without quotes, or a function. */
  #pairs(form: Pairs): Value {
    const { open, close, between, arrow } = form;
    const pairs = new Map<Value, Value>();
    this.expect(open);
    while (this.#token !== close) {
      if (pairs.size > 0) this.expect(between);
      const key = arrow === '|->' ? textOf(this.#take()) : this.value();
      this.expect(arrow);
      pairs.set(key, this.value());
    }
    this.expect(close);
    return functionOf(pairs, NOWHERE);
  }

  #take(): string {
    const token = this.#token;
    this.#next();
    return token;
  }

  #next(): void {
    TOKEN.lastIndex = this.#at;
    const found = TOKEN.exec(this.#text);
    if (found === null) this.#fail();
    else {
      this.#token = found[1] ?? '';
      this.#at = TOKEN.lastIndex;
    }
  }

  #fail(): never {
    const rest = this.#text.slice(Math.max(0, this.#at - this.#token.length), this.#at + 30);
    throw new UnreadableValue(`this is no value of TLA+ that was printed, from here on: ${rest}`);
  }
}

interface Pairs {
  readonly open: string;
  readonly close: string;
  readonly between: string;
  readonly arrow: string;
}
