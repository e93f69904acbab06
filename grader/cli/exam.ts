/**
 * `npm run exam`: examines the labs with mutants and variants of the reference.
 *
 * @module
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Command } from 'commander';
import { labs } from '../../labs/index.ts';
import { type Examinee, type ExamResult, examine, failsExam, idOf } from '../exam/exam.ts';
import { type Explained, Explainer, explainedLine, explainedSummary } from '../exam/explained.ts';
import { mutants } from '../exam/mutants.ts';
import { complaints, page, resultLine, summary } from '../exam/report.ts';
import { variants } from '../exam/variants.ts';
import { main } from './main.ts';
import { UsageError } from './usage-error.ts';
import { wanted } from './wanted.ts';
import { upTo } from './whole-number.ts';

interface Options {
  readonly mutant: string[];
  readonly variant: string[];
  readonly variants: boolean;
  readonly lab: string[];
  readonly bases: number;
  readonly seeds?: number;
  readonly jobs?: number;
  readonly explained: boolean;
  readonly out?: string;
}

/** The first seeds of two bases lie this far apart, which is more than any scenario has seeds. */
const BASE_STEP = 1_000;

await main(async () => {
  const options = commandLine(process.argv);
  const { bases, seeds, jobs, out } = options;
  const wantedLabs = wanted(labs, { labs: options.lab, scenarios: [] });
  const examinees = examineesOf(options);
  if (examinees.length === 0) throw new UsageError('nobody is left to be examined');
  const mutantsAsked = examinees.filter(({ kind }) => kind === 'mutant').length;
  if (out !== undefined && mutantsAsked < mutants.length) {
    throw new UsageError('the page needs all mutants');
  }
  const results = await examine({
    examinees,
    labs: wantedLabs.map(({ id }) => id),
    bases: Array.from({ length: bases }, (_, place) => 1 + place * BASE_STEP),
    ...(seeds === undefined ? {} : { seeds }),
    ...(jobs === undefined ? {} : { jobs }),
    onResult(result) {
      console.log(resultLine(result));
      for (const line of complaints(result)) console.log(line);
    },
  });
  console.log('');
  for (const line of summary(results, wantedLabs)) console.log(line);
  if (out !== undefined) {
    await mkdir(dirname(out), { recursive: true });
    await writeFile(out, page(results, wantedLabs));
  }
  const unexplained = options.explained && (await explain(results));
  return unexplained || results.some(failsExam) ? 1 : 0;
});

/** Tells of each mutant what the specification says of it; returns whether there is one of which it has nothing to say. */
async function explain(results: readonly ExamResult[]): Promise<boolean> {
  console.log('');
  const explainer = await Explainer.load(labs);
  const all: Explained[] = [];
  for (const result of results) {
    const explained = await explainer.explain(result);
    if (explained === null) continue;
    console.log(explainedLine(explained));
    all.push(explained);
  }
  for (const line of explainedSummary(all)) console.log(line);
  return all.some(({ standing }) => standing === 'not explained');
}

/** Whom the command line asks for: those that are named, or all mutants, or with `--variants` all variants. */
function examineesOf(options: Options): readonly Examinee[] {
  const all: readonly Examinee[] = [
    ...mutants.map((mutant) => ({ kind: 'mutant', mutant }) as const),
    ...variants.map((variant) => ({ kind: 'variant', variant }) as const),
  ];
  const named = [...options.mutant, ...options.variant];
  for (const name of named) {
    if (all.every((one) => idOf(one) !== name)) throw new UsageError(`there is no ${name}`);
  }
  const kind = options.variants ? 'variant' : 'mutant';
  return all.filter((one) => {
    if (named.length > 0) return named.includes(idOf(one));
    if (one.kind !== kind) return false;
    if (one.kind === 'variant' || options.lab.length === 0) return true;
    return options.lab.includes(one.mutant.lab);
  });
}

function commandLine(argv: readonly string[]): Options {
  const program = new Command('exam')
    .description('Examines the labs: every mutant must lose points, and no variant any.')
    .option('--mutant <id...>', 'only these mutants', [])
    .option('--variant <id...>', 'only these variants', [])
    .option('--variants', 'all variants instead of the mutants', false)
    .option('--lab <id...>', 'only the mutants of these labs; variants play only these labs', [])
    .option('--bases <count>', 'how many gradings, each with its own seeds', upTo(1_000), 1)
    .option('--seeds <count>', 'how many seeds; each scenario has its own default', upTo(10_000))
    .option('--jobs <count>', 'how many examinees at a time; one a core otherwise', upTo(256))
    .option('--explained', 'then say of each mutant which step the specification forbids', false)
    .option('--out <file>', 'write a page with the table, for example docs/mutants.md')
    .exitOverride()
    .showHelpAfterError('See npm run exam -- --help.');
  program.parse(argv);
  return program.opts<Options>();
}
