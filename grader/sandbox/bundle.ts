/**
 * From a submission's folder to one piece of code.
 *
 * `bundle(folder)` reads the folder and gives back plain data: the data can be sent to another process, and
 * whoever has it needs the folder no more. `load` (load.ts) turns it into servers. Nothing of the submission is
 * run here.
 *
 * @module
 */
import { readFile, realpath, stat } from 'node:fs/promises';
import { SourceMap } from 'node:module';
import { basename, dirname, extname, join, resolve } from 'node:path';
import {
  type BuildFailure,
  type BuildResult,
  build,
  type Loader,
  type Message,
  type OnLoadResult,
  type Plugin,
  stop,
} from 'esbuild';
import { type ForbiddenUse, forbiddenUses } from './forbidden.ts';
import { type Insertion, type Instrumented, instrument } from './instrument.ts';
import { isInside, resolveImport } from './resolve.ts';
import { readSource } from './source.ts';
import { SubmissionError } from './submission-error.ts';

/** A change to the text of one file, made while bundling: mutants are the reference with one such change. */
export interface Edit {
  /** The file, relative to the folder. */
  readonly file: string;
  /** A text that stands in the file exactly once. */
  readonly find: string;
  readonly replace: string;
}

/** A submission as plain data. */
export interface Bundle {
  /** The name of the folder. */
  readonly name: string;
  /** The text of an expression: a function that runs the submission afresh, see `Guarded` in instrument.ts. */
  readonly code: string;
  /** The source map (version 3, JSON) of the code before the loop guard was put in. */
  readonly sourceMap: string;
  /** How the loop guard moved the columns of the code. */
  readonly insertions: readonly Insertion[];
}

/** How to bundle. */
export interface BundleOptions {
  readonly edits?: readonly Edit[];
  /** Shortens names and leaves out line breaks, for code that is handed out and not meant to be read. */
  readonly minify?: boolean;
}

/** What a submission's main file is called. */
const MAIN_FILE = 'raft.ts';
const EXPORTS_NAME = '$submission';
/** More complaints than these help nobody. */
const COMPLAINTS_MAX = 5;
/** What esbuild may make of a submission, in bytes. */
const OUTPUT_MAX = 10_000_000;
/** Of a longer line the beginning is shown. */
const LINE_MAX = 200;

/**
 * Bundles a submission.
 *
 * @throws {@link SubmissionError} when the folder has no `raft.ts`, a syntax error, or an import or a name that is
 * not allowed.
 * @throws Error when an edit does not fit; that is a fault of whoever wrote the edit.
 */
export async function bundle(folder: string, options: BundleOptions = {}): Promise<Bundle> {
  const { edits = [], minify = false } = options;
  const root = await submissionRoot(folder);
  const texts = await editedTexts(root, edits);
  const loaded = new Set<string>();
  const result = await runEsbuild(root, submissionFiles({ root, texts, loaded }), minify);
  for (const { path, file } of texts) {
    if (!loaded.has(path)) throw new Error(`an edit names ${file}, but raft.ts never imports it`);
  }
  const script = outputText(result, '.js');
  const sourceMap = outputText(result, '.map');
  return { name: basename(resolve(folder)), ...checked(script, sourceMap), sourceMap };
}

/** Code that the compiler of V8 and ours understand, without forbidden names, and with the loop guard. */
function checked(script: string, sourceMap: string): Instrumented {
  let forbidden: readonly ForbiddenUse[];
  let instrumented: Instrumented;
  try {
    forbidden = forbiddenUses(script);
    instrumented = instrument(script, EXPORTS_NAME);
  } catch (error) {
    // What esbuild has written is correct, so only its size can be too much.
    if (!(error instanceof SyntaxError || error instanceof RangeError)) throw error;
    throw new SubmissionError('the code cannot be read: its expressions are nested too deeply.');
  }
  if (forbidden.length > 0) throw forbiddenError(forbidden, sourceMap);
  return instrumented;
}

/** One error for the student out of all uses of forbidden names: a line each. */
function forbiddenError(uses: readonly ForbiddenUse[], sourceMap: string): SubmissionError {
  const map = new SourceMap(JSON.parse(sourceMap));
  const complaints = uses.slice(0, COMPLAINTS_MAX).map(({ name, instead, line, column }) => {
    const entry = map.findEntry(line - 1, column);
    const where =
      'originalSource' in entry ? `${entry.originalSource}:${entry.originalLine + 1}` : null;
    return { where, text: `\`${name}\` is not allowed in a server. ${instead}` };
  });
  const [first, ...others] = complaints;
  const rest = others.map(({ where, text }) => `${where}: ${text}`);
  return new SubmissionError([first?.text, ...rest].join('\n'), first?.where ?? null, 'forbidden');
}

/** A file with its edits made. */
interface EditedText {
  readonly file: string;
  readonly path: string;
  readonly text: string;
}

/** The folder with its links followed; checks that it has a `raft.ts`. */
async function submissionRoot(folder: string): Promise<string> {
  const advice =
    'A submission is a folder whose raft.ts has `export const raft: Raft = { ... }`; ' +
    'the other files that it imports stand beside it.';
  const isFolder = await stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isFolder) throw new SubmissionError(`there is no folder ${folder}. ${advice}`);
  const root = await realpath(folder);
  const main = await realpath(join(root, MAIN_FILE)).catch(() => null);
  if (main === null) throw new SubmissionError(`there is no ${MAIN_FILE} in ${folder}. ${advice}`);
  if (!(await stat(main)).isFile()) {
    throw new SubmissionError(`${MAIN_FILE} in ${folder} is no file. ${advice}`);
  }
  if (!isInside(root, main)) {
    throw new SubmissionError(`${MAIN_FILE} is a link that leads out of its folder. ${advice}`);
  }
  return root;
}

/** Reads the files that have edits and makes the edits in their order. */
async function editedTexts(root: string, edits: readonly Edit[]): Promise<readonly EditedText[]> {
  const texts = new Map<string, EditedText>();
  for (const edit of edits) {
    const path = join(root, edit.file);
    const text = texts.get(path)?.text ?? (await readEditable(path, edit));
    texts.set(path, { file: edit.file, path, text: makeEdit(text, edit) });
  }
  return [...texts.values()];
}

async function readEditable(path: string, edit: Edit): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new Error(`an edit names ${edit.file}, which cannot be read`, { cause });
  }
}

function makeEdit(text: string, edit: Edit): string {
  const parts = edit.find === '' ? [] : text.split(edit.find);
  if (parts.length !== 2) {
    const times = Math.max(parts.length - 1, 0);
    throw new Error(
      `the edit of ${edit.file} must find its text exactly once, but finds it ${times} times: ` +
        JSON.stringify(edit.find),
    );
  }
  return parts.join(edit.replace);
}

/** Answers esbuild's questions about files: which file an import means, and what is in a file that has edits. */
function submissionFiles(files: {
  readonly root: string;
  readonly texts: readonly EditedText[];
  /** Filled in: the files that were read. */
  readonly loaded: Set<string>;
}): Plugin {
  const { root, texts, loaded } = files;
  return {
    name: 'submission',
    setup(building) {
      building.onResolve({ filter: /.*/ }, (args) => {
        if (args.kind === 'entry-point') return { path: args.path };
        if (args.kind === 'dynamic-import') {
          const text = `import("${args.path}") waits for a file, and a handler cannot wait. Use \`import ... from\` at the top of the file.`;
          return { errors: [{ text }] };
        }
        const from = dirname(args.importer);
        const { path, problem } = resolveImport({ folder: root, from, specifier: args.path });
        return path === undefined ? { errors: [{ text: problem }] } : { path };
      });
      building.onLoad({ filter: /.*/ }, ({ path }) => {
        loaded.add(path);
        const edited = texts.find((text) => text.path === path);
        return edited === undefined ? loadSource(path) : { contents: edited.text, loader: 'ts' };
      });
    },
  };
}

async function loadSource(path: string): Promise<OnLoadResult> {
  const { text, problem } = await readSource(path);
  if (text === undefined)
    return { errors: [{ text: problem, location: { file: basename(path), line: 1 } }] };
  const loader = extname(path).replace(/^\.m?/, '') as Loader;
  return { contents: text, loader };
}

/** A build takes a tenth of a second; one that takes so long will not end. */
const BUILD_MAX_MS = 30_000;

/**
 * Runs esbuild, which is a process of its own. Code can be made on which it takes hours, or dies; then it is ended, and
 * the next build starts it anew. Whoever was building at the same time tries again.
 */
async function runEsbuild(root: string, plugin: Plugin, minify: boolean): Promise<BuildResult> {
  for (let attempt = 1; ; attempt++) {
    const building = buildOnce(root, plugin, minify);
    const result = await Promise.race([building, late()]).catch((error: unknown) => error);
    if (isBuildFailure(result)) throw complaints(result.errors);
    if (!(result instanceof Error || result === LATE)) return result as BuildResult;
    building.catch(() => {});
    await stop();
    if (result === LATE || attempt === 2) {
      throw new SubmissionError('the code cannot be compiled: it brings the compiler down.');
    }
  }
}

const LATE = Symbol('late');

function late(): Promise<typeof LATE> {
  return new Promise((resolve) => {
    setTimeout(() => resolve(LATE), BUILD_MAX_MS).unref();
  });
}

async function buildOnce(root: string, plugin: Plugin, minify: boolean): Promise<BuildResult> {
  return build({
    absWorkingDir: root,
    entryPoints: [await realpath(join(root, MAIN_FILE))],
    outfile: join(root, 'bundle.js'),
    bundle: true,
    minify,
    write: false,
    format: 'iife',
    globalName: EXPORTS_NAME,
    platform: 'neutral',
    target: 'es2023',
    // The submission's own tsconfig.json must not change what its code means.
    tsconfigRaw: '{}',
    sourcemap: 'external',
    sourcesContent: false,
    legalComments: 'none',
    logLevel: 'silent',
    plugins: [plugin],
  });
}

function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && 'errors' in error && Array.isArray(error.errors);
}

/** One error for the student out of all that esbuild found: the first decides where, the others follow. */
function complaints(messages: readonly Message[]): SubmissionError {
  const [first, ...others] = messages.slice(0, COMPLAINTS_MAX).map((message) => ({
    text: message.text,
    where: message.location === null ? null : `${message.location.file}:${message.location.line}`,
    line: message.location?.lineText.trim().slice(0, LINE_MAX) ?? '',
  }));
  if (first === undefined) return new SubmissionError('the submission cannot be bundled.');
  const text = [
    first.text,
    ...(first.line === '' ? [] : [`    ${first.line}`]),
    ...others.map((other) => `${other.where === null ? '' : `${other.where}: `}${other.text}`),
  ];
  return new SubmissionError(text.join('\n'), first.where);
}

function outputText(result: BuildResult, ending: string): string {
  const file = result.outputFiles?.find(({ path }) => path.endsWith(ending));
  if (file === undefined) throw new Error(`esbuild wrote no *${ending} file`);
  if (file.contents.length > OUTPUT_MAX) {
    throw new SubmissionError('the code is too large, or its statements are nested too deeply.');
  }
  return file.text;
}
