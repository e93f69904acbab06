import { describe, expect, it } from 'vitest';
import type { Custom, Raft, RequestVoteResponse } from '../../skeleton/contract/index.ts';
import type { Scenario } from './scenario.ts';
import { type ChatterState, chatter, heardBy, playOn, scenarioOf, subjectOf } from './testing.ts';
import type { RunResult } from './verdict.ts';

const setup: Scenario['setup'] = () => ({ servers: ['s1', 'p'], puppets: ['p'] });

/** Plays with one server and one puppet. */
function play(raft: Raft, what: Scenario['play']): RunResult {
  const result = playOn(subjectOf(raft), scenarioOf(what, { setup }), { record: true });
  expect(result.verdict).toBe('passed');
  return result;
}

const word = { type: 'Custom', to: 's1', term: 7, name: 'word', body: null } as const;
const noVote = { type: 'RequestVoteResponse', to: 's1', term: 3, voteGranted: false } as const;

describe('a puppet', () => {
  it('runs no code of the submission', () => {
    const { recording } = play(chatter, (world) => {
      world.run(1_000);
      expect(() => world.state('p')).toThrow('p is a puppet and has no state');
    });
    const steps = recording?.events.filter((event) => event.kind === 'step') ?? [];
    expect(new Set(steps.map(({ server }) => server))).toEqual(new Set(['s1']));
  });

  it('says something that arrives a millisecond later, whatever the weather', () => {
    const { recording } = play(chatter, (world) => {
      world.network.weather({ loss: 1, delay: [50, 50] });
      world.puppet('p').send(word);
      world.run(0.999);
      expect(heardBy(world, 's1')).toEqual([]);
      world.run(0.001);
      expect(heardBy(world, 's1')).toEqual(['p:7']);
    });
    expect(recording?.events).toContainEqual({
      kind: 'puppet',
      n: 3,
      at: 0,
      server: 'p',
      direction: 'says',
      message: { ...word, from: 'p' },
    });
  });

  it('is not heard through a cut, a loss or a hold', () => {
    play(chatter, (world) => {
      const puppet = world.puppet('p');
      const said = () => {
        puppet.send(word);
        world.run(2);
        return heardBy(world, 's1').length;
      };
      world.network.cut('p', 's1');
      expect(said()).toBe(0);
      world.network.heal();
      const end = world.network.lose(({ from }) => from === 'p');
      expect(said()).toBe(0);
      end();
      const held = world.network.hold(({ from }) => from === 'p');
      expect(said()).toBe(0);
      held.release();
      world.run(2);
      expect(heardBy(world, 's1')).toHaveLength(1);
      expect(said()).toBe(2);
    });
  });

  it('remembers all that it hears, and tells whoever listens', () => {
    play(chatter, (world) => {
      const puppet = world.puppet('p');
      const first: number[] = [];
      const second: number[] = [];
      world.run(120);
      puppet.listen(({ term }) => first.push(term));
      world.run(100);
      puppet.listen(({ term }) => second.push(term));
      world.run(100);
      expect(puppet.heard.map(({ term }) => term)).toEqual([1, 2, 3]);
      expect([first, second]).toEqual([[2], [3]]);
    });
  });

  it('cannot say what is no message', () => {
    const scenario = scenarioOf((world) => world.puppet('p').send({ ...noVote, term: -1 }), {
      setup,
    });
    expect(() => playOn(subjectOf(chatter), scenario)).toThrow('term');
  });
});

describe('a message of the submission’s own kind', () => {
  const hear: NonNullable<Raft['handleCustom']> = (state, { name }) => ({
    state: { ...state, heard: [name] } as ChatterState,
    effects: [],
  });

  /** Answers a word with its own term and whom it follows, and votes, which no puppet's code may. */
  const polite: Raft = {
    ...chatter,
    handleCustom(state, message, env) {
      if (message.name !== 'word') return hear(state, message, env);
      const route = { from: env.id, to: message.from, term: state.currentTerm };
      const body = { role: state.role, leaderId: state.leaderId };
      const answer: Custom = { type: 'Custom', ...route, name: 'answer', body };
      const vote: RequestVoteResponse = {
        type: 'RequestVoteResponse',
        ...route,
        voteGranted: true,
      };
      return {
        state,
        effects: [
          { type: 'send', message: vote },
          { type: 'send', message: answer },
        ],
      };
    },
  };

  function answersTo(what: Scenario['play']) {
    const { recording } = play(polite, what);
    return (recording?.events ?? []).flatMap((event) =>
      event.kind === 'puppet' && event.direction === 'says' ? [event.message] : [],
    );
  }

  const answer = {
    type: 'Custom',
    from: 'p',
    to: 's1',
    name: 'answer',
    body: { role: 'follower', leaderId: null },
  };

  it('is answered by its own code, as by a follower that knows nobody, and with nothing else', () => {
    expect(answersTo((world) => world.run(150))).toEqual([{ ...answer, term: 0 }]);
  });

  it('is answered in the highest term that the puppet has spoken in or heard of', () => {
    const answers = answersTo((world) => {
      world.puppet('p').send(noVote);
      world.run(150);
    });
    expect(answers).toEqual([
      { ...noVote, from: 'p' },
      { ...answer, term: 3 },
    ]);
  });

  it('reaches whoever listens as well', () => {
    play(polite, (world) => {
      const names: string[] = [];
      world.puppet('p').listen((message) => names.push(message.type));
      world.run(150);
      expect(names).toEqual(['Custom']);
      expect(heardBy(world, 's1')).toEqual(['answer']);
    });
  });

  it('is not answered by a submission that sends such messages and takes none', () => {
    const { handleCustom: _, ...deaf } = polite;
    const { recording } = play(deaf, (world) => world.run(150));
    const said = recording?.events.filter(
      (event) => event.kind === 'puppet' && event.direction === 'says',
    );
    expect(said).toEqual([]);
  });
});
