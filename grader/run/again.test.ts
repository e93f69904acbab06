import { expect, it } from 'vitest';
import { freshState } from '../trace/samples.ts';
import { again } from './again.ts';
import { chatter, idle, playOn, scenarioOf, subjectOf } from './testing.ts';

const quiet = scenarioOf((world) => world.run(500));

it('a run of a server that does the same again keeps its verdict, and loses its recording', () => {
  const subject = subjectOf(chatter);
  const result = playOn(subject, quiet, { record: true });
  expect(again(result, subject)).toEqual({ ...result, recording: null });
});

it('a run of a server that does something else is nondeterministic, and the two values are told', () => {
  let calls = 0;
  const moody = subjectOf(
    idle({
      restart: () => ({
        state: freshState,
        effects: [{ type: 'setTimer', timer: 'election', ms: 100 }],
      }),
      electionTimeout(state) {
        calls += 1;
        return { state: { ...state, currentTerm: calls > 3 ? 1 : 0 }, effects: [] };
      },
    }),
  );
  const result = playOn(moody, quiet, { record: true });
  expect(result.verdict).toBe('passed');
  expect(again(result, moody)).toMatchObject({
    verdict: 'nondeterministic',
    server: 's1',
    handler: 'electionTimeout',
    rule: null,
    text: 'at #4 electionTimeout on s1 was called twice with the same: first state.currentTerm was 0, then 1',
  });
});

it('a run that was not recorded is left alone', () => {
  const subject = subjectOf(chatter);
  const result = playOn(subject, quiet);
  expect(again(result, subject)).toEqual(result);
});
