import { describe, expect, it } from 'vitest';
import type { Message, ServerState, Step } from '../skeleton/contract/index.ts';
import { raft } from './raft.ts';
import {
  appendRequest,
  appendResponse,
  ofType,
  server,
  terms,
  voteRequest,
  voteResponse,
  world,
} from './server.test-helper.ts';
import { persistIfChanged } from './term.ts';

function deliver(state: ServerState, message: Message): Step {
  const env = world(3);
  switch (message.type) {
    case 'RequestVoteRequest':
      return raft.handleRequestVoteRequest(state, message, env);
    case 'RequestVoteResponse':
      return raft.handleRequestVoteResponse(state, message, env);
    case 'AppendEntriesRequest':
      return raft.handleAppendEntriesRequest(state, message, env);
    case 'AppendEntriesResponse':
      return raft.handleAppendEntriesResponse(state, message, env);
    default:
      throw new Error(`no test sends ${message.type}`);
  }
}

const makers = [voteRequest, voteResponse, appendRequest, appendResponse] as const;
const roles = ['follower', 'candidate', 'leader'] as const;
const cases = makers.flatMap((make) =>
  roles.map((role) => [make({}).type, role, make as (c: { term: number }) => Message] as const),
);

describe('§5.1, terms', () => {
  it.each(cases)(
    '"If RPC request or response contains term T > currentTerm: set currentTerm = T, convert to follower": %s to a %s',
    (_type, role, make) => {
      const before = server({ currentTerm: 9, votedFor: 'a', role, leaderId: 'a', log: terms(9) });
      const { state, effects } = deliver(before, make({ term: 10 }));
      expect(state).toMatchObject({ currentTerm: 10, role: 'follower' });
      expect(effects[0]?.type).toBe('persist');
      expect(ofType(effects, 'persist')).toHaveLength(1);
      expect(ofType(effects, 'cancelTimer')).toHaveLength(role === 'leader' ? 1 : 0);
    },
  );

  it.each(cases)('a message of an older term changes nothing: %s to a %s', (_type, role, make) => {
    const before = server({ currentTerm: 10, votedFor: 'a', role, votesGranted: ['a'] });
    const { state, effects } = deliver(before, make({ term: 9 }));
    expect(state).toBe(before);
    expect(effects.filter((effect) => effect.type !== 'send')).toEqual([]);
  });

  it('"Current terms are exchanged whenever servers communicate": an answer carries the newest term', () => {
    const old = server({ currentTerm: 7 });
    expect(deliver(old, voteRequest({ term: 3 })).effects).toMatchObject([
      { message: { term: 7 } },
    ]);
    expect(deliver(old, appendRequest({ term: 3 })).effects).toMatchObject([
      { message: { term: 7 } },
    ]);
  });
});

describe('Figure 2, "Updated on stable storage before responding to RPCs"', () => {
  it('is written when, and only when, something that must survive has changed', () => {
    const before = server({ currentTerm: 1, log: terms(1) });
    const volatile = { ...before, commitIndex: 1, role: 'leader' } as const;
    expect(persistIfChanged(before, volatile)).toEqual([]);
    expect(persistIfChanged(before, { ...before, currentTerm: 2 })).toHaveLength(1);
    expect(persistIfChanged(before, { ...before, votedFor: '0' })).toHaveLength(1);
    expect(persistIfChanged(before, { ...before, log: terms(1, 1) })).toHaveLength(1);
  });
});
