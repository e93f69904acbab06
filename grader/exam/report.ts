/**
 * What an exam has found, as lines for the terminal and as the page docs/mutants.md.
 *
 * @module
 */
import type { Lab } from '../run/lab.ts';
import { type ExamResult, failsExam, idOf } from './exam.ts';
import type { Mutant } from './mutant.ts';
import { mutants } from './mutants.ts';
import type { Loss } from './sitting.ts';

/** One line for one examinee. */
export function resultLine(result: ExamResult): string {
  const { examinee } = result;
  const mark = failsExam(result) ? 'FAIL' : 'ok  ';
  const name = `${mark} ${examinee.kind} ${idOf(examinee)}`.padEnd(56);
  return `${name} ${examinee.kind === 'mutant' ? howKilled(result) : howBlamed(result)}`;
}

/** What is wrong with an examinee that fails, a line for each loss of a variant. */
export function complaints(result: ExamResult): readonly string[] {
  if (!failsExam(result) || result.examinee.kind === 'mutant') return [];
  return result.bases.flatMap(({ losses }) => losses.map((loss) => `       ${told(loss)}`));
}

/** The last lines. */
export function summary(results: readonly ExamResult[], labs: readonly Lab[]): readonly string[] {
  const mutated = results.filter(({ examinee }) => examinee.kind === 'mutant');
  const variants = results.filter(({ examinee }) => examinee.kind === 'variant');
  const survivors = mutated.filter(failsExam).map(({ examinee }) => idOf(examinee));
  const blamed = variants.filter(failsExam).map(({ examinee }) => idOf(examinee));
  const idle = idleScenarios(mutated, labs);
  return [
    ...(mutated.length === 0
      ? []
      : [
          `${mutated.length - survivors.length} of ${mutated.length} mutants are killed in every base.`,
        ]),
    ...(survivors.length === 0 ? [] : [`Survivors: ${survivors.join(', ')}.`]),
    ...(variants.length === 0
      ? []
      : [`${variants.length - blamed.length} of ${variants.length} variants lose nothing.`]),
    ...(blamed.length === 0 ? [] : [`Blamed: ${blamed.join(', ')}.`]),
    ...(idle.length === 0 ? [] : [`Scenarios that kill no mutant: ${idle.join(', ')}.`]),
  ];
}

/** The page with the table of mutants and the list of variants. It holds nothing that differs from one machine to another. */
export function page(results: readonly ExamResult[], labs: readonly Lab[]): string {
  const mutated = results.flatMap(({ examinee, bases }) =>
    examinee.kind === 'mutant' ? [{ mutant: examinee.mutant, losses: bases[0]?.losses ?? [] }] : [],
  );
  const variants = results.flatMap(({ examinee }) =>
    examinee.kind === 'variant' ? [examinee.variant] : [],
  );
  const tables = labs.flatMap(({ id, title }) => {
    const rows = mutated.filter(({ mutant }) => mutant.lab === id);
    return rows.length === 0 ? [] : ['', `## Lab ${id}: ${title}`, '', ...tableOf(rows)];
  });
  const idle = idleScenarios(results, labs);
  return [
    '# Mutants and variants',
    '',
    'This page is written by `npm run exam -- --variants --out docs/mutants.md`.',
    '',
    'A mutant is the reference with one bug, and without its assertions. It must lose points in its lab with any seeds.',
    'The table shows which scenarios find it with the default seeds, and the rule that they name first.',
    ...tables,
    ...(idle.length === 0
      ? []
      : ['', '## Scenarios that no mutant needs', '', `${idle.join(', ')}.`]),
    ...(variants.length === 0
      ? []
      : [
          '',
          '## Variants',
          '',
          'Each of these differs from the reference and keeps every rule. None of them may lose a point.',
          '',
          ...variants.map(({ id, story }) => `- **${id}**: ${story}`),
        ]),
    '',
  ].join('\n');
}

interface Row {
  readonly mutant: Mutant;
  readonly losses: readonly Loss[];
}

function tableOf(rows: readonly Row[]): readonly string[] {
  return [
    `${rows.length} mutants.`,
    '',
    '| mutant | what is wrong | source | found by | scenarios |',
    '|---|---|---|---|---|',
    ...rows.map(({ mutant, losses }) => {
      const host = mutant.host === undefined ? '' : ` On the host \`${mutant.host}\`.`;
      const causes = [...new Set(losses.map(causeOf))].join(', ');
      const scenarios = losses.map(({ scenario }) => scenario).join(' ');
      return `| \`${mutant.id}\` | ${mutant.story}${host} | ${mutant.source} | ${causes} | ${scenarios} |`;
    }),
  ];
}

/** Scenarios that found no mutant, in labs of which all mutants were examined. */
function idleScenarios(results: readonly ExamResult[], labs: readonly Lab[]): readonly string[] {
  const examined = results.flatMap(({ examinee }) =>
    examinee.kind === 'mutant' ? [examinee.mutant] : [],
  );
  const asked = new Set(examined.map(({ lab }) => lab));
  for (const mutant of mutants) if (!examined.includes(mutant)) asked.delete(mutant.lab);
  const busy = new Set(
    results.flatMap(({ examinee, bases }) =>
      examinee.kind === 'mutant' ? (bases[0]?.losses ?? []).map(({ scenario }) => scenario) : [],
    ),
  );
  return labs
    .filter(({ id }) => asked.has(id))
    .flatMap(({ scenarios }) => scenarios)
    .filter(({ id }) => !busy.has(id))
    .map(({ id, name }) => `${id} ${name}`);
}

function howKilled({ bases }: ExamResult): string {
  const missed = bases.filter(({ losses }) => losses.length === 0).map(({ base }) => base);
  if (missed.length > 0) return `gets through with the seeds from ${missed.join(', ')}`;
  const losses = bases[0]?.losses ?? [];
  const [first] = losses;
  return first === undefined
    ? ''
    : `${losses.length} scenarios, first ${told(first)}`.slice(0, 160);
}

function howBlamed({ bases }: ExamResult): string {
  const count = bases.reduce((sum, { losses }) => sum + losses.length, 0);
  return count === 0 ? 'loses nothing' : `loses points in ${count} scenarios`;
}

function told(loss: Loss): string {
  return `${loss.scenario} seed ${loss.seed}: ${causeOf(loss)}: ${loss.text}`;
}

/** The rule, or the verdict where no rule was broken. */
function causeOf({ rule, verdict }: Loss): string {
  return rule ?? verdict;
}
