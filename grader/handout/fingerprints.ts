/**
 * What is left of code when it is formatted, renamed, minified and bundled: enough to know it again.
 *
 * @module
 */
import { tokenizer } from 'acorn';
import { transform } from 'esbuild';

/** A run of so many lines of code is nobody's chance. */
const LINES = 6;
/** The same for tokens of minified code, which has no lines. */
const TOKENS = 40;

/** All runs of six lines of code in a text, without comments, blank lines, brackets that stand alone, and indentation. */
export function runsOfLines(text: string): ReadonlySet<string> {
  const lines = text
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .split('\n')
    .map((line) =>
      line
        .replace(/(^|\s)\/\/.*$/, '')
        .replace(/\s+/g, ' ')
        .trim(),
    )
    .filter((line) => /\w/.test(line));
  return runs(lines, LINES);
}

/**
 * All runs of forty tokens in a text that is JavaScript or TypeScript; none in any other. The text is minified first, and
 * names count only where no tool may change them: after a dot, and as keys.
 */
export async function runsOfTokens(text: string): Promise<ReadonlySet<string>> {
  // Code that is one expression would be dropped as a statement without effect.
  const code = (await minified(`export default (${text})`)) ?? (await minified(text));
  return code === null ? new Set() : runs(tokensOf(code), TOKENS);
}

async function minified(text: string): Promise<string | null> {
  const made = transform(text, { loader: 'ts', minify: true, logLevel: 'silent' });
  return made.then(
    ({ code }) => code,
    () => null,
  );
}

interface Token {
  readonly kind: string;
  readonly text: string;
}

function tokensOf(code: string): string[] {
  const options = { ecmaVersion: 'latest', sourceType: 'module', allowHashBang: true } as const;
  const tokens: Token[] = [];
  for (const { type, start, end } of tokenizer(code, options)) {
    tokens.push({ kind: type.label, text: code.slice(start, end) });
  }
  return tokens.map(({ kind, text }, at) => {
    if (kind !== 'name') return text;
    return isFixed(tokens[at - 1]?.text, tokens[at + 1]?.text) ? text : '_';
  });
}

/** Tells whether a name between two tokens is one that a minifier leaves alone. */
function isFixed(before: string | undefined, after: string | undefined): boolean {
  if (before === '.' || before === '?.') return true;
  return after === ':' && (before === '{' || before === ',');
}

function runs(parts: readonly string[], length: number): ReadonlySet<string> {
  const found = new Set<string>();
  for (let end = length; end <= parts.length; end += 1) {
    found.add(parts.slice(end - length, end).join('\n'));
  }
  return found;
}
