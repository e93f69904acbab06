/**
 * A grading with one scenario of each outcome, and what tests ask of documents.
 *
 * @module
 */
import { Ajv2020 } from 'ajv/dist/2020.js';
import { resultsText } from '../report/results.ts';
import {
  gradeAll,
  gradeLab,
  gradeScenario,
  judged,
  type LabGrade,
  type ScenarioGrade,
} from '../run/grade.ts';
import type { Lab } from '../run/lab.ts';
import type { Scenario } from '../run/scenario.ts';
import { scenarioOf } from '../run/testing.ts';
import { type RunResult, resultWithoutRun, type Verdict } from '../run/verdict.ts';
import type { Surroundings } from './outcome.ts';
import { type Results, readResults } from './results.ts';

export const surroundings: Surroundings = {
  folder: 'skeleton',
  now: '2026-01-02T03:04:05.678Z',
  audience: 'student',
  environment: {
    CLASSROOM: 'cs-101',
    ASSIGNMENT: 'raft',
    SUBMISSION_TAG: 'submit/20260102T030405Z-0123456',
    USERNAME: 'ada',
    COMMIT_URL: 'https://example.org/commit',
    RELEASE_URL: 'https://example.org/release',
    REVIEW_URL: 'https://example.org/review',
  },
};

/** The command that plays the broken rule of the sample again. */
export const REPLAY = 'npm run grade -- skeleton --scenario 2A.3 --seed 2 --seeds 1';

/**
 * A text with a little of all that is special anywhere: XML, Markdown, TAP, CSV, line ends, half a
 * pair.
 */
export const NASTY =
  '=1+1 <b a="1">&amp;]]></b> # SKIP \\ | `x` *y* \'"\r\n---\nok 1\u0000\u001b\ud800\u2028, é 🙂';

const rule = { id: 'one-vote', sentence: 'A server votes once in a term.', paper: '§5.2' };

const election = { id: '2A.1', name: 'initial-election', kind: 'liveness', points: 5 } as const;
const again = { id: '2A.2', name: 're-election', kind: 'liveness', points: 4 } as const;
const oneVote = { id: '2A.3', name: 'one-vote', kind: 'safety', points: 4 } as const;
const quiet = { id: '2A.4', name: 'quiet-followers', kind: 'safety', points: 3 } as const;
const few = { id: '2A.5', name: 'few-messages', kind: 'efficiency', points: 2 } as const;
const agreement = { id: '2B.1', name: 'basic-agreement', kind: 'safety', points: 1.5 } as const;

/** Lab 2A: failed, not judged, a broken rule, forfeited, passed. Lab 2B: a scenario that passed. */
export function sample(
  change: { readonly text?: string; readonly submission?: string } = {},
): Results {
  const text = change.text ?? 'what was seen';
  const first = graded(election, 'no progress', { text });
  const broken = { text, server: 's1', handler: 'restart', rule };
  const scenarios = [
    first,
    judged(graded(again, 'no progress', { text }), ['2A.1'], [first]),
    half(graded(oneVote, 'wrong', broken)),
    graded(quiet, 'passed'),
    graded(few, 'passed'),
  ];
  const second = gradeLab(lab('2B', 'Log replication'), [graded(agreement, 'passed')]);
  return stored([gradeLab(lab('2A', 'Leader election'), scenarios), second], change.submission);
}

/** Every point was earned. */
export function perfect(submission?: string): Results {
  return stored([gradeLab(lab('2A', 'Leader election'), [graded(election, 'passed')])], submission);
}

/**
 * A submission that could not be loaded: the first scenario crashed, and another was not judged for
 * that.
 */
export function unloaded(text = 'raft.ts:1: unexpected end of file'): Results {
  const first = graded(election, 'crashed', { text });
  const second = judged(graded(again, 'crashed', { text }), ['2A.1'], [first]);
  return stored([gradeLab(lab('2A', 'Leader election'), [first, second])]);
}

function stored(labs: readonly LabGrade[], submission = 'ada'): Results {
  return readResults(resultsText(gradeAll(submission, 1, labs)));
}

function lab(id: Lab['id'], title: string): Lab {
  return { id, title, properties: [], basis: [], scenarios: [] };
}

/** What is wrong with a document; nothing when it fits the schema. */
export function complaints(schema: object, document: unknown): readonly string[] {
  const validate = new Ajv2020({ strictRequired: false }).compile(schema);
  validate(document);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

/**
 * The schema of an object that has these fields, all of them unless they are named as optional, and
 * no others.
 */
export function fields(
  properties: Readonly<Record<string, object>>,
  optional: readonly string[] = [],
): object {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { type: 'object', properties, required, additionalProperties: false };
}

/** A scenario of which both runs ended in the same way. */
function graded(
  scenario: Pick<Scenario, 'id' | 'name' | 'kind' | 'points'>,
  verdict: Verdict,
  change: Partial<RunResult> = {},
): ScenarioGrade {
  const runs = [1, 2].map((seed) => ({
    ...resultWithoutRun({ scenario: scenario.id, seed }, verdict, ''),
    ...change,
  }));
  const title = `The title of ${scenario.name}`;
  return gradeScenario(
    scenarioOf(() => {}, { ...scenario, title }),
    runs,
  );
}

/** The same scenario when its first seed passed. */
function half(grade: ScenarioGrade): ScenarioGrade {
  const second = grade.failure === null ? null : { ...grade.failure, seed: 2 };
  return {
    ...grade,
    passed: 1,
    earned: grade.points / 2,
    failure: second,
    violation: second,
    failedSeeds: [2],
  };
}
