import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadSubmission } from './in-process.ts';
import type { Subject } from './play.ts';
import type { Scenario } from './scenario.ts';
import { playOn, scenarioOf } from './testing.ts';
import type { RunResult } from './verdict.ts';

const REFERENCE = fileURLToPath(new URL('../../reference/', import.meta.url));

describe('a real Raft', () => {
  let reference: Subject | null = null;
  beforeAll(async () => {
    reference = (await loadSubmission(REFERENCE)).subject;
  });

  function real(play: Scenario['play']): RunResult {
    if (reference === null) throw new Error('the reference was not loaded');
    return playOn(reference, scenarioOf(play));
  }

  it('leader is the one whom a majority can hear', () => {
    const result = real((world) => {
      const first = world.reach('a leader', () => world.leader());
      world.pause(first);
      expect(world.leader()).toBe(undefined);
      world.resume(first);
      expect(world.leader()).toBe(first);
      const others = world.servers.filter((server) => server !== first);
      world.network.cut(first, others[0] ?? '');
      expect(world.leader()).toBe(first);
      world.network.cut(others[1] ?? '', first);
      expect(world.leader()).toBe(undefined);
      const second = world.expect('another', () => world.leader());
      expect(second).not.toBe(first);
      world.network.heal();
      expect(world.leader()).toBe(second);
      world.crash(second);
      expect(world.leader()).not.toBe(second);
    });
    expect(result).toMatchObject({ verdict: 'passed', elections: 2 });
  });

  it('agree returns the index at which so many servers have applied the command', () => {
    const result = real((world) => {
      const index = world.agree('a');
      expect(world.appliedBy(index)).toBe(3);
      for (const server of world.servers) {
        expect(world.applied(server)[index - 1]?.payload).toEqual({
          kind: 'command',
          command: 'a',
        });
      }
      const away = world.servers.find((server) => server !== world.leader()) ?? '';
      world.network.isolate(away);
      const next = world.agree('b', { count: 2 });
      expect(next).toBeGreaterThan(index);
      expect(world.appliedBy(next)).toBe(2);
      world.network.heal();
      world.crash(away);
      expect(world.appliedBy(world.agree('c'))).toBe(2);
    });
    expect(result.verdict).toBe('passed');
  });

  it('agree proposes again when the leader is lost on the way', () => {
    const result = real((world) => {
      const leader = world.reach('a leader', () => world.leader());
      const proposals = world.network.hold((message) => message.type === 'AppendEntriesRequest');
      world.propose(leader, 'x');
      proposals.drop();
      world.crash(leader);
      expect(world.appliedBy(world.agree('y'))).toBe(2);
    });
    expect(result.verdict).toBe('passed');
  });

  it('agree is no progress without a majority', () => {
    const result = real((world) => {
      world.network.partition();
      world.agree('x');
    });
    expect(result).toMatchObject({ verdict: 'no progress', virtualMs: 20_000 });
  });
});
