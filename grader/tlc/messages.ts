/**
 * What TLC says in its tool mode: numbered messages between marks, and what can be read from them.
 *
 * @module
 */

/** How a run ended. */
export type Ending =
  | { readonly kind: 'holds' }
  | { readonly kind: 'falls'; readonly property: string; readonly story: readonly State[] }
  | { readonly kind: 'failed'; readonly text: string };

/** A state of a counterexample: what TLC printed for every variable. */
export interface State {
  readonly number: number;
  readonly variables: Readonly<Record<string, string>>;
}

/** How many states TLC has seen. */
export interface Counts {
  readonly generated: number;
  readonly distinct: number;
  readonly queue: number;
  readonly depth: number;
}

interface Message {
  readonly code: number;
  /** Whether TLC calls it an error. */
  readonly error: boolean;
  readonly text: string;
}

/** TLC names invariants, but neither properties of behaviours nor those that another module states. */
export const UNNAMED = 'a property of behaviours';

/** What falls where a behaviour cannot go on. */
export const DEADLOCK = 'freedom from deadlock';

/** The numbers that TLC gives to its messages (`tlc2.output.EC`). */
export const CODE = {
  invariant: 2110,
  invariantInitially: 2107,
  actionProperty: 2112,
  deadlock: 2114,
  temporal: 2116,
  version: 2262,
  success: 2193,
  simulation: 2188,
  finished: 2186,
  statistics: 2199,
  depth: 2194,
  progress: 2200,
  simulated: 2209,
  state: 2217,
  coverageStart: 2201,
  coverage: 2772,
  serverReady: 7000,
  workerCame: 7001,
  workerWent: 7002,
} as const;

/** Splits the output into messages. Text outside of the marks is dropped. */
export function messagesOf(output: string): readonly Message[] {
  const marked = /@!@!@STARTMSG (\d+)(?::(\d+))? @!@!@\n([\s\S]*?)\n?@!@!@ENDMSG \d+ @!@!@/g;
  return [...output.matchAll(marked)].map(([, code = '', kind = '', text = '']) => ({
    code: Number(code),
    error: kind === '1',
    text,
  }));
}

/** Reads how the run ended, and the story if a property fell. */
export function endingOf(output: string): Ending {
  const messages = messagesOf(output);
  const falls: readonly number[] = [
    CODE.invariant,
    CODE.invariantInitially,
    CODE.actionProperty,
    CODE.deadlock,
    CODE.temporal,
  ];
  const fallen = messages.find(({ code }) => falls.includes(code));
  if (fallen !== undefined) {
    const named = /(?:Invariant|property) (?!line )(\w+)/.exec(fallen.text)?.[1] ?? UNNAMED;
    const property = fallen.code === CODE.deadlock ? DEADLOCK : named;
    return { kind: 'falls', property, story: storyOf(output) };
  }
  const said = (code: number) => messages.some((message) => message.code === code);
  const walked =
    said(CODE.simulation) && said(CODE.finished) && !messages.some(({ error }) => error);
  if (said(CODE.success) || walked) return { kind: 'holds' };
  return { kind: 'failed', text: output.slice(-2_000) };
}

/** The states of the counterexample, if there is one. */
export function storyOf(output: string): readonly State[] {
  return messagesOf(output)
    .filter(({ code }) => code === CODE.state)
    .map(({ text }) => stateOf(text));
}

/** What TLC calls itself. */
export function versionOf(output: string): string {
  return messagesOf(output).find(({ code }) => code === CODE.version)?.text ?? 'unknown';
}

/** The last figures that TLC gave, while it ran or at its end. Random behaviours only have a number of states. */
export function countsOf(output: string): Counts | undefined {
  const figures: readonly number[] = [CODE.statistics, CODE.progress, CODE.simulated];
  const messages = messagesOf(output);
  const last = messages.findLast(({ code }) => figures.includes(code))?.text;
  if (last === undefined) return undefined;
  const depth = messages.findLast(({ code }) => code === CODE.depth)?.text ?? last;
  return {
    generated: numberIn(last, /([\d,]+) states generated/),
    distinct: numberIn(last, /(?<!-)\b([\d,]+) distinct states/),
    queue: numberIn(last, /(?<!-)\b([\d,]+) states left/),
    depth: numberIn(depth, /(?:search is |Progress\()(\d+)/),
  };
}

function numberIn(text: string, pattern: RegExp): number {
  return Number((pattern.exec(text)?.[1] ?? '0').replaceAll(',', ''));
}

/** A state is printed as a conjunction, one variable after the other; a value may take several lines. */
function stateOf(text: string): State {
  const number = Number(/^(\d+):/.exec(text)?.[1] ?? 0);
  const conjuncts = text.split(/^\/\\ /m).slice(1);
  const variables = conjuncts.map((conjunct) => {
    const [name = '', ...value] = conjunct.split(' = ');
    return [name, value.join(' = ').replace(/\s+/g, ' ').trim()] as const;
  });
  return { number, variables: Object.fromEntries(variables) };
}
