import { describe, expect, it } from 'vitest';
import type { Json } from '../../skeleton/contract/index.ts';
import { freshState } from '../trace/samples.ts';
import type { Scenario, World } from './scenario.ts';
import { chatter, heardBy, idle, playOn, scenarioOf, subjectOf } from './testing.ts';
import type { RunResult } from './verdict.ts';

/** Plays among servers that chat. What is expected of the world stands inside the play. */
function chat(play: Scenario['play'], change: Partial<Scenario> = {}): RunResult {
  return playOn(subjectOf(chatter), scenarioOf(play, change));
}

describe('waiting', () => {
  it('run lets exactly so much time pass', () => {
    const { virtualMs } = chat((world) => {
      world.run(12.5);
      expect(world.now).toBe(12.5);
      world.run(0.001);
    });
    expect(virtualMs).toBe(12.501);
  });

  it('reach and expect end at the event that brings what they wait for, and return it', () => {
    const result = chat((world) => {
      const term = world.reach('s1 has said two words', () => {
        const { currentTerm } = world.state('s1');
        return currentTerm === 2 && currentTerm;
      });
      expect({ term, now: world.now }).toEqual({ term: 2, now: 200 });
      expect(world.expect('time', () => 'now')).toBe('now');
      expect(world.now).toBe(200);
    });
    expect(result.verdict).toBe('passed');
  });

  it.each([null, undefined, false] as const)('%s is nothing to stop for, 0 is', (nothing) => {
    chat((world) => {
      expect(world.expect('a number', () => (world.now < 100 ? nothing : 0))).toBe(0);
      expect(world.now).toBe(100);
    });
  });

  it('reach is set-up: when it does not come, the next try begins', () => {
    let tries = 0;
    const result = chat((world) => {
      tries += 1;
      world.reach('the second try', () => tries === 2, 250);
    });
    expect(result).toMatchObject({ verdict: 'passed', tries: 2, virtualMs: 0 });
  });

  it('expect is a goal: when it does not come, there is no progress', () => {
    const result = chat((world) => world.expect('peace', () => false, 250));
    expect(result).toMatchObject({
      verdict: 'no progress',
      text: 'peace: did not happen within 250 ms of virtual time',
      virtualMs: 250,
      tries: 1,
    });
  });

  it('watch ends the run at the event that shows a broken rule', () => {
    const rule = { id: 'quiet', sentence: 'Nobody says three words.', paper: '§0' };
    const watching = (words: number) =>
      chat((world) => {
        world.watch(500, rule, () => {
          const { currentTerm } = world.state('s2');
          return currentTerm === words ? `s2 has said ${words}` : null;
        });
      });
    expect(watching(3)).toMatchObject({
      verdict: 'wrong',
      rule,
      text: 's2 has said 3',
      virtualMs: 300,
    });
    expect(watching(6)).toMatchObject({ verdict: 'passed', virtualMs: 500 });
  });

  it('a search that is given up is no pass and no accusation', () => {
    const result = chat((world) => world.inconclusive('too many orders'));
    expect(result).toMatchObject({ verdict: 'inconclusive', rule: null, text: 'too many orders' });
  });
});

describe('machines', () => {
  it('a crash takes the memory and not the disk, and a restart boots from it', () => {
    chat((world) => {
      world.run(300);
      const heard = heardBy(world, 's1').length;
      expect(heard).toBeGreaterThan(0);
      world.crash('s1');
      expect(world.isUp('s1')).toBe(false);
      expect(world.state('s1').currentTerm).toBe(3);
      world.run(1_000);
      expect(world.state('s1').currentTerm).toBe(3);
      expect(world.disk('s1')).toEqual({ currentTerm: 3, votedFor: null, log: [], snapshot: null });
      world.restart('s1');
      expect(world.isUp('s1')).toBe(true);
      expect(world.state('s1').currentTerm).toBe(3);
      expect(heardBy(world, 's1')).toEqual([]);
      world.run(100);
      expect(world.state('s1').currentTerm).toBe(4);
    });
  });

  it('a crash of a server that is down is none, and a restart of one that is up is both', () => {
    const { recording } = playOn(
      subjectOf(chatter),
      scenarioOf((world) => {
        world.crash('s1');
        world.crash('s1');
        world.restart('s2');
      }),
      { record: true },
    );
    const told = recording?.events
      .slice(3)
      .map((event) => (event.kind === 'step' ? `${event.server} ${event.input.type}` : event.kind));
    expect(told).toEqual(['crash', 'crash', 's2 restart']);
  });

  it.each([
    [0, 1, 0],
    [1, 2, 0],
    [2, 2, 1],
    [3, 2, 2],
  ])(
    'a crash after %i effects leaves term %i on disk and %i words under way',
    (effects, term, words) => {
      chat((world) => {
        world.run(150);
        world.crashAfterEffects('s1', effects, 'electionTimeout');
        const before = heardOf(world, 's1');
        world.run(60);
        expect(world.isUp('s1')).toBe(false);
        expect(world.disk('s1')?.currentTerm).toBe(term);
        expect(heardOf(world, 's1') - before).toBe(words);
      });
    },
  );

  it('a crash that is set up waits for its handler, or for any step with so many effects', () => {
    chat((world) => {
      world.crashAfterEffects('s1', 0, 'clientRequest');
      world.crashAfterEffects('s2', 1);
      world.run(99);
      expect([world.isUp('s1'), world.isUp('s2')]).toEqual([true, true]);
      world.run(101);
      expect([world.isUp('s1'), world.isUp('s2')]).toEqual([true, false]);
      world.propose('s1', 'x');
      expect(world.isUp('s1')).toBe(false);
    });
  });

  it('a machine that is down has no process that could be paused', () => {
    chat((world) => {
      world.crash('s1');
      world.pause('s1');
      world.restart('s1');
      world.run(400);
      expect(world.state('s1').currentTerm).toBeGreaterThan(0);
    });
  });

  it('a server that is paused does nothing, and catches up when it goes on', () => {
    chat((world) => {
      world.run(50);
      world.pause('s1');
      world.run(400);
      expect(world.isUp('s1')).toBe(true);
      expect(world.state('s1').currentTerm).toBe(0);
      expect(heardBy(world, 's1')).toEqual([]);
      expect(world.propose('s1', 'x')).toBe(null);
      world.resume('s1');
      world.run(1);
      expect(world.state('s1').currentTerm).toBe(1);
      expect(heardBy(world, 's1')).toHaveLength(8);
    });
  });

  it.each([
    [1, 10],
    [2, 20],
    [0.5, 5],
  ])('a clock that goes %f times as fast says %i words a second', (rate, words) => {
    chat((world) => {
      world.clockRate('s1', rate);
      world.crash('s1');
      world.restart('s1');
      world.run(1_000);
      expect(world.state('s1').currentTerm).toBe(words);
    });
  });

  it('a clock does not stand still', () => {
    expect(() => chat((world) => world.clockRate('s1', 0))).toThrow(RangeError);
  });

  it('a slow server takes every input late', () => {
    chat((world) => {
      world.slow('s1', 30);
      world.run(129);
      expect(world.state('s1').currentTerm).toBe(0);
      world.run(1);
      expect(world.state('s1').currentTerm).toBe(1);
    });
  });

  it('a name that is no server is a fault of the scenario', () => {
    expect(() => chat((world) => world.crash('s9'))).toThrow('there is no server s9');
    expect(() => chat((world) => world.puppet('s1'))).toThrow('s1 is no puppet');
  });
});

/** How many words of a server the others have heard. */
function heardOf(world: World, speaker: string): number {
  const others = world.servers.filter((server) => server !== speaker);
  const words = others.flatMap((server) => heardBy(world, server));
  return words.filter((word) => word.startsWith(`${speaker}:`)).length;
}

describe('counts', () => {
  it('messages and their bytes are those of the servers', () => {
    chat((world) => {
      expect(world.counts.bytes).toBe(0);
      world.run(100);
      const word = { type: 'Custom', name: 'word', body: null, from: 's1', to: 's2', term: 1 };
      expect(world.counts.messages).toBe(6);
      expect(world.counts.bytes).toBe(6 * JSON.stringify(word).length);
      expect(world.counts.elections).toBe(0);
    });
  });
});

describe('proposals', () => {
  const decree = idle({
    clientRequest(state, command: Json, { id }) {
      if (id !== 's1') return { state, effects: [{ type: 'rejected', leaderId: 's1' }] };
      const entry = { term: 0, payload: { kind: 'command', command } } as const;
      const log = [...state.log, entry];
      return {
        state: { ...state, log },
        effects: [{ type: 'accepted', index: log.length, term: 0 }],
      };
    },
  });

  it('a leader says where it put the command, and every other server says no', () => {
    playOn(
      subjectOf(decree),
      scenarioOf((world) => {
        expect(world.propose('s1', 'a')).toEqual({ server: 's1', command: 'a', index: 1, term: 0 });
        expect(world.propose('s1', 'b')).toMatchObject({ command: 'b', index: 2 });
        expect(world.propose('s2', 'c')).toBe(null);
        expect(world.entry('s1', 2)?.payload).toEqual({ kind: 'command', command: 'b' });
        expect(world.entry('s1', 3)).toBe(undefined);
        expect(world.entry('s1', 0)).toBe(undefined);
        expect([world.lastIndex('s1'), world.lastTerm('s1'), world.lastIndex('s2')]).toEqual([
          2, 0, 0,
        ]);
        world.crash('s1');
        expect(world.propose('s1', 'd')).toBe(null);
      }),
    );
  });

  it('agree gives up with "no progress" when nobody takes the command', () => {
    expect(chat((world) => world.agree('x', { withinMs: 500 }))).toMatchObject({
      verdict: 'no progress',
      text: 'agreement of 3 servers on "x": did not happen within 500 ms of virtual time',
    });
  });

  it('a snapshot of an index at which the service never stood is a fault of the scenario', () => {
    const machine = { initial: 0, apply: (state: Json) => ({ state, result: null }) };
    const setup = () => ({ servers: ['s1'], service: { machine } });
    expect(() => chat((world) => world.takeSnapshot('s1', 7), { setup })).toThrow(
      'the service of s1 never stood at index 7',
    );
  });

  it('the service of a server holds what its state machine was given', () => {
    const counts = {
      initial: 0,
      apply: (state: Json) => ({ state: Number(state) + 1, result: state }),
    };
    const snapshots: unknown[] = [];
    const entry = { term: 0, payload: { kind: 'command', command: 'x' } } as const;
    const applies = idle({
      clientRequest: (state) => ({
        state: { ...state, log: [...state.log, entry] },
        effects: [{ type: 'apply', index: state.log.length + 1, entry }],
      }),
      takeSnapshot(state, index, data) {
        snapshots.push({ index, data });
        return { state, effects: [] };
      },
    });
    const setup = () => ({ servers: ['s1'], service: { machine: counts } });
    playOn(
      subjectOf(applies),
      scenarioOf(
        (world) => {
          world.propose('s1', 'x');
          world.propose('s1', 'x');
          expect([world.service('s1'), world.result('s1', 2), world.appliedBy(2)]).toEqual([
            2, 1, 1,
          ]);
          expect(world.applied('s1')).toEqual([entry, entry]);
          world.takeSnapshot('s1', 1);
          world.takeSnapshot('s1');
        },
        { setup },
      ),
    );
    expect(snapshots).toEqual([
      { index: 1, data: 1 },
      { index: 2, data: 2 },
    ]);
  });

  it('a change of servers goes to the server that is asked', () => {
    const accepts = idle({
      changeServers: (state, servers) => ({
        state,
        effects: [{ type: 'accepted', index: servers.length, term: 0 }],
      }),
    });
    playOn(
      subjectOf(accepts),
      scenarioOf((world) => {
        const servers = ['s1', 's2'];
        expect(world.changeServers('s1', servers)).toEqual({
          server: 's1',
          servers,
          index: 2,
          term: 0,
        });
        world.crash('s1');
        expect(world.changeServers('s1', servers)).toBe(null);
      }),
    );
  });

  it('a server outside the first configuration boots with an empty one', () => {
    const seen: string[] = [];
    const looks = idle({
      restart(_, { id, servers }) {
        seen.push(`${id}: ${servers.join(' ')}`);
        return { state: freshState, effects: [] };
      },
    });
    const setup = () => ({ servers: ['s1', 's2', 's3'], initial: ['s1', 's2'] });
    playOn(
      subjectOf(looks),
      scenarioOf(() => {}, { setup }),
    );
    expect(seen).toEqual(['s1: s1 s2', 's2: s1 s2', 's3: ']);
  });
});
