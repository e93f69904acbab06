/**
 * What Gradescope tells of a student's earlier submissions, in `submission_metadata.json`.
 *
 * @module
 */
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Earlier } from './outcome.ts';

interface Metadata {
  readonly previous_submissions: readonly {
    readonly submission_time: string;
    /** It is written as a number or as digits, and is missing where the grading failed. */
    readonly score?: unknown;
  }[];
}

const validate = new Ajv2020().compile<Metadata>({
  type: 'object',
  properties: {
    previous_submissions: {
      type: 'array',
      items: {
        type: 'object',
        properties: { submission_time: { type: 'string' } },
        required: ['submission_time'],
      },
    },
  },
  required: ['previous_submissions'],
});

/** Reads them, the oldest first. A file of another form has none: no grading fails for want of a remark. */
export function readEarlier(text: string): readonly Earlier[] {
  let metadata: unknown;
  try {
    metadata = JSON.parse(text);
  } catch {
    return [];
  }
  if (!validate(metadata)) return [];
  return metadata.previous_submissions
    .map(({ submission_time: when, score }) => ({ when, score: Number.parseFloat(`${score}`) }))
    .filter(({ score }) => Number.isFinite(score))
    .sort((one, other) => one.when.localeCompare(other.when, 'en'));
}
