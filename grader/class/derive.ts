/**
 * What is made from stored results: the table of grades and the report of a class.
 *
 * @module
 */
import { csv } from '../formats/csv.ts';
import { unplayable } from '../formats/outcome.ts';
import type { ResultsDirectory, Stored } from './directory.ts';
import { reportHtml } from './report.ts';

/** Makes all of it again. */
export async function deriveAll(directory: ResultsDirectory): Promise<void> {
  const all = await directory.readAll();
  await directory.derive('grades.csv', gradesCsv(all));
  await directory.derive('report.html', reportHtml(directory.manifest, all));
}

/** A row a submission, a column a lab. Remarks are one line, for whoever reads the table with line tools. */
function gradesCsv(all: readonly Stored[]): string {
  const labs = all[0]?.results.labs.map(({ id }) => id) ?? [];
  return csv([
    ['submission', 'points', 'earned', ...labs.map((id) => `lab ${id}`), 'remark'],
    ...all.map(({ id, results }) => {
      const { points, earned } = results;
      const scores = results.labs.map((lab) => lab.earned);
      const [remark = ''] = (unplayable(results) ?? '').split('\n');
      return [id, points, earned, ...scores, remark];
    }),
  ]);
}
