/**
 * Fingerprints of a submission's syntax, by which copies are found whatever their names, comments and layout.
 *
 * A file becomes the sequence of the nodes of its syntax tree. Names of variables and numbers are left out of it, for
 * they are the first that a copyist changes; names of fields and operators stay. Each run of {@link RUN} nodes has a hash.
 * Of every {@link WINDOW} hashes in a row the smallest is kept ("winnowing": Schleimer, Wilkerson, Aiken, 2003): few
 * enough to be stored, and two submissions that share RUN + WINDOW - 1 nodes in a row are certain to share one.
 *
 * @module
 */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Node, parse } from 'acorn';
import { full } from 'acorn-walk';
import { transform } from 'esbuild';
import { isPassedOver, isText } from './code-files.ts';

/** Shorter passages are what everybody writes. */
const RUN = 24;
const WINDOW = 12;
/** Eight hexadecimal digits: short, and two submissions of a class have one in common by chance once in a while. */
const DIGITS = 8;

/** The hashes of all runs of nodes in a folder: what stands in it is no sign of copying. */
export async function allRuns(folder: string): Promise<ReadonlySet<string>> {
  return new Set((await sequencesIn(folder)).flatMap(runsOf));
}

/** The fingerprints of a submission, sorted, without what `given` has. What is no syntax has none. */
export async function fingerprints(
  folder: string,
  given: ReadonlySet<string>,
): Promise<readonly string[]> {
  const chosen = new Set<string>();
  for (const sequence of await sequencesIn(folder)) {
    const runs = runsOf(sequence).filter((run) => !given.has(run));
    for (let at = 0; at === 0 || at + WINDOW <= runs.length; at += 1) {
      const [least] = runs.slice(at, at + WINDOW).sort();
      if (least !== undefined) chosen.add(least);
    }
  }
  return [...chosen].sort();
}

function runsOf(sequence: readonly string[]): string[] {
  const count = Math.max(0, sequence.length - RUN + 1);
  return Array.from({ length: count }, (_, at) => {
    const run = sequence.slice(at, at + RUN).join('\n');
    return createHash('sha256').update(run).digest('hex').slice(0, DIGITS);
  });
}

/** The nodes of each file. */
async function sequencesIn(folder: string): Promise<readonly (readonly string[])[]> {
  const sequences: (readonly string[])[] = [];
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    const inside = entry.parentPath.slice(folder.length).split(/[\\/]/);
    if (!entry.isFile() || !isText(entry.name) || inside.some(isPassedOver)) continue;
    const text = await readFile(join(entry.parentPath, entry.name), 'utf8');
    sequences.push(await nodesOf(text).catch(() => []));
  }
  return sequences;
}

/** @throws when the text is no syntax, or nested so deeply that no tree of it can be walked. */
async function nodesOf(text: string): Promise<readonly string[]> {
  const { code } = await transform(text, { loader: 'ts', tsconfigRaw: '{}', logLevel: 'silent' });
  const nodes: string[] = [];
  const tree = parse(code, { ecmaVersion: 'latest', sourceType: 'module' });
  full(tree, (node: Node & Partial<Named>) => nodes.push(labelOf(node)));
  return nodes;
}

/** What nodes may have beside their type. */
interface Named {
  readonly operator: string;
  readonly computed: boolean;
  readonly value: unknown;
  readonly key: Node & { readonly name?: string };
  readonly property: Node & { readonly name?: string };
}

function labelOf({
  type,
  operator,
  computed,
  value,
  key,
  property,
}: Node & Partial<Named>): string {
  const field = computed === true ? '' : (property?.name ?? key?.name ?? '');
  const text = type === 'Literal' && typeof value === 'string' ? value : '';
  return [type, operator ?? '', field, text].join(' ');
}
