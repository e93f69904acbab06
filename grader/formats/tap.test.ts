import { expect, it } from 'vitest';
import { NASTY, REPLAY, sample, surroundings } from './samples.test-helper.ts';
import { tap } from './tap.ts';

interface Point {
  readonly ok: boolean;
  readonly number: number;
  readonly description: string;
  readonly skip: string | null;
  readonly values: Record<string, unknown>;
}

/** Reads TAP 14 as far as we write it, and refuses everything else. */
function readTap(text: string): Point[] {
  const [version, plan, ...lines] = text.replace(/\n$/, '').split('\n');
  expect(version).toBe('TAP version 14');
  const points: Point[] = [];
  let inside = false;
  for (const line of lines) {
    const found = /^(not )?ok (\d+) - ((?:[^#\\]|\\[#\\])*?)(?: # SKIP (.*))?$/.exec(line);
    const value = /^ {2}([a-z]+): (.+)$/.exec(line);
    if (inside && line === '  ...') inside = false;
    else if (inside && value !== null) {
      const [, name = '', json = ''] = value;
      Object.assign(points.at(-1)?.values ?? {}, { [name]: JSON.parse(json) });
    } else if (line === '  ---') inside = true;
    else {
      expect(found, line).not.toBe(null);
      const [, not, number, description = '', skip = null] = found ?? [];
      points.push({ ok: not === undefined, number: Number(number), description, skip, values: {} });
    }
  }
  expect(inside).toBe(false);
  expect(plan).toBe(`1..${points.length}`);
  expect(points.map(({ number }) => number)).toEqual(points.map((_point, at) => at + 1));
  return points;
}

it('has a test point for each scenario, with its points in YAML', () => {
  const points = readTap(tap(sample(), surroundings));
  expect(points.map(({ ok }) => ok)).toEqual([false, true, false, false, true, true]);
  expect(points.map(({ skip }) => skip)).toEqual([
    null,
    'not judged, because 2A.1 initial-election failed',
    null,
    null,
    null,
    null,
  ]);
  expect(points[0]?.description).toBe('2A.1 initial-election: The title of initial-election');
  expect(points[2]?.values).toMatchObject({
    points: 4,
    score: 0,
    seed: 2,
    replay: REPLAY,
    rule: 'one-vote',
    paper: '§5.2',
  });
  expect(points[3]?.values).toMatchObject({ outcome: 'forfeited', score: 0 });
  expect(points[5]?.values).toEqual({ points: 1.5, score: 1.5 });
});

it('cannot be broken by what a submission says', () => {
  const text = tap(sample({ text: NASTY }), surroundings);
  const points = readTap(text);
  expect(points.length).toBe(6);
  expect(points[0]?.values['message']).toContain(NASTY);
  expect(text).not.toMatch(
    /[^\n\u0020-\u007E\u00A0-\u2027\u202A-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u,
  );
});

it('escapes the number sign and the backslash in descriptions', () => {
  const results = sample();
  const [lab] = results.labs;
  const [scenario] = lab?.scenarios ?? [];
  if (lab === undefined || scenario === undefined) throw new Error('the sample has a scenario');
  const title = 'a \\ b # SKIP\nnot ok 2';
  const changed = { ...results, labs: [{ ...lab, scenarios: [{ ...scenario, title }] }] };
  expect(tap(changed, surroundings)).toContain(
    '\nnot ok 1 - 2A.1 initial-election: a \\\\ b \\# SKIP not ok 2\n',
  );
});

it('skips everything when there is nothing', () => {
  expect(tap({ ...sample(), labs: [] }, surroundings)).toBe(
    'TAP version 14\n1..0 # SKIP no scenario was graded\n',
  );
});
