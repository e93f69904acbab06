import { describe, expect, it } from 'vitest';
import type { Message } from '../../skeleton/contract/index.ts';
import type { TraceEvent } from '../trace/event.ts';
import type { Cluster } from './cluster.ts';
import { CALM, type Weather } from './network.ts';
import { obedient, order, pass, send, start, stepsOf, word } from './testing.ts';

/** So many words from n1 to n2, all at once. */
function say(cluster: Cluster, count: number, to = 'n2', from = 'n1'): void {
  const words = Array.from({ length: count }, (_, at) => send(from, to, `${at}`));
  order(cluster, from, words);
}

/** What a server heard, and when. */
function heard(events: readonly TraceEvent[], server = 'n2') {
  return stepsOf(events, server).flatMap(({ at, input }) => {
    const said = input.type === 'deliver' && input.message.type === 'Custom';
    return said ? [{ at, name: input.message.name, from: input.message.from }] : [];
  });
}

/** What n2 hears of 1,000 words in this weather. */
function inWeather(weather: Partial<Weather>) {
  const { cluster, events } = start({ raft: obedient(), weather: { ...CALM, ...weather } });
  say(cluster, 1000);
  pass(cluster, 10_000);
  return { all: heard(events), traffic: cluster.traffic };
}

describe('the weather', () => {
  it('loses nothing or all, as it is told, and a share in between', () => {
    expect(inWeather({ loss: 0 }).all).toHaveLength(1000);
    expect(inWeather({ loss: 1 }).all).toEqual([]);
    expect(inWeather({ loss: 1 }).traffic).toMatchObject({ messages: 1000, lost: 1000 });
    const { all, traffic } = inWeather({ loss: 0.3 });
    expect(all.length).toBe(1000 - traffic.lost);
    expect(Math.abs(traffic.lost - 300)).toBeLessThan(60);
  });

  it('doubles what it is told to double, and each copy has a delay of its own', () => {
    const { all, traffic } = inWeather({ duplicate: 1, delay: [1, 100] });
    expect(traffic).toMatchObject({ messages: 1000, duplicated: 1000, lost: 0 });
    const times = new Map<string, number[]>();
    for (const { name, at } of all) times.set(name, [...(times.get(name) ?? []), at]);
    expect([...times.values()].every((copies) => copies.length === 2)).toBe(true);
    expect([...times.values()].filter(([one, two]) => one !== two).length).toBeGreaterThan(900);
  });

  it('delays within its bounds, in whole microseconds, and evenly', () => {
    const { all } = inWeather({ delay: [5, 25] });
    const times = all.map(({ at }) => at);
    expect(Math.min(...times)).toBeGreaterThanOrEqual(5);
    expect(Math.max(...times)).toBeLessThanOrEqual(25);
    expect(times.every((at) => Number.isInteger(Math.round(at * 1e6) / 1000))).toBe(true);
    for (const least of [5, 10, 15, 20]) {
      const share = times.filter((at) => at >= least && at < least + 5).length;
      expect(Math.abs(share - 250)).toBeLessThan(60);
    }
    expect(inWeather({ delay: [7, 7] }).all.every(({ at }) => at === 7)).toBe(true);
  });

  it('delays some for long, so that others overtake them', () => {
    const { all } = inWeather({ delay: [1, 2], late: 0.2, lateDelay: [500, 600] });
    const late = all.filter(({ at }) => at >= 500);
    expect(late.every(({ at }) => at <= 600)).toBe(true);
    expect(all.filter(({ at }) => at > 2)).toEqual(late);
    expect(Math.abs(late.length - 200)).toBeLessThan(60);
  });

  it('of one direction of one link is its own', () => {
    const { cluster, events } = start({ raft: obedient() });
    cluster.network.setLinkWeather(0, 1, { loss: 1 });
    cluster.network.setLinkWeather(0, 2, { delay: [50, 50] });
    say(cluster, 10, 'n2');
    say(cluster, 10, 'n1', 'n2');
    say(cluster, 10, 'n3');
    pass(cluster, 100);
    expect(heard(events, 'n2')).toEqual([]);
    expect(heard(events, 'n1')).toHaveLength(10);
    expect(heard(events, 'n3').map(({ at }) => at)).toEqual(Array(10).fill(50));
    // A second change of a link keeps the first, and a change of all others leaves it alone.
    cluster.network.setLinkWeather(0, 2, { duplicate: 1 });
    cluster.network.weather = { ...CALM, loss: 1 };
    say(cluster, 1, 'n3');
    say(cluster, 1, 'n2', 'n3');
    pass(cluster, 100);
    expect(
      heard(events, 'n3')
        .slice(10)
        .map(({ at }) => at),
    ).toEqual([150, 150]);
    expect(heard(events, 'n2')).toEqual([]);
  });
});

/** Everybody says a word to everybody; who hears whom: `['n1>n2', ...]`. */
function links(cluster: Cluster, events: readonly TraceEvent[]): readonly string[] {
  const ids = cluster.machines.map(({ id }) => id);
  const begin = events.length;
  for (const from of ids) {
    const others = ids.filter((id) => id !== from);
    order(
      cluster,
      from,
      others.map((to) => send(from, to)),
    );
  }
  pass(cluster, 100);
  const said = events.slice(begin);
  return ids.flatMap((to) => heard(said, to).map(({ from }) => `${from}>${to}`)).toSorted();
}

describe('a link', () => {
  it('that is cut one way still works the other way', () => {
    const { cluster, events } = start({ raft: obedient() });
    cluster.network.setCut(0, 1, true);
    expect(links(cluster, events)).toEqual(['n1>n3', 'n2>n1', 'n2>n3', 'n3>n1', 'n3>n2']);
    cluster.network.setCut(0, 1, false);
    expect(links(cluster, events)).toHaveLength(6);
  });

  it('may be cut while both ends hear a third: who hears whom need not be transitive', () => {
    const { cluster, events } = start({ raft: obedient() });
    cluster.network.setCut(0, 2, true);
    cluster.network.setCut(2, 0, true);
    expect(links(cluster, events)).toEqual(['n1>n2', 'n2>n1', 'n2>n3', 'n3>n2']);
  });

  it('between two groups may be cut, and healed all at once', () => {
    const run = { servers: ['n1', 'n2', 'n3', 'n4'] };
    const { cluster, events } = start({ raft: obedient(), run });
    for (const one of [0, 1]) {
      for (const other of [2, 3]) {
        cluster.network.setCut(one, other, true);
        cluster.network.setCut(other, one, true);
      }
    }
    expect(links(cluster, events)).toEqual(['n1>n2', 'n2>n1', 'n3>n4', 'n4>n3']);
    cluster.network.heal();
    expect(links(cluster, events)).toHaveLength(12);
  });

  it('from a server to itself cannot be cut', () => {
    const { cluster, events } = start({ raft: obedient() });
    cluster.network.setCut(0, 0, true);
    say(cluster, 1, 'n1');
    pass(cluster, 100);
    expect(heard(events, 'n1')).toHaveLength(1);
  });

  const delayed = { ...CALM, delay: [20, 20] } as const;

  it('loses a message that is sent while it is cut, although it is mended before the message would arrive', () => {
    const { cluster, events } = start({ raft: obedient(), weather: delayed });
    cluster.network.setCut(0, 1, true);
    say(cluster, 1);
    pass(cluster, 5);
    cluster.network.setCut(0, 1, false);
    pass(cluster, 100);
    expect(heard(events)).toEqual([]);
    expect(cluster.traffic.lost).toBe(1);
  });

  it('loses a message that would arrive while it is cut, although it was whole when it was sent', () => {
    const { cluster, events } = start({ raft: obedient(), weather: delayed });
    say(cluster, 1);
    pass(cluster, 5);
    cluster.network.setCut(0, 1, true);
    pass(cluster, 100);
    expect(heard(events)).toEqual([]);
    expect(cluster.traffic.lost).toBe(1);
  });

  it('carries a message that is under way while it is cut and mended again', () => {
    const { cluster, events } = start({ raft: obedient(), weather: delayed });
    say(cluster, 1);
    pass(cluster, 5);
    cluster.network.setCut(0, 1, true);
    pass(cluster, 5);
    cluster.network.setCut(0, 1, false);
    pass(cluster, 100);
    expect(heard(events)).toHaveLength(1);
  });

  it('to a server that is down loses everything', () => {
    const { cluster, events } = start({ raft: obedient() });
    const machine = cluster.machines[1];
    if (machine === undefined) throw new Error('there is no machine');
    say(cluster, 2);
    cluster.crash(machine);
    pass(cluster, 100);
    cluster.restart(machine);
    pass(cluster, 100);
    expect(heard(events)).toEqual([]);
    expect(cluster.traffic.lost).toBe(2);
  });
});

/** Words of these names. */
function named(...names: string[]): (message: Message) => boolean {
  return (message) => message.type === 'Custom' && names.includes(message.name);
}

describe('messages that match a predicate', () => {
  it('are lost until that is called off', () => {
    const { cluster, events } = start({ raft: obedient() });
    const callOff = cluster.network.lose(named('0', '2'));
    say(cluster, 4);
    pass(cluster, 100);
    expect(
      heard(events)
        .map(({ name }) => name)
        .toSorted(),
    ).toEqual(['1', '3']);
    expect(cluster.traffic.lost).toBe(2);
    callOff();
    say(cluster, 4);
    pass(cluster, 100);
    expect(heard(events)).toHaveLength(6);
  });

  it('are held, and on release arrive in their order, a millisecond apart', () => {
    const { cluster, events } = start({ raft: obedient() });
    const hold = cluster.network.hold(named('0', '2', '3'));
    say(cluster, 4);
    pass(cluster, 100);
    expect(heard(events).map(({ name }) => name)).toEqual(['1']);
    expect(hold.messages.map((message) => message.type === 'Custom' && message.name)).toEqual([
      '0',
      '2',
      '3',
    ]);
    cluster.endHold(hold, true);
    say(cluster, 1, 'n3');
    pass(cluster, 100);
    expect(heard(events).slice(1)).toEqual([
      { at: 101, name: '0', from: 'n1' },
      { at: 102, name: '2', from: 'n1' },
      { at: 103, name: '3', from: 'n1' },
    ]);
    expect(hold.messages).toEqual([]);
    expect(cluster.traffic.lost).toBe(0);
  });

  it('are held, and dropped, and later ones go through', () => {
    const { cluster, events } = start({ raft: obedient() });
    const hold = cluster.network.hold(named('0'));
    say(cluster, 1);
    cluster.endHold(hold, false);
    expect(cluster.traffic.lost).toBe(1);
    say(cluster, 1);
    pass(cluster, 100);
    expect(heard(events)).toHaveLength(1);
  });

  it('are lost after a hold when the link is cut by then', () => {
    const { cluster, events } = start({ raft: obedient() });
    const hold = cluster.network.hold(named('0'));
    say(cluster, 1);
    cluster.network.setCut(0, 1, true);
    cluster.endHold(hold, true);
    pass(cluster, 100);
    expect(heard(events)).toEqual([]);
    expect(cluster.traffic.lost).toBe(1);
  });
});

describe('a puppet', () => {
  const run = { servers: ['n1', 'n2', 'n3'], puppets: ['n3'] };

  it('is never booted, says what the scenario says, in any weather, and hears what is said to it', () => {
    const { cluster, events } = start({ raft: obedient(), run, weather: { ...CALM, loss: 1 } });
    const told: Message[] = [];
    cluster.onPuppet = (server, message) => told.push(message) && expect(server).toBe(2);
    cluster.puppetSays(word('n3', 'n2', 'hello'));
    pass(cluster, 10);
    expect(heard(events)).toEqual([{ at: 1, name: 'hello', from: 'n3' }]);
    cluster.network.weather = CALM;
    say(cluster, 1, 'n3');
    pass(cluster, 100);
    expect(told).toEqual([word('n1', 'n3', '0')]);
    const directions = events.flatMap((event) =>
      event.kind === 'puppet' ? [event.direction] : [],
    );
    expect(directions).toEqual(['says', 'hears']);
    expect(stepsOf(events, 'n3')).toEqual([]);
  });

  it('is subject to cuts, losses and holds, and a message that is held is not lost', () => {
    const { cluster, events } = start({ raft: obedient(), run });
    cluster.network.setCut(2, 1, true);
    cluster.puppetSays(word('n3', 'n2'));
    expect(cluster.traffic.lost).toBe(1);
    cluster.network.heal();
    const callOff = cluster.network.lose(() => true);
    cluster.puppetSays(word('n3', 'n2'));
    expect(cluster.traffic.lost).toBe(2);
    callOff();
    const hold = cluster.network.hold(() => true);
    cluster.puppetSays(word('n3', 'n2'));
    expect(cluster.traffic.lost).toBe(2);
    pass(cluster, 10);
    expect(heard(events)).toEqual([]);
    cluster.endHold(hold, true);
    pass(cluster, 10);
    expect(heard(events)).toEqual([{ at: 11, name: 'word', from: 'n3' }]);
  });
});
