/**
 * Gradebooks of a class as CSV: a row a submission, a column a lab.
 *
 * The name of a submission's folder is the name by which the student logs in.
 *
 * @module
 */
import { forfeitText, outcomesOfLab, type Surroundings } from './outcome.ts';
import { labOf, type Results, ResultsError, type StoredLab } from './results.ts';

/**
 * Canvas, "Import Grades": five columns about the student, then assignments; the second row says
 * what they are worth.
 */
export function canvas(all: readonly Results[]): string {
  const labs = labsOf(all);
  return csv([
    ['Student', 'ID', 'SIS User ID', 'SIS Login ID', 'Section', ...labs.map(columnOf)],
    ['Points Possible', '', '', '', '', ...labs.map(({ points }) => points)],
    ...all.map((results) => {
      const { submission } = results;
      const scores = labs.map(({ id }) => labOf(results, id)?.earned ?? '');
      return [submission, '', '', submission, '', ...scores];
    }),
  ]);
}

/**
 * Moodle, "Import from CSV": the user, then for each lab a grade and feedback. The import asks what
 * each column is.
 */
export function moodle(all: readonly Results[], surroundings: Surroundings): string {
  const labs = labsOf(all);
  return csv([
    ['Username', ...labs.flatMap((lab) => [columnOf(lab), `${columnOf(lab)} (Feedback)`])],
    ...all.map((results) => [
      results.submission,
      ...labs.flatMap(({ id }) => {
        const lab = labOf(results, id);
        return lab === undefined
          ? ['', '']
          : [lab.earned, feedbackOf(lab, results.submission, surroundings)];
      }),
    ]),
  ]);
}

/**
 * Rows of CSV as RFC 4180 wants them. A text that a spreadsheet would take for a formula begins
 * with an apostrophe.
 */
export function csv(rows: ReadonlyArray<ReadonlyArray<string | number>>): string {
  return rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

function cell(value: string | number): string {
  if (typeof value === 'number') return `${value}`;
  const text = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Spreadsheets skip spaces before a sign, and some take full-width signs for the plain ones. */
const FORMULA = /^[\s\0]*[=+\-@|%\uFF1D\uFF0B\uFF0D\uFF20]|^[\t\r\n]/;

/** All labs that occur, each once, in their order. */
function labsOf(all: readonly Results[]): readonly StoredLab[] {
  const labs = new Map<string, StoredLab>();
  const seen = new Set<string>();
  for (const { submission, labs: graded } of all) {
    if (seen.has(submission)) throw new ResultsError(`there are two results of ${submission}`);
    seen.add(submission);
    for (const lab of graded) {
      const known = labs.get(lab.id);
      if (known !== undefined && known.points !== lab.points) {
        const points = `${known.points} points and ${lab.points}`;
        throw new ResultsError(`lab ${lab.id} is worth ${points}; grade everybody with one kit`);
      }
      labs.set(lab.id, lab);
    }
  }
  return [...labs.values()].sort((one, other) => one.id.localeCompare(other.id, 'en'));
}

function columnOf({ id, title }: StoredLab): string {
  return `Lab ${id} ${title}`;
}

/** What there is to note, what is forfeited, what failed, and how many were not judged: one line each. */
function feedbackOf(lab: StoredLab, submission: string, surroundings: Surroundings): string {
  const outcomes = outcomesOfLab(lab, surroundings);
  const failed = outcomes.filter(({ outcome }) => outcome === 'failed');
  const unjudged = outcomes.filter(({ outcome }) => outcome === 'not judged').length;
  const lines = failed.map(({ scenario, score, reason, replay }) => {
    return `${scenario.id} ${scenario.name} ${score}/${scenario.points}: ${reason} ${replay ?? ''}`;
  });
  const note = surroundings.notes?.get(submission) ?? '';
  return [note, forfeitText(lab), ...lines, unjudged === 0 ? '' : `${unjudged} not judged`]
    .filter((line) => line !== '')
    .join('\n');
}
