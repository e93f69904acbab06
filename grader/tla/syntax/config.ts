/**
 * The configuration of a model: the `.cfg` file beside a module, in TLC's format.
 *
 * @module
 */
import { type Place, specError } from '../error.ts';

/** A value in a configuration; a word alone is a model value. */
export type Setting =
  | { readonly type: 'number'; readonly value: number }
  | { readonly type: 'string' | 'model'; readonly value: string }
  | { readonly type: 'boolean'; readonly value: boolean }
  | { readonly type: 'set'; readonly items: readonly Setting[] };

/** A name that the configuration uses, and where. */
export interface Named {
  readonly name: string;
  readonly at: Place;
}

/** `name = value` or `name <- definition`. */
export interface Assignment extends Named {
  readonly to: { readonly value: Setting } | { readonly definition: string };
}

/** A `.cfg` file. */
export interface Config {
  readonly specification: Named | null;
  readonly init: Named | null;
  readonly next: Named | null;
  readonly constants: readonly Assignment[];
  readonly invariants: readonly Named[];
  readonly properties: readonly Named[];
  readonly constraints: readonly Named[];
  readonly actionConstraints: readonly Named[];
  readonly symmetry: Named | null;
  readonly view: Named | null;
  readonly checkDeadlock: boolean;
}

type Lists = 'invariants' | 'properties' | 'constraints' | 'actionConstraints';
type Singles = 'specification' | 'init' | 'next' | 'symmetry' | 'view';

const lists: Readonly<Record<string, Lists>> = {
  INVARIANT: 'invariants',
  INVARIANTS: 'invariants',
  PROPERTY: 'properties',
  PROPERTIES: 'properties',
  CONSTRAINT: 'constraints',
  CONSTRAINTS: 'constraints',
  ACTION_CONSTRAINT: 'actionConstraints',
  ACTION_CONSTRAINTS: 'actionConstraints',
};

const singles: Readonly<Record<string, Singles>> = {
  SPECIFICATION: 'specification',
  INIT: 'init',
  NEXT: 'next',
  SYMMETRY: 'symmetry',
  VIEW: 'view',
};

const unsupported = ['ALIAS', 'POSTCONDITION', 'TYPE', 'TYPE_CONSTRAINT'];

interface Token {
  readonly text: string;
  readonly at: Place;
}

/** Reads the text of a `.cfg` file. */
export function parseConfig(text: string, file: string): Config {
  return new ConfigReader(tokensOf(text, file), { file, line: 1, column: 1 }).config();
}

function tokensOf(text: string, file: string): Token[] {
  // Comments become blanks, so that every token keeps its place.
  const blank = (comment: string) => comment.replace(/[^\n]/g, ' ');
  const bare = text.replace(/\(\*[\s\S]*?\*\)|\\\*.*/g, blank);
  const tokens: Token[] = [];
  bare.split('\n').forEach((line, index) => {
    for (const match of line.matchAll(/"[^"]*"|<-|-?\d+(?![\w])|\w+|\S/g)) {
      tokens.push({ text: match[0], at: { file, line: index + 1, column: match.index + 1 } });
    }
  });
  return tokens;
}

class ConfigReader {
  readonly #tokens: readonly Token[];
  readonly #start: Place;
  #next = 0;

  constructor(tokens: readonly Token[], start: Place) {
    this.#tokens = tokens;
    this.#start = start;
  }

  config(): Config {
    const one: Record<Singles, Named | null> = {
      specification: null,
      init: null,
      next: null,
      symmetry: null,
      view: null,
    };
    const many: Record<Lists, Named[]> = {
      invariants: [],
      properties: [],
      constraints: [],
      actionConstraints: [],
    };
    const constants: Assignment[] = [];
    let checkDeadlock = true;
    while (this.#peek() !== null) {
      const { text, at } = this.#take();
      const [single, list] = [singles[text], lists[text]];
      if (single !== undefined) one[single] = this.#name();
      else if (list !== undefined) while (this.#isName()) many[list].push(this.#name());
      else if (/^CONSTANTS?$/.test(text)) while (this.#isName()) constants.push(this.#assignment());
      else if (text === 'CHECK_DEADLOCK') checkDeadlock = this.#take().text === 'TRUE';
      else if (unsupported.includes(text)) throw specError(at, `${text} is not supported`);
      else throw specError(at, `${text} is no keyword of a configuration`);
    }
    return { ...one, ...many, constants, checkDeadlock };
  }

  #peek(): Token | null {
    return this.#tokens[this.#next] ?? null;
  }

  #take(): Token {
    const token = this.#peek();
    if (token === null)
      throw specError(this.#tokens.at(-1)?.at ?? this.#start, 'the file ends too soon');
    this.#next += 1;
    return token;
  }

  /** Whether a name follows that is no keyword. */
  #isName(): boolean {
    const text = this.#peek()?.text ?? '';
    const keyword = text in singles || text in lists || unsupported.includes(text);
    return /^\w+$/.test(text) && !keyword && !/^(CONSTANTS?|CHECK_DEADLOCK)$/.test(text);
  }

  #name(): Named {
    const { text, at } = this.#take();
    if (!/^\w+$/.test(text)) throw specError(at, `a name should stand here, not ${text}`);
    return { name: text, at };
  }

  #assignment(): Assignment {
    const named = this.#name();
    const sign = this.#take();
    if (sign.text === '=') return { ...named, to: { value: this.#setting() } };
    if (sign.text !== '<-') throw specError(sign.at, `= or <- should stand here, not ${sign.text}`);
    if (this.#peek()?.text === '[') {
      throw specError(sign.at, 'the replacement of a name of another module is not supported');
    }
    return { ...named, to: { definition: this.#name().name } };
  }

  #setting(): Setting {
    const { text, at } = this.#take();
    if (/^-?\d+$/.test(text)) return { type: 'number', value: Number(text) };
    if (text.startsWith('"')) return { type: 'string', value: text.slice(1, -1) };
    if (text === 'TRUE' || text === 'FALSE') return { type: 'boolean', value: text === 'TRUE' };
    if (/^\w+$/.test(text)) return { type: 'model', value: text };
    if (text !== '{') throw specError(at, `a value should stand here, not ${text}`);
    const items: Setting[] = [];
    while (this.#peek()?.text !== '}') {
      items.push(this.#setting());
      if (this.#peek()?.text === ',') this.#take();
    }
    this.#take();
    return { type: 'set', items };
  }
}
