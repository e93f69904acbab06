/**
 * What a late submission is worth: a function of the stored grade, the time and a policy. Stored grades stay as they are,
 * so that a policy can be changed, or a day be given, without grading anything again.
 *
 * @module
 */
import { Ajv2020 } from 'ajv/dist/2020.js';
import { csv } from '../formats/csv.ts';
import type { Results } from '../formats/results.ts';
import { ClassError } from './class-error.ts';
import type { Stored } from './directory.ts';

export interface LatePolicy {
  readonly version: 1;
  /** So late is not late. */
  readonly graceMinutes: number;
  /** Late days that cost nothing. */
  readonly freeDays: number;
  /** What each late day that has begun takes from the points, in percent. */
  readonly percentPerDay: number;
  /** After so many late days there are no points. */
  readonly daysMax: number;
}

const number = { type: 'number', minimum: 0 };
const properties = {
  version: { const: 1 },
  graceMinutes: number,
  freeDays: { type: 'integer', minimum: 0 },
  percentPerDay: { ...number, maximum: 100 },
  daysMax: { type: 'integer', minimum: 0 },
};
const validate = new Ajv2020().compile<LatePolicy>({
  type: 'object',
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
});

/** Reads a policy. */
export function readPolicy(text: string): LatePolicy {
  try {
    const document: unknown = JSON.parse(text);
    if (validate(document)) return document;
  } catch {
    // No JSON is no policy either.
  }
  const example =
    '{"version": 1, "graceMinutes": 15, "freeDays": 0, "percentPerDay": 10, "daysMax": 5}';
  throw new ClassError(`the policy must be like ${example}`);
}

/** Reads when each submission came in: lines such as `ada,2026-11-30T22:15:00Z`. A line without a time is a heading. */
export function readTimes(text: string): ReadonlyMap<string, number> {
  const times = new Map<string, number>();
  for (const line of text.split(/\r?\n/)) {
    const [, id, when] = /^\s*"?(.*?)"?\s*,\s*"?([^",]+)"?\s*$/.exec(line) ?? [];
    if (id === undefined || when === undefined || !/^\d{4}-/.test(when)) continue;
    times.set(id, readTime(when));
  }
  return times;
}

/** A time that means the same everywhere: with its zone. */
export function readTime(text: string): number {
  const time = Date.parse(text);
  if (/(Z|[+-]\d\d:\d\d)$/.test(text) && !Number.isNaN(time)) return time;
  throw new ClassError(`${text} is no time with a zone; write 2026-11-30T23:59:00+01:00`);
}

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** How many days late a submission counts, after grace and before free days. A day that has begun counts. */
export function daysLate(policy: LatePolicy, lateMs: number): number {
  return lateMs <= policy.graceMinutes * MINUTE ? 0 : Math.ceil(lateMs / DAY);
}

/** The percentage of its points that a submission keeps. */
export function percentKept(policy: LatePolicy, days: number): number {
  if (days > policy.daysMax) return 0;
  return Math.max(0, 100 - Math.max(0, days - policy.freeDays) * policy.percentPerDay);
}

/** Points that are left, rounded down to a tenth as all points are. */
export function pointsKept(earned: number, percent: number): number {
  return Math.floor(Math.round(earned * 10 * percent) / 100) / 10;
}

/** When everybody handed in, and what that costs. */
export interface Lateness {
  readonly policy: LatePolicy;
  readonly due: number;
  readonly times: ReadonlyMap<string, number>;
}

/** A grade after a policy. */
export interface Kept {
  readonly stored: Stored;
  readonly days: number;
  readonly percent: number;
  /** The results with the points that count; those of single scenarios stay as graded. */
  readonly counts: Results;
}

/** What everybody keeps. */
export function afterPolicy(all: readonly Stored[], late: Lateness): readonly Kept[] {
  const { policy, due, times } = late;
  const untimed = all.filter(({ id }) => !times.has(id)).map(({ id }) => id);
  if (untimed.length > 0)
    throw new ClassError(`nobody says when these came: ${untimed.join(', ')}`);
  return all.map((stored) => {
    const days = daysLate(policy, (times.get(stored.id) ?? due) - due);
    const percent = percentKept(policy, days);
    const labs = stored.results.labs.map((lab) => ({
      ...lab,
      earned: pointsKept(lab.earned, percent),
    }));
    const earned = labs.reduce((sum, lab) => sum + Math.round(lab.earned * 10), 0) / 10;
    return { stored, days, percent, counts: { ...stored.results, labs, earned } };
  });
}

/** What there is to say to those whose points do not all count, or who were late at no cost. */
export function lateNotes(all: readonly Kept[]): ReadonlyMap<string, string> {
  const late = all.filter(({ days }) => days > 0);
  return new Map(
    late.map(({ stored: { id, results }, days, percent, counts }) => {
      const when = `${days} ${days === 1 ? 'day' : 'days'} late`;
      const what = `${percent} % of the ${results.earned} points earned count, which are ${counts.earned}`;
      return [id, `${when}: ${what}. The points of each test are as graded.`];
    }),
  );
}

/** The gradebook: a row a submission, with the points as graded and as they count. */
export function gradebook(all: readonly Kept[]): string {
  const labs = all[0]?.counts.labs.map(({ id }) => `lab ${id}`) ?? [];
  return csv([
    ['submission', 'points', 'earned', 'days late', 'percent kept', ...labs, 'counts'],
    ...all.map(({ stored: { id, results }, days, percent, counts }) => {
      const kept = counts.labs.map(({ earned }) => earned);
      return [id, results.points, results.earned, days, percent, ...kept, counts.earned];
    }),
  ]);
}
