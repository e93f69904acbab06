import { describe, expect, it } from 'vitest';
import type { Effect, Message, ServerId } from '../../skeleton/contract/index.ts';
import { appendEntries, entry, snapshotAt, step } from '../trace/samples.ts';
import { tell } from './story.ts';

/** Some events as they stand in a report. */
function story(...events: readonly Parameters<typeof tell>[0][]): string {
  return `\n${events.flatMap((event) => tell(event)).join('\n')}\n`;
}

function send(message: Message): Effect {
  return { type: 'send', message };
}

const disk = { currentTerm: 3, votedFor: null, log: [], snapshot: null };

describe('tell', () => {
  it('tells an election', () => {
    const request = (to: ServerId) =>
      send({
        type: 'RequestVoteRequest',
        from: 'n2',
        to,
        term: 1,
        lastLogIndex: 0,
        lastLogTerm: 0,
      });
    const candidate = {
      role: 'candidate',
      currentTerm: 1,
      votedFor: 'n2',
      votesGranted: ['n2'],
    } as const;
    expect(
      story(
        step({
          n: 1,
          from: null,
          input: { type: 'restart' },
          effects: [{ type: 'setTimer', timer: 'election', ms: 187.25 }],
        }),
        step({
          n: 5,
          at: 187.25,
          to: candidate,
          effects: [
            { type: 'persist', state: { ...disk, currentTerm: 1, votedFor: 'n2' } },
            { type: 'setTimer', timer: 'election', ms: 240 },
            request('n1'),
            request('n3'),
          ],
        }),
        step({
          n: 9,
          at: 195.125,
          input: {
            type: 'deliver',
            message: {
              type: 'RequestVoteResponse',
              from: 'n1',
              to: 'n2',
              term: 1,
              voteGranted: true,
            },
          },
          from: candidate,
          to: {
            role: 'leader',
            leaderId: 'n2',
            votesGranted: ['n2', 'n1'],
            nextIndex: { n1: 1, n3: 1 },
            matchIndex: { n1: 0, n3: 0 },
          },
          effects: [
            { type: 'cancelTimer', timer: 'election' },
            { type: 'setTimer', timer: 'heartbeat', ms: 50 },
            send(appendEntries({ from: 'n2', to: 'n1', term: 1 })),
            send(appendEntries({ from: 'n2', to: 'n3', term: 1 })),
          ],
        }),
      ),
    ).toMatchInlineSnapshot(`
      "
      #1 at 0 ms: n2 boots
          starts as follower, term 0, no vote, log empty, commitIndex 0
          arms the election timer (187.25 ms)
      #5 at 187.25 ms: n2 has an election timeout
          role follower → candidate; term 0 → 1; votes for n2; has the votes of n2
          persists term 1, vote for n2, log empty; arms the election timer (240 ms)
          sends RequestVoteRequest to n1, n3 (term 1, last entry 0)
      #9 at 195.125 ms: n2 gets RequestVoteResponse from n1 (term 1, granted)
          role candidate → leader; leader n2; has the votes of n2, n1; nextIndex of n1, n3 set to 1;
              matchIndex of n1, n3 set to 0
          disarms the election timer; arms the heartbeat timer (50 ms)
          sends AppendEntriesRequest to n1, n3 (term 1, prev 0, no entries, commit 0)
      "
    `);
  });

  it('tells how a follower repairs its log', () => {
    const old = [entry(1), entry(1), entry(1), entry(2), entry(2)];
    const entries = [entry(3, 'a'), entry(3, 'b')];
    const message = appendEntries({ prevLogIndex: 4, prevLogTerm: 2, entries, leaderCommit: 5 });
    expect(
      story(
        step({
          n: 40,
          at: 1031.204,
          input: { type: 'deliver', message },
          from: { currentTerm: 2, votedFor: 'n2', log: old, commitIndex: 3, lastApplied: 3 },
          to: {
            currentTerm: 3,
            votedFor: null,
            leaderId: 'n1',
            log: [...old.slice(0, 4), ...entries],
            commitIndex: 5,
            lastApplied: 5,
          },
          effects: [
            { type: 'persist', state: { ...disk, log: [...old.slice(0, 4), ...entries] } },
            { type: 'apply', index: 4, entry: entry(2) },
            { type: 'apply', index: 5, entry: entry(3, 'a') },
            send({
              type: 'AppendEntriesResponse',
              from: 'n2',
              to: 'n1',
              term: 3,
              success: true,
              matchIndex: 6,
            }),
          ],
        }),
        step({
          n: 41,
          at: 1040,
          input: { type: 'deliver', message: appendEntries({ prevLogIndex: 9, prevLogTerm: 3 }) },
          from: { currentTerm: 3, log: old },
          to: { log: old.slice(0, 3) },
          effects: [
            send({
              type: 'AppendEntriesResponse',
              from: 'n2',
              to: 'n1',
              term: 3,
              success: false,
              matchIndex: 0,
              conflictIndex: 4,
              conflictTerm: 2,
            }),
          ],
        }),
      ),
    ).toMatchInlineSnapshot(`
      "
      #40 at 1031.204 ms: n2 gets AppendEntriesRequest from n1 (term 3, prev 4 of term 2,
              entries 5–6 of term 3, commit 5)
          term 2 → 3; no vote yet; leader n1; log now 1–6 (entry 5 of term 2: "x" replaced by entry 5 of
              term 3: "a", new: entry 6 of term 3: "b"); commitIndex 3 → 5
          persists term 3, no vote, log 1–6; applies 4–5
          sends AppendEntriesResponse to n1 (term 3, success, match 6)
      #41 at 1040 ms: n2 gets AppendEntriesRequest from n1 (term 3, prev 9 of term 3, no entries,
              commit 0)
          log now 1–3 (removed: entries 4–5 of term 2)
          sends AppendEntriesResponse to n1 (term 3, failure, conflict at 4, conflict term 2)
      "
    `);
  });

  it('tells a leader what its followers lack, one by one', () => {
    const log = [entry(1), entry(1), entry(3), { term: 3, payload: { kind: 'noop' } } as const];
    const leader = {
      role: 'leader',
      currentTerm: 3,
      log,
      nextIndex: { n1: 5, n3: 5 },
      matchIndex: { n1: 0, n3: 0 },
    } as const;
    expect(
      story(
        step({
          n: 50,
          at: 2000,
          input: { type: 'clientRequest', command: { put: 'x', value: 1 } },
          from: leader,
          to: { log: [...log, entry(3, { put: 'x', value: 1 })] },
          effects: [
            { type: 'accepted', index: 5, term: 3 },
            send(
              appendEntries({
                from: 'n2',
                to: 'n1',
                prevLogIndex: 4,
                prevLogTerm: 3,
                entries: [entry(3, { put: 'x', value: 1 })],
              }),
            ),
            send(
              appendEntries({
                from: 'n2',
                to: 'n3',
                prevLogIndex: 1,
                prevLogTerm: 1,
                entries: [...log.slice(1), entry(3)],
              }),
            ),
          ],
        }),
        step({
          n: 51,
          at: 2001,
          input: {
            type: 'deliver',
            message: {
              type: 'AppendEntriesResponse',
              from: 'n1',
              to: 'n2',
              term: 3,
              success: true,
              matchIndex: 4,
            },
          },
          from: leader,
          to: { matchIndex: { n1: 4, n3: 0 }, commitIndex: 4, lastApplied: 4 },
          effects: [
            { type: 'apply', index: 4, entry: { term: 3, payload: { kind: 'noop' } } },
            { type: 'note', text: 'a majority has 4' },
          ],
        }),
        step({
          n: 52,
          at: 2002,
          input: { type: 'clientRequest', command: 'y' },
          effects: [{ type: 'rejected', leaderId: null }],
        }),
      ),
    ).toMatchInlineSnapshot(`
      "
      #50 at 2000 ms: n2 gets the client's command {"put":"x","value":1}
          log now 1–5 (new: entry 5 of term 3: {"put":"x","value":1})
          accepts the proposal at index 5 in term 3
          sends AppendEntriesRequest to n1 (term 3, prev 4 of term 3,
              entry 5 of term 3: {"put":"x","value":1}, commit 0)
          sends AppendEntriesRequest to n3 (term 3, prev 1 of term 1, entry 2 of term 1,
              entries 3–5 of term 3, commit 0)
      #51 at 2001 ms: n2 gets AppendEntriesResponse from n1 (term 3, success, match 4)
          commitIndex 0 → 4; matchIndex of n1 0 → 4
          applies 4 (no-op); notes "a majority has 4"
      #52 at 2002 ms: n2 gets the client's command "y"
          rejects the proposal (leader: unknown)
      "
    `);
  });

  it('tells snapshots, configurations and crashes', () => {
    const log = [entry(1), entry(1), entry(2)];
    const config = { term: 2, payload: { kind: 'config', servers: ['n1', 'n2'] } } as const;
    const taken = { snapshot: snapshotAt(2, 1), log: log.slice(2) };
    expect(
      story(
        step({
          n: 60,
          input: { type: 'takeSnapshot', index: 2, data: { x: 1 } },
          from: { log },
          to: taken,
          effects: [{ type: 'persist', state: { ...disk, ...taken } }],
        }),
        step({
          n: 61,
          input: {
            type: 'deliver',
            message: {
              type: 'InstallSnapshotRequest',
              from: 'n1',
              to: 'n2',
              term: 3,
              snapshot: snapshotAt(5, 2),
            },
          },
          from: taken,
          to: { snapshot: snapshotAt(5, 2), log: [], commitIndex: 5, lastApplied: 5 },
          effects: [
            { type: 'restore', snapshot: snapshotAt(5, 2) },
            send({ type: 'InstallSnapshotResponse', from: 'n2', to: 'n1', term: 3, matchIndex: 5 }),
          ],
          crashed: true,
        }),
        { kind: 'crash', n: 62, at: 3, server: 'n2' },
        step({
          n: 63,
          at: 4,
          from: null,
          input: { type: 'restart' },
          to: { currentTerm: 3, votedFor: 'n1', snapshot: snapshotAt(5, 2), log: [entry(3)] },
        }),
        step({
          n: 64,
          at: 5,
          input: { type: 'changeServers', servers: ['n1', 'n2'] },
          to: { log: [config] },
        }),
        step({
          n: 65,
          at: 6,
          input: { type: 'heartbeatTimeout' },
          to: Object.assign({ currentTerm: 0 }, { preVotes: ['n1'] }),
        }),
        step({ n: 66, at: 7, input: { type: 'heartbeatTimeout' } }),
      ),
    ).toMatchInlineSnapshot(`
      "
      #60 at 0 ms: n2 gets the service's snapshot up to 2
          snapshot up to 2 of term 1, log now 3
          persists term 3, no vote, log 3 after a snapshot up to 2 of term 1
      #61 at 0 ms: n2 gets InstallSnapshotRequest from n1 (term 3, snapshot up to 5 of term 2)
          snapshot up to 5 of term 2, log now empty; commitIndex 0 → 5; lastApplied 0 → 5
          restores the state machine from the snapshot up to 5 of term 2
          sends InstallSnapshotResponse to n1 (term 3, match 5)
          crashes here: later effects and the state in memory are lost
      #62 at 3 ms: n2 goes down
      #63 at 4 ms: n2 boots
          starts as follower, term 3, vote for n1, log 6 after a snapshot up to 5 of term 2, commitIndex 0
      #64 at 5 ms: n2 is asked to change the servers to n1, n2
          log now 1 (new: entry 1 of term 2: servers n1, n2)
      #65 at 6 ms: n2 has a heartbeat timeout
          preVotes nothing → ["n1"]
      #66 at 7 ms: n2 has a heartbeat timeout
          nothing changes
      "
    `);
  });

  it('tells puppets and the world', () => {
    const message = appendEntries({ from: 'n3', to: 'n2' });
    expect(
      story(
        { kind: 'world', n: 1, at: 0, text: 'n1 is cut off from n2 and n3' },
        { kind: 'puppet', n: 2, at: 1, server: 'n3', direction: 'says', message },
        {
          kind: 'puppet',
          n: 3,
          at: 2.0004,
          server: 'n3',
          direction: 'hears',
          message: {
            type: 'Custom',
            from: 'n2',
            to: 'n3',
            term: 4,
            name: 'preVote',
            body: { a: 'a long text that is cut somewhere here' },
          },
        },
      ),
    ).toMatchInlineSnapshot(`
      "
      #1 at 0 ms: n1 is cut off from n2 and n3
      #2 at 1 ms: n3 (played by the test) sends AppendEntriesRequest to n2 (term 3, prev 0, no entries,
              commit 0)
      #3 at 2 ms: n3 (played by the test) gets Custom from n2 (term 4,
              preVote {"a":"a long text that is cut somewhere…)
      "
    `);
  });

  it('keeps within 100 columns', () => {
    const commands = Array.from({ length: 30 }, (_, place) => entry(place + 1, 'word '.repeat(30)));
    const message = appendEntries({ entries: commands, leaderCommit: 1_000_000 });
    const lines = tell(
      step({
        input: { type: 'deliver', message },
        to: { log: commands },
        effects: [send(message)],
      }),
    );
    expect(lines.length).toBeGreaterThan(6);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100);
  });

  it('does not change what it is given', () => {
    const event = Object.freeze(step({ effects: Object.freeze([send(appendEntries())]) }));
    expect(tell(event)).toEqual(tell(event));
  });
});
