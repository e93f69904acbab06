import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { SubmissionError } from '../sandbox/submission-error.ts';
import { raftText } from '../sandbox/testing.ts';
import { freshState } from '../trace/samples.ts';
import { loadSubmission } from './in-process.ts';
import type { Mark } from './scenario.ts';
import {
  chatter,
  idle,
  playOn,
  propertyOf,
  scenarioOf,
  subjectOf,
  submissionOf,
} from './testing.ts';

const SKELETON = fileURLToPath(new URL('../../skeleton/', import.meta.url));

/** Nobody asks for anything, and time passes. */
const quiet = scenarioOf((world) => world.run(1_000));

/** A `raft.ts` that goes well up to its first election timeout. */
function untilElection(electionTimeout: string): string {
  const state = JSON.stringify(freshState);
  const restart = `return { state: ${state}, effects: [{ type: 'setTimer', timer: 'election', ms: 100 }] };`;
  return `${raftText({ restart })}Object.assign(raft, {\nelectionTimeout(state, env) {\n${electionTimeout}\n} });`;
}

describe('a run', () => {
  it('has passed when its scenario comes to an end', () => {
    const result = playOn(subjectOf(chatter), quiet);
    expect(result).toEqual({
      scenario: '0X.1',
      seed: 1,
      verdict: 'passed',
      rule: null,
      text: '',
      server: null,
      handler: null,
      tries: 1,
      virtualMs: 1_000,
      events: expect.any(Number),
      messages: 60,
      elections: 0,
      recording: null,
    });
  });

  it('is the same for the same seed, and another for another seed', () => {
    const record = (seed: number) => playOn(subjectOf(chatter), quiet, { seed, record: true });
    expect(record(1)).toEqual(record(1));
    expect(record(2).recording?.events).not.toEqual(record(1).recording?.events);
  });

  it('keeps its events when it is recorded', () => {
    const { events, recording } = playOn(subjectOf(chatter), quiet, { record: true });
    expect(recording?.events.map(({ n }) => n)).toEqual(
      Array.from({ length: events }, (_, place) => place + 1),
    );
    const { scenario, seed, attempt, servers } = recording?.run ?? {};
    expect({ scenario, seed, attempt, servers }).toEqual({
      scenario: '0X.1',
      seed: 1,
      attempt: 1,
      servers: ['s1', 's2', 's3'],
    });
  });

  it('tells before every handler call which one it is', () => {
    const calls: string[] = [];
    const calling = (server: number, handler: string) => calls.push(`${server} ${handler}`);
    playOn(
      subjectOf(chatter),
      scenarioOf((world) => world.run(100)),
      { calling },
    );
    const of = (handler: string) => [0, 1, 2].map((server) => `${server} ${handler}`);
    expect(calls).toEqual([...of('restart'), ...of('electionTimeout')]);
  });

  it('does not hide a fault of the scenario or of the kit behind a verdict', () => {
    const faulty = scenarioOf(() => {
      throw new Error('the scenario has a bug');
    });
    expect(() => playOn(subjectOf(chatter), faulty)).toThrow('the scenario has a bug');
  });
});

describe('the verdict is "wrong"', () => {
  it('at the event that breaks a property, and names rule, server and what was seen', () => {
    const rule = propertyOf((event) =>
      event.kind === 'step' && event.server === 's2' && event.state.currentTerm === 3
        ? 's2 is in term 3'
        : null,
    );
    const result = playOn(subjectOf(chatter), quiet, { properties: [rule] });
    expect(result).toMatchObject({
      verdict: 'wrong',
      rule: { id: 'sample-rule', sentence: 'A sample rule holds.', paper: '§0' },
      server: 's2',
      text: 's2 is in term 3',
      virtualMs: 300,
    });
    expect(Object.keys(result.rule ?? {})).toEqual(['id', 'sentence', 'paper']);
  });

  it('when the scenario itself sees a rule broken', () => {
    const rule = { id: 'quiet', sentence: 'Nobody speaks.', paper: '§0' };
    const scenario = scenarioOf((world) => world.wrong(rule, 's1 spoke'));
    expect(playOn(subjectOf(chatter), scenario)).toMatchObject({
      verdict: 'wrong',
      rule,
      text: 's1 spoke',
      server: null,
    });
  });
});

describe('the verdict is "crashed"', () => {
  it('when a handler throws, with the place in the submission', async () => {
    const subject = await submissionOf(untilElection('return state.log.no.such;'));
    const { verdict, server, handler, text, virtualMs } = playOn(subject, quiet);
    expect({ verdict, server, handler, virtualMs }).toEqual({
      verdict: 'crashed',
      server: 's1',
      handler: 'electionTimeout',
      virtualMs: 100,
    });
    expect(text).toMatch(/^electionTimeout on s1 throws TypeError \(raft\.ts:\d+\): Cannot read/);
  });

  it('when a handler throws something that is no error', async () => {
    const subject = await submissionOf(untilElection(`throw 'a text';`));
    expect(playOn(subject, quiet)).toMatchObject({
      verdict: 'crashed',
      text: 'electionTimeout on s1 throws thrown value: "a text"',
    });
  });

  it('when a handler changes the state that it was given', async () => {
    const subject = await submissionOf(
      untilElection('state.currentTerm += 1; return { state, effects: [] };'),
    );
    const { verdict, text } = playOn(subject, quiet);
    expect(verdict).toBe('crashed');
    expect(text).toMatch(
      /^electionTimeout on s1 changes data that it may only read \(raft\.ts:\d+\): Cannot assign/,
    );
  });

  it.each([
    ['no step', 'return undefined;', 'no { state, effects } with a list of effects'],
    [
      'a state with a wrong field',
      'return { state: { ...state, currentTerm: -1 }, effects: [] };',
      'electionTimeout on s1 returned state.currentTerm',
    ],
    [
      'an unknown effect',
      `return { state, effects: [{ type: 'sleep' }] };`,
      'is "sleep" instead of the type of an effect',
    ],
    [
      'a message to nobody',
      `const message = { type: 'RequestVoteResponse', from: env.id, to: 'x', term: 0, voteGranted: true };
       return { state, effects: [{ type: 'send', message }] };`,
      'electionTimeout on s1 returned a message to "x", which is no server of this cluster',
    ],
  ])('when a handler returns %s', async (_, body, text) => {
    const result = playOn(await submissionOf(untilElection(body)), quiet);
    expect(result).toMatchObject({ verdict: 'crashed', handler: 'electionTimeout', server: 's1' });
    expect(result.text).toContain(text);
  });

  it('when it boots once and not again', () => {
    let boots = 0;
    const subject = subjectOf(chatter);
    const boot = () => {
      boots += 1;
      if (boots === 3) throw new SubmissionError('it does not load any more');
      return subject.boot(0);
    };
    expect(playOn({ ...subject, boot }, quiet)).toMatchObject({
      verdict: 'crashed',
      text: 'it does not load any more',
    });
  });
});

it('the verdict is "endless loop" when a handler does not come to an end', async () => {
  const subject = await submissionOf(untilElection('for (;;);'));
  const { verdict, text, handler } = playOn(subject, quiet);
  expect({ verdict, handler }).toEqual({ verdict: 'endless loop', handler: 'electionTimeout' });
  expect(text).toMatch(/^electionTimeout on s1 does not come to an end \(raft\.ts:\d+\)$/);
});

it('the verdict is "out of budget" when a server floods the network', () => {
  const flood = idle({
    restart: (_, { id }) => ({
      state: freshState,
      effects: Array.from({ length: 20_001 }, () => ({
        type: 'send',
        message: { type: 'Custom', from: id, to: 's2', term: 0, name: 'flood', body: null },
      })),
    }),
  });
  expect(playOn(subjectOf(flood), quiet)).toMatchObject({
    verdict: 'out of budget',
    text: 's1 sent more than 20000 messages within one virtual second',
  });
});

it('the verdict is "not written yet" when a stub of the skeleton is reached', async () => {
  const { subject } = await loadSubmission(SKELETON);
  expect(playOn(subject, quiet)).toMatchObject({
    verdict: 'not written yet',
    text: '`restart` (lab 2A)',
    handler: 'restart',
    server: 's1',
  });
});

describe('a set-up that is not reached', () => {
  it('is tried again with other random numbers', () => {
    const drawn: number[] = [];
    const scenario = scenarioOf((world) => {
      drawn.push(world.random.next());
      if (drawn.length < 3) world.notReached('the third try');
    });
    expect(playOn(subjectOf(chatter), scenario)).toMatchObject({ verdict: 'passed', tries: 3 });
    expect(new Set(drawn).size).toBe(3);
  });

  it('is no progress after ten tries', () => {
    const scenario = scenarioOf((world) => world.reach('somebody leads', () => world.leader()));
    expect(playOn(subjectOf(chatter), scenario)).toMatchObject({
      verdict: 'no progress',
      text: 'the set-up "somebody leads" was not reached in 10 tries',
      tries: 10,
    });
  });
});

describe('what must have happened at least once', () => {
  it('is not there: the run has not passed, although nothing was wrong', () => {
    const result = playOn(subjectOf(chatter), { ...quiet, sometimes: ['elected', 'committed'] });
    expect(result).toMatchObject({
      verdict: 'no progress',
      text: 'the set-up "some server becomes leader, and a leader commits" was not reached in 10 tries',
    });
  });

  it('is there: the run has passed', () => {
    const sometimes: Mark[] = ['lost', 'duplicated', 'crashed', 'restarted'];
    const rough = scenarioOf(
      (world) => {
        world.run(500);
        world.restart('s1');
        world.run(500);
      },
      {
        sometimes,
        setup: () => ({ servers: ['s1', 's2'], weather: { loss: 0.3, duplicate: 0.3 } }),
      },
    );
    expect(playOn(subjectOf(chatter), rough)).toMatchObject({ verdict: 'passed', tries: 1 });
    const calm = { ...rough, setup: () => ({ servers: ['s1', 's2'] }) };
    expect(playOn(subjectOf(chatter), calm).text).toBe(
      'the set-up "the network loses a message, and the network doubles a message" was not reached in 10 tries',
    );
  });
});
