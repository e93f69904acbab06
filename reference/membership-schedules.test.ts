/** Changes of the cluster as they happen: the figures of chapter 4, and the schedule of 2015 that breaks it. */
import { describe, expect, it } from 'vitest';
import { Cluster } from './cluster.test-helper.ts';
import { configuration } from './configuration.ts';

/** Elects a server among those that hear each other, and commits an entry of its term. */
function elected(cluster: Cluster, id: string, among: string): void {
  cluster.stand(id);
  cluster.calm([...among]);
  cluster.propose(id, `by ${id}`);
  cluster.calm([...among]);
  expect(cluster.machine(id).state.role).toBe('leader');
}

/** Asks for a change, twice if the leader must commit an entry of its own first, and lets all who hear each other know. */
function changed(cluster: Cluster, id: string, letters: string, among: string): void {
  const accepted = cluster.change(id, [...letters]);
  cluster.calm([...among]);
  if (!accepted) expect(cluster.change(id, [...letters])).toBe(true);
  cluster.calm([...among]);
  cluster.heartbeat(id);
  cluster.calm([...among]);
}

function serversOf(cluster: Cluster, id: string): string {
  const { state, env } = cluster.machine(id);
  return configuration(state, env).join('');
}

describe('Ongaro, 2015, a bug in single-server changes', () => {
  /**
   * `a` leads `abcd` and changes it, and only those in `heard` come to know. `b` is elected by `c` and `d` and changes it
   * otherwise, with an entry of its own that `c` and `d` have, and the change that only those in `told` have.
   */
  function twoChanges(
    first: { readonly letters: string; readonly heard: string },
    second: { readonly letters: string; readonly told: string },
  ): Cluster {
    const cluster = new Cluster([...'abcd'], ['e', 'f']);
    elected(cluster, 'a', 'abcd');
    expect(cluster.change('a', [...first.letters])).toBe(true);
    cluster.calm([...first.heard]);
    cluster.stand('b');
    cluster.calm([...'bcd']);
    const acceptedAtOnce = cluster.change('b', [...second.letters]);
    cluster.calm([...(acceptedAtOnce ? second.told : 'bcd')]);
    if (!acceptedAtOnce) expect(cluster.change('b', [...second.letters])).toBe(true);
    cluster.calm([...second.told]);
    expect(cluster.machine('b').applied.at(-1)?.payload).toEqual({
      kind: 'config',
      servers: [...second.letters],
    });
    return cluster;
  }

  it.each([
    ['one add, one remove', { letters: 'abcde', heard: 'ae' }, { letters: 'abc', told: 'bc' }],
    ['two adds', { letters: 'abcde', heard: 'ae' }, { letters: 'abcdf', told: 'bcf' }],
    ['two removes', { letters: 'abc', heard: 'a' }, { letters: 'abd', told: 'bd' }],
  ])(
    '%s: the older change cannot come back after the newer one is committed',
    (_what, first, second) => {
      const cluster = twoChanges(first, second);
      const committed = cluster.machine('b').applied;
      cluster.restart(cluster.machine('a'));
      const others = [...'acde'].filter((id) => !second.told.includes(id));
      for (let time = 1; time <= 3; time += 1) {
        cluster.stand('a');
        cluster.calm(others);
      }
      expect(cluster.machine('a').state.role).toBe('candidate');
      for (let time = 1; time <= 3; time += 1) {
        cluster.heartbeat('b');
        cluster.stand('b');
        cluster.calm();
      }
      cluster.propose('b', 'all is well');
      cluster.calm();
      cluster.heartbeat('b');
      cluster.calm();
      for (const letter of second.letters) {
        const { applied } = cluster.machine(letter);
        expect(applied.slice(0, committed.length)).toEqual(committed);
        expect(applied.length).toBeGreaterThan(committed.length);
      }
      cluster.check();
    },
  );
});

describe('dissertation §4.2, staying available', () => {
  it('Figure 4.4: an empty server catches up by log, or by snapshot and log', () => {
    for (const compacts of [false, true]) {
      const cluster = new Cluster([...'abc'], ['d']);
      elected(cluster, 'a', 'abc');
      for (let n = 1; n <= 200; n += 1) cluster.propose('a', `x${n}`);
      cluster.heartbeat('a');
      cluster.calm();
      if (compacts) cluster.snapshot(cluster.machine('a'), 150);
      changed(cluster, 'a', 'abcd', 'abcd');
      expect(cluster.restores).toBe(compacts ? 1 : 0);
      expect(cluster.machine('d').applied).toEqual(cluster.machine('a').applied);
      cluster.stand('d');
      cluster.calm([...'bcd']);
      expect(cluster.machine('d').state.role).toBe('leader');
    }
  });

  it('Figure 4.6: a leader that removed itself from two servers and restarts is elected once more, and goes', () => {
    const cluster = new Cluster(['a', 'b']);
    elected(cluster, 'a', 'ab');
    expect(cluster.change('a', ['b'])).toBe(true);
    cluster.wire = [];
    cluster.restart(cluster.machine('a'));
    cluster.stand('b');
    cluster.calm();
    expect(cluster.machine('b').state.role).toBe('candidate');
    for (let time = 1; time <= 2; time += 1) {
      cluster.stand('a');
      cluster.calm();
    }
    expect(cluster.machine('a').state).toMatchObject({ role: 'follower', commitIndex: 3 });
    cluster.stand('a');
    expect(cluster.wire).toEqual([]);
    elected(cluster, 'b', 'b');
    expect(serversOf(cluster, 'b')).toBe('b');
    cluster.check();
  });

  it('the cluster grows from one server to five and shrinks to one, each leader removing itself', () => {
    const cluster = new Cluster(['a'], [...'bcde']);
    elected(cluster, 'a', 'abcde');
    for (const letters of ['ab', 'abc', 'abcd', 'abcde']) changed(cluster, 'a', letters, 'abcde');
    for (const [leader, letters] of [
      ['a', 'bcde'],
      ['b', 'cde'],
      ['c', 'de'],
      ['d', 'e'],
    ] as const) {
      changed(cluster, leader, letters, 'abcde');
      expect(cluster.machine(leader).state.role).toBe('follower');
      const [next = ''] = letters;
      elected(cluster, next, letters);
    }
    expect(serversOf(cluster, 'e')).toBe('e');
    cluster.check();
  });

  it('a removed server that nobody told disrupts nobody', () => {
    const cluster = new Cluster([...'abc']);
    elected(cluster, 'a', 'abc');
    changed(cluster, 'a', 'ab', 'ab');
    const { currentTerm } = cluster.machine('a').state;
    for (let time = 1; time <= 10; time += 1) {
      cluster.stand('c');
      cluster.calm();
      cluster.heartbeat('a');
      cluster.calm();
    }
    expect(cluster.machine('a').state).toMatchObject({ role: 'leader', currentTerm });
    expect(cluster.machine('b').state).toMatchObject({ role: 'follower', currentTerm });
    cluster.stand('b');
    cluster.stand('c');
    cluster.calm([...'bc']);
    expect(cluster.machine('c').state.role).toBe('candidate');
    elected(cluster, 'b', 'ab');
  });

  it('a removed server that is added again, in a high term, becomes a member', () => {
    const cluster = new Cluster([...'abc']);
    elected(cluster, 'a', 'abc');
    changed(cluster, 'a', 'ab', 'ab');
    for (let time = 1; time <= 10; time += 1) cluster.stand('c');
    cluster.wire = [];
    cluster.change('a', [...'abc']);
    cluster.calm();
    expect(cluster.machine('a').state.role).toBe('follower');
    cluster.stand('b');
    cluster.calm();
    elected(cluster, 'b', 'abc');
    cluster.heartbeat('b');
    cluster.calm();
    expect(serversOf(cluster, 'c')).toBe('abc');
    expect(cluster.machine('c').applied).toEqual(cluster.machine('b').applied);
  });
});
