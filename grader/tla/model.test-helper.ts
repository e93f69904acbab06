/** Models that are written in a test. */
import { compileModel, type Manner, type Model } from './check/model.ts';
import { type Report, search } from './check/search.ts';
import { tlaParser } from './load.ts';
import { parseConfig } from './syntax/config.ts';
import { show } from './values/print.ts';

/** Compiles modules, of which the first is the root; each is given with its name. */
export async function modelOf(
  modules: Record<string, string>,
  config: string,
  manner: Manner = {},
): Promise<Model> {
  const parse = await tlaParser();
  const parsed = new Map(
    Object.entries(modules).map(([name, text]) => {
      return [name, parse(`---- MODULE ${name} ----\n${text}\n====\n`, `${name}.tla`)];
    }),
  );
  const [root] = parsed.values();
  if (root === undefined) throw new Error('there is no module');
  return compileModel(
    root,
    parseConfig(config, 'M.cfg'),
    (name) => parsed.get(name) ?? null,
    manner,
  );
}

/** Compiles a module M and searches through its states. */
export async function check(text: string, config: string): Promise<Report> {
  return search(await modelOf({ M: text }, config));
}

/** The value of a constant expression, as TLA+ writes it, with some definitions before it. */
export async function evaluate(expression: string, definitions = ''): Promise<string> {
  const text = `EXTENDS Integers, Sequences, FiniteSets, TLC, Bags\n${definitions}\nVARIABLE result
Init == result = (${expression})\nNext == FALSE /\\ UNCHANGED result`;
  const report = await check(text, 'INIT Init\nNEXT Next');
  const { outcome } = report;
  if (outcome.kind === 'error') throw outcome.error;
  if (outcome.kind !== 'deadlock') throw new Error(outcome.kind);
  return show(outcome.trace[0]?.values[0] ?? false);
}

/** The numbers of a search: generated, distinct, depth. */
export function numbers({ counts }: Report): readonly [number, number, number] {
  return [counts.generated, counts.distinct, counts.depth];
}
