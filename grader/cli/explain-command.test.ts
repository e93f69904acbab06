import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { beforeAll, describe, expect, it } from 'vitest';
import { labs } from '../../labs/index.ts';
import { EXPLAINED_EVENTS, explained } from '../conformance/explained.ts';
import { loadSubmission } from '../run/in-process.ts';
import { playOn, scenarioOf } from '../run/testing.ts';
import { readTrace, toLines } from '../trace/file.ts';
import { explainRuns, explainTrace } from './explain-command.ts';
import { UsageError } from './usage-error.ts';
import { wanted } from './wanted.ts';

const REFERENCE = fileURLToPath(new URL('../../reference', import.meta.url));

/** A short run of the reference, and the same in which the first vote went to somebody else. */
const traces = { right: '', wrong: '' };

beforeAll(async () => {
  const { subject } = await loadSubmission(REFERENCE);
  const scenario = scenarioOf((world) => world.agree('x'));
  const { recording } = playOn(subject, scenario, { record: true });
  if (recording === null) throw new Error('the run was not recorded');
  const { run, events } = recording;
  const changed = events.map((event) => {
    const stands = event.kind === 'step' && event.state.role === 'candidate';
    return stands ? { ...event, state: { ...event.state, votedFor: 's9' } } : event;
  });
  traces.right = [...toLines(run, events)].join('\n');
  traces.wrong = [...toLines(run, changed)].join('\n');
}, 60_000);

async function told(text: string): Promise<{ code: number; text: string }> {
  const trace = join(mkdtempSync(join(tmpdir(), 'raft-explain-')), 'trace.jsonl');
  writeFileSync(trace, `${text}\n`);
  const lines: string[] = [];
  const code = await explainTrace({ trace, print: (line) => lines.push(line) });
  return { code, text: lines.join('\n') };
}

describe('explain', () => {
  it('counts what the actions allow, where nothing is forbidden', async () => {
    const { code, text } = await told(traces.right);
    expect(code).toBe(0);
    expect(text).toMatch(/^Steps that each action allows:\n {2}Restart: \d+\n/);
    expect(text).toMatch(/\nThe specification forbids none of the \d+ steps\.$/);
  });

  it('tells the first step that is forbidden, and the operator', async () => {
    const { code, text } = await told(traces.wrong);
    expect(code).toBe(1);
    expect(text).toMatch(
      /^The specification does not allow event \d+, a step of s\d:\n {2}#\d+ at/,
    );
    expect(text).toContain('OwnVote: a candidate votes for itself.');
  });

  it('plays the labs with a folder, and counts over all runs', async () => {
    const lines: string[] = [];
    const total = await explainRuns({
      folder: REFERENCE,
      labs: wanted(labs, { labs: [], scenarios: ['2A.12', '2A.13'] }),
      firstSeed: 1,
      seeds: 2,
      print: (line) => lines.push(line),
    });
    expect(lines.join('\n')).toMatch(
      /^2A\.12 candidate-keeps-its-vote: 2 runs, \d+ steps\n2A\.13 /,
    );
    expect(total.lines()[0]).toMatch(
      /^4 runs, \d+ steps\. The specification forbids something in 0 runs\.$/,
    );
    const apart = ['--import', 'tsx', 'grader/cli/explain.ts', 'reference', '--seeds', '2'];
    const { stdout } = await execa(process.execPath, [...apart, '--scenario', '2A.12', '2A.13']);
    expect(stdout.split('\n')).toEqual([...lines, ...total.lines()]);
  });

  it('refuses what is no trace and no folder', async () => {
    const error: unknown = await explainTrace({ trace: 'no/such.jsonl', print() {} }).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(UsageError);
    expect(String(error)).toContain('the trace no/such.jsonl cannot be read');
  });
});

describe('the report of a failed run', () => {
  it('has the explanation', async () => {
    const text = (await explained(traces.wrong, null)).join('\n');
    expect(text).toContain('ElectionTimeout: ');
    expect(text).toContain('OwnVote: a candidate votes for itself.');
  });

  it('says so where the rule that was broken is none of the specification', async () => {
    const told = async (rule: string, kind: 'safety' | 'liveness' | 'efficiency') =>
      (await explained(traces.right, { rule, kind }))[1];
    expect(await told('leader-stays', 'liveness')).toBe(
      'leader-stays is a rule of the labs and not of Raft.tla, which says what may happen, and not what must.',
    );
    expect(await told('message-budget', 'efficiency')).toContain('not what it may cost');
    expect(await told('client-answers', 'safety')).toContain('has no answers to clients');
    expect(await told('disk-is-whole', 'safety')).toBe(undefined);
    expect(await told('log-matching', 'liveness')).toBe(undefined);
  });

  it('does without where there is no trace, or one that cannot be read', async () => {
    expect(await explained(null, null)).toEqual([]);
    expect(await explained('no trace', null)).toEqual([]);
  });

  it('explains a run that was just recorded, unless it is too long', async () => {
    const { run, events } = readTrace(traces.wrong);
    expect((await explained({ run, events }, null)).join('\n')).toContain('OwnVote: ');
    const times = Math.ceil(EXPLAINED_EVENTS / events.length) + 1;
    const long = Array.from({ length: times }, () => events).flat();
    expect(await explained({ run, events: long }, null)).toEqual([]);
  });
});
