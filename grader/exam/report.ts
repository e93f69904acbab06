/**
 * What an exam has found, as lines for the terminal and as the page docs/mutants.md.
 *
 * @module
 */
import type { Lab } from '../run/lab.ts';
import { type ExamResult, failsExam, idOf } from './exam.ts';
import type { Mutant } from './mutant.ts';
import { mutants } from './mutants.ts';
import { type BaseResult, type Loss, quickestFirst } from './sitting.ts';
import { variants } from './variants.ts';

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
  const varied = results.filter(({ examinee }) => examinee.kind === 'variant');
  const survivors = mutated.filter(failsExam).map(({ examinee }) => idOf(examinee));
  const blamed = varied.filter(failsExam).map(({ examinee }) => idOf(examinee));
  const idle = idleScenarios(mutated, labs);
  return [
    ...(mutated.length === 0 ? [] : figures(mutated)),
    ...(survivors.length === 0 ? [] : [`Survivors: ${survivors.join(', ')}.`]),
    ...(varied.length === 0
      ? []
      : [`${varied.length - blamed.length} of ${varied.length} variants lose nothing.`]),
    ...(blamed.length === 0 ? [] : [`Blamed: ${blamed.join(', ')}.`]),
    ...(idle.length === 0 ? [] : [`Scenarios that find no mutant: ${idle.join(', ')}.`]),
  ];
}

/**
 * The page with the tables of mutants and scenarios and the list of variants. It holds nothing that differs from one machine
 * to another.
 */
export function page(results: readonly ExamResult[], labs: readonly Lab[]): string {
  const rows = results.flatMap(({ examinee, bases }) =>
    examinee.kind === 'mutant' ? [{ mutant: examinee.mutant, losses: bases[0]?.losses ?? [] }] : [],
  );
  const examined = labs.filter(({ id }) => rows.some(({ mutant }) => mutant.lab === id));
  const idle = idleScenarios(results, labs);
  return [
    '# Mutants and variants',
    '',
    'This page is written by `npm run exam -- --bases 20 --out docs/mutants.md`.',
    '',
    'A mutant is the reference with one bug, and without its assertions. It must lose points in its lab with any seeds.',
    'The tables show which scenarios find it with the default seeds from 1 on, those first that need the fewest events,',
    'and the rules that they name.',
    '',
    ...figures(results),
    ...examined.flatMap((lab) => {
      const own = rows.filter(({ mutant }) => mutant.lab === lab.id);
      return ['', `## Lab ${lab.id}: ${lab.title}`, '', ...mutantTable(own)];
    }),
    '',
    '## What each scenario finds',
    '',
    idle.length === 0
      ? 'Every scenario finds some mutant.'
      : `No mutant needs ${idle.join(', ')}: the handout says why they are there.`,
    'The last column names those that only this scenario finds.',
    '',
    ...scenarioTable(rows, examined),
    '',
    '## Variants',
    '',
    'Each of these differs from the reference and keeps every rule. None of them may lose a point;',
    '`npm run exam -- --variants --seeds 300` plays them.',
    '',
    ...variants.map(({ id, story }) => `- **${id}**: ${story}`),
    '',
  ].join('\n');
}

/** How many mutants were found, and how fast. */
function figures(mutated: readonly ExamResult[]): readonly string[] {
  const found = mutated.filter((result) => !failsExam(result)).length;
  const [first] = mutated;
  const firstSeeds = first?.bases.map(({ base }) => base) ?? [];
  const gradings = mutated.flatMap(({ bases }) => bases);
  const seeds = gradings.flatMap(seedsToTheKill).sort((one, other) => one - other);
  const from = firstSeeds.length === 1 ? 'seed 1' : `seeds ${firstSeeds.slice(0, 3).join(', ')}, …`;
  return [
    `${found} of ${mutated.length} mutants are found in each of ${firstSeeds.length} gradings, which begin at ${from}.`,
    `The scenario that finds one soonest takes ${median(seeds)} seed in the median and ${seeds.at(-1) ?? 0} at most.`,
  ];
}

/** How many seeds the scenario needed that found the mutant with the fewest; nothing when none did. */
function seedsToTheKill({ base, losses }: BaseResult): readonly number[] {
  return losses.length === 0 ? [] : [Math.min(...losses.map(({ seed }) => seed - base + 1))];
}

function median(sorted: readonly number[]): number {
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

interface Row {
  readonly mutant: Mutant;
  readonly losses: readonly Loss[];
}

function mutantTable(rows: readonly Row[]): readonly string[] {
  return [
    `${rows.length} mutants.`,
    '',
    '| mutant | what is wrong | source | found by | scenarios |',
    '|---|---|---|---|---|',
    ...rows.map(({ mutant, losses }) => {
      const host = mutant.host === undefined ? '' : ` On the host \`${mutant.host}\`.`;
      const causes = [...new Set(quickestFirst(losses).map(causeOf))].join(', ');
      const scenarios = quickestFirst(losses)
        .map(({ scenario }) => scenario)
        .join(' ');
      return `| \`${mutant.id}\` | ${mutant.story}${host} | ${mutant.source} | ${causes} | ${scenarios} |`;
    }),
  ];
}

/** A row for each scenario: how many mutants it finds, and which of them no other does. */
function scenarioTable(rows: readonly Row[], labs: readonly Lab[]): readonly string[] {
  return [
    '| scenario | name | finds | alone |',
    '|---|---|---|---|',
    ...labs.flatMap(({ scenarios }) =>
      scenarios.map(({ id, name }) => {
        const found = rows.filter(({ losses }) => losses.some(({ scenario }) => scenario === id));
        const alone = found.filter(({ losses }) => losses.length === 1);
        const names = alone.map(({ mutant }) => `\`${mutant.id}\``).join(' ');
        return `| ${id} | ${name} | ${found.length} | ${names} |`;
      }),
    ),
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
