/**
 * Looks for the reference, and for what examines the labs, in a folder that is to be handed out.
 *
 * @module
 */
import { readdir, readFile } from 'node:fs/promises';
import { basename, join, sep } from 'node:path';
import { runsOfLines, runsOfTokens } from './fingerprints.ts';

/** What was found, and where. */
export interface Leak {
  /** The file, relative to the folder. */
  readonly file: string;
  readonly what: string;
}

/** What no student gets. */
const SECRET_FOLDERS = ['reference', 'grader/exam'];
/** The one file that may hold the reference, minified and without names: the Rafts of lab 2T. */
const PANEL = 'labs/2T/panel.json';
/** Shorter texts within JSON are no code. */
const CODE_LENGTH = 200;

const PATTERNS: readonly { readonly what: string; readonly text: RegExp }[] = [
  { what: 'a source map', text: /\bsourceMappingURL=|"sourcesContent"\s*:/ },
  {
    what: 'an import of the reference',
    text: /\b(?:from|import|require)\s*\(?\s*["'`][^"'`\n]*\b(?:reference|grader\/exam)\//,
  },
];

/**
 * Looks through a folder.
 *
 * @param folder - What is to be handed out.
 * @param kit - The root of the kit that it was made from.
 */
export async function leaksIn(folder: string, kit: string): Promise<readonly Leak[]> {
  const secrets = await secretsOf(kit);
  const leaks: Leak[] = [];
  for (const file of await filesOf(folder)) {
    const say = (what: string): number => leaks.push({ file, what });
    if (/(^|\/)(\.git|reference|exam)\//.test(file) || /\.(map|test\.ts)$/.test(file)) {
      say('a file that no student gets');
    }
    const text = await readFile(join(folder, file), 'utf8');
    const copied = secrets.files.get(text);
    if (copied !== undefined) say(`a copy of ${copied}`);
    for (const pattern of PATTERNS) if (pattern.text.test(text)) say(pattern.what);
    if (file === PANEL) continue;
    const sources = await sourcesIn(file, text, secrets);
    for (const source of sources) say(`code of ${source}`);
  }
  return leaks;
}

/** What is known of the files that no student gets, less what the skeleton gives away. */
interface Secrets {
  /** Where a whole text comes from. */
  readonly files: ReadonlyMap<string, string>;
  /** Where a run of lines or tokens comes from. */
  readonly runs: ReadonlyMap<string, string>;
}

async function secretsOf(kit: string): Promise<Secrets> {
  const files = new Map<string, string>();
  const runs = new Map<string, string>();
  for (const folder of SECRET_FOLDERS) {
    for (const name of await filesOf(join(kit, folder))) {
      // Tests set up states and clusters as the engine does. They hold no Raft.
      if (name.includes('.test')) continue;
      const text = await readFile(join(kit, folder, name), 'utf8');
      files.set(text, `${folder}/${name}`);
      for (const run of await runsIn(text)) runs.set(run, `${folder}/${name}`);
    }
  }
  for (const name of await filesOf(join(kit, 'skeleton'))) {
    const text = await readFile(join(kit, 'skeleton', name), 'utf8');
    files.delete(text);
    for (const run of await runsIn(text)) runs.delete(run);
  }
  return { files, runs };
}

/** Which secret files have a run in common with a file, each once. */
async function sourcesIn(file: string, text: string, { runs }: Secrets): Promise<Set<string>> {
  const sources = new Set<string>();
  const texts = basename(file).endsWith('.json') ? [text, ...longTexts(JSON.parse(text))] : [text];
  for (const one of texts) {
    for (const run of await runsIn(one)) {
      const source = runs.get(run);
      if (source !== undefined) sources.add(source);
    }
  }
  return sources;
}

async function runsIn(text: string): Promise<readonly string[]> {
  return [...runsOfLines(text), ...(await runsOfTokens(text))];
}

/** All texts within a JSON document that are long enough to be code. */
function longTexts(value: unknown): string[] {
  if (typeof value === 'string') return value.length < CODE_LENGTH ? [] : [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(longTexts);
}

async function filesOf(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1))
    .map((path) => path.split(sep).join('/'))
    .filter((path) => !path.startsWith('node_modules/'))
    .sort();
}
