/**
 * The results of a grading as a document for machines, described by results.schema.json.
 *
 * @module
 */
import type { Grade } from '../run/grade.ts';

/** The document: JSON with a line end. The events of a run are left out: `--trace` writes them. */
export function resultsText(grade: Grade): string {
  const shown = (name: string, value: unknown): unknown =>
    name === 'recording' ? undefined : value;
  return `${JSON.stringify(grade, shown, 2)}\n`;
}
