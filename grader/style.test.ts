import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { tools } from './cli/tools.ts';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const SELF = 'grader/style.test.ts';
/** What is made by tools and not by us. */
const MADE = /^(node_modules|out|results|coverage|docs\/api|\.git|package-lock\.json$)/;
const TEXT = /\.(ts|cjs|json|md|tla|cfg|sh)$|^\.ci\//;
const FOLDER_LEVELS_MAX = 3;
/** A machine under load takes long to compile; this is no measurement. */
const TOOL_MS = 240_000;

describe('the code passes', () => {
  for (const tool of tools) {
    it(tool.name, { timeout: TOOL_MS }, async () => {
      const { passed, output } = await tool.run();
      if (!passed) expect.fail(`${tool.name}: \`npm run check\` shows the same\n\n${output}`);
    });
  }
});

/** What must stand in no file, and what to do instead. */
const forbidden: readonly { readonly what: string; readonly text: RegExp }[] = [
  { what: 'note for later: do it, or open an issue', text: /\b(TODO|FIXME|XXX)\b/ },
  { what: 'path of one machine: use a relative path, or os.tmpdir()', text: machinePath() },
  {
    what: 'address of a package registry: npm knows where it gets packages from',
    text: /\bregistry\.[a-z]|\bnpmjs\.(org|com)\b|\bartifactory\b/i,
  },
  {
    what: 'switched-off type check: give it the right type',
    text: /@ts-(ignore|nocheck|expect-error)/,
  },
  { what: 'switched-off lint rule without a reason', text: /biome-ignore [^:]*:\s*$/m },
  { what: 'test that keeps others from running', text: /\b(it|test|describe)\.only\b/ },
  { what: 'tab or space at the end of a line', text: /[ \t]$/m },
];

describe('the files are tidy', () => {
  const files = filesOf('.');

  for (const { what, text } of forbidden) {
    it(`no ${what}`, () => {
      const read = files.filter((path) => path !== SELF && TEXT.test(path));
      expect(read.flatMap((path) => places(path, text))).toEqual([]);
    });
  }

  it(`no folders deeper than ${FOLDER_LEVELS_MAX} levels`, () => {
    const deep = files.filter((path) => path.split('/').length - 1 > FOLDER_LEVELS_MAX);
    expect(deep).toEqual([]);
  });

  it('names in kebab case, except for those that the world expects otherwise', () => {
    const odd = files.filter((path) => {
      const name = path.split('/').at(-1) ?? '';
      return path.endsWith('.ts') && !/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z-]+)*\.ts$/.test(name);
    });
    expect(odd).toEqual([]);
  });

  it('every module begins by saying what it is for', () => {
    const silent = files
      .filter((path) => /^(grader|labs|reference|skeleton)\/.*\.ts$/.test(path))
      .filter((path) => !/\.test(-helper)?\.ts$/.test(path))
      .filter((path) => !readFileSync(join(ROOT, path), 'utf8').startsWith('/**\n * '));
    expect(silent).toEqual([]);
  });

  it('every package has one exact version', () => {
    const loose = Object.entries(dependencies()).filter(
      ([, range]) => !/^\d+\.\d+\.\d+$/.test(range),
    );
    expect(loose).toEqual([]);
  });

  it('the lock file names what every platform needs, and no registry', () => {
    const text = readFileSync(join(ROOT, 'package-lock.json'), 'utf8');
    const { packages }: { packages: Record<string, { optionalDependencies?: Names }> } =
      JSON.parse(text);
    const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter(
        (name) =>
          !(`node_modules/${name}` in packages || `${path}/node_modules/${name}` in packages),
      ),
    );
    expect(missing, '`npm ci` refuses a lock file that leaves one out').toEqual([]);
    expect(text).not.toContain('"resolved"');
  });

  it('every package has its reason in docs/decisions', () => {
    const reasons = readFileSync(join(ROOT, 'docs/decisions/0003-dependencies.md'), 'utf8');
    const silent = Object.keys(dependencies()).filter((name) => !reasons.includes(`\`${name}\``));
    expect(silent).toEqual([]);
  });
});

describe('the documents are true', () => {
  it('every example of docs/trace-format.md fits the schema', () => {
    const page = readFileSync(join(ROOT, 'docs/trace-format.md'), 'utf8');
    const schema: object = JSON.parse(
      readFileSync(join(ROOT, 'grader/trace/trace.schema.json'), 'utf8'),
    );
    const validate = new Ajv2020({ discriminator: true }).compile<{ kind: string }>(schema);
    const examples = [...page.matchAll(/^```jsonl\n(.*?)^```/gms)].map(([, text = '']) => text);
    const kinds = examples.map((text) => {
      const line: unknown = JSON.parse(text);
      return validate(line) ? line.kind : `${text}: ${JSON.stringify(validate.errors)}`;
    });
    expect(kinds).toEqual(['header', 'step', 'crash', 'puppet', 'world', 'end']);
  });

  it('every link leads to a file', () => {
    const pages = filesOf('.').filter((path) => path.endsWith('.md'));
    const broken = pages.flatMap((page) => {
      const text = readFileSync(join(ROOT, page), 'utf8');
      const targets = [...text.matchAll(/\]\((?!https?:)([^)#\s]+)/g)].map(([, to = '']) => to);
      return targets
        .filter((to) => !existsSync(join(ROOT, dirname(page), to)))
        .map((to) => `${page}: ${to}`);
    });
    expect(broken).toEqual([]);
  });

  it('every command of the handouts exists', () => {
    const { scripts } = packageFile();
    const pages = filesOf('.').filter((path) => path.endsWith('.md'));
    const missing = pages.flatMap((page) => {
      const text = readFileSync(join(ROOT, page), 'utf8');
      const names = [...text.matchAll(/\bnpm run ([a-z]+)/g)].map(([, name = '']) => name);
      return names.filter((name) => scripts[name] === undefined).map((name) => `${page}: ${name}`);
    });
    expect(missing).toEqual([]);
  });
});

/** All files of the kit below a folder, with slashes and relative to the root. */
function filesOf(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '.' ? entry.name : `${folder}/${entry.name}`;
    if (MADE.test(path)) return [];
    return entry.isDirectory() ? filesOf(path) : [path];
  });
}

/** Where a text stands in a file: `grader/index.ts:12: the line`. */
function places(path: string, text: RegExp): string[] {
  const lines = readFileSync(join(ROOT, path), 'utf8').split('\n');
  return lines.flatMap((line, at) =>
    text.test(line) ? [`${path}:${at + 1}: ${line.trim()}`] : [],
  );
}

function machinePath(): RegExp {
  return /(?<![\w.})/])\/(work|tmp|home|root|Users|mnt)\/[\w.-]/;
}

function dependencies(): Names {
  const { dependencies, devDependencies } = packageFile();
  return { ...dependencies, ...devDependencies };
}

type Names = Readonly<Record<string, string>>;

function packageFile(): { scripts: Names; dependencies: Names; devDependencies: Names } {
  return JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
}
