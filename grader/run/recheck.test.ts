import { describe, expect, it } from 'vitest';
import type { Property } from '../checkers/property.ts';
import { toLines } from '../trace/file.ts';
import type { Telling } from './jobs.ts';
import type { Lab } from './lab.ts';
import { recheck } from './recheck.ts';
import type { Mark } from './scenario.ts';
import { chatter, playOn, propertyOf, scenarioOf, subjectOf } from './testing.ts';
import type { RunResult } from './verdict.ts';

const quiet = scenarioOf((world) => world.run(500));
const { recording, ...ended } = playOn(subjectOf(chatter), quiet, { record: true });
const result: RunResult = { ...ended, recording: null };
const trace = recording === null ? '' : [...toLines(recording.run, recording.events)].join('\n');
const told: Telling = { kind: 'told', result, steps: [], trace, hash: '' };

/** What becomes of the pass, when the process tells this and the lab and the scenario want that. */
function rechecked(
  change: Partial<Telling>,
  wanted: { readonly properties?: readonly Property[]; readonly sometimes?: readonly Mark[] } = {},
): RunResult {
  const { properties = [], sometimes = [] } = wanted;
  const scenario = { ...quiet, sometimes };
  const lab: Lab = { id: '2A', title: 'x', basis: [], scenarios: [scenario], properties };
  return recheck(result, { ...told, ...change }, { lab, scenario });
}

describe('a pass', () => {
  it('stays one when its trace bears it out, and what the network keeps to itself is not asked for', () => {
    expect(result.verdict).toBe('passed');
    expect(rechecked({}, { sometimes: ['lost', 'duplicated'] })).toEqual(result);
  });

  it.each<readonly [string, Partial<Telling>]>([
    ['without a trace', { trace: null }],
    ['with a text that is no trace', { trace: 'passed' }],
    ['with a trace that lacks its end', { trace: trace.split('\n').slice(0, -2).join('\n') }],
    ['with the trace of another seed', { trace: trace.replace('"seed":1', '"seed":2') }],
    ['with another result', { result: { ...result, messages: result.messages + 1 } }],
  ])('is none %s', (_, change) => {
    expect(rechecked(change)).toMatchObject({
      verdict: 'nondeterministic',
      text: 'it passed, and went otherwise when it was played again',
    });
  });

  it('is none when its trace breaks a rule', () => {
    const rule = propertyOf(({ n }) => (n === 3 ? 'the third event' : null));
    const { id, sentence, paper } = rule;
    expect(rechecked({}, { properties: [rule] })).toMatchObject({
      verdict: 'wrong',
      text: 'the third event',
      rule: { id, sentence, paper },
    });
  });

  it('is none when its trace does not show what the scenario has to show', () => {
    expect(rechecked({}, { sometimes: ['elected'] })).toMatchObject({
      verdict: 'nondeterministic',
      text: 'it passed without what it has to show',
    });
  });
});
