import { describe, expect, it } from 'vitest';
import type { Scenario, World } from './scenario.ts';
import { chatter, heardBy, playOn, scenarioOf, subjectOf } from './testing.ts';

/** Plays among servers that say a word to all others every 100 ms. The last word of a play arrives before it ends. */
function chat(play: Scenario['play'], change: Partial<Scenario> = {}): void {
  const result = playOn(subjectOf(chatter), scenarioOf(play, change), { record: true });
  expect(result.verdict).toBe('passed');
}

/** Who hears whom: `s1>s2` when s2 hears the next word of s1. */
function links(world: World): string[] {
  const before = new Map(world.servers.map((server) => [server, heardBy(world, server).length]));
  world.run(100 - (world.now % 100) + 20);
  return world.servers.flatMap((to) => {
    const words = heardBy(world, to).slice(before.get(to));
    return [...new Set(words.map((word) => `${word.split(':')[0]}>${to}`))].sort();
  });
}

const all = ['s2>s1', 's3>s1', 's1>s2', 's3>s2', 's1>s3', 's2>s3'];

describe('links', () => {
  it('are all there at first', () => {
    chat((world) => expect(links(world)).toEqual(all));
  });

  it('are cut and mended one way at a time', () => {
    chat((world) => {
      world.network.cut('s1', 's2');
      expect(links(world)).toEqual(all.filter((link) => link !== 's1>s2'));
      expect([world.network.linked('s1', 's2'), world.network.linked('s2', 's1')]).toEqual([
        false,
        true,
      ]);
      world.network.mend('s1', 's2');
      expect(links(world)).toEqual(all);
    });
  });

  it('of a server that is isolated are cut both ways, and mended when it rejoins', () => {
    chat((world) => {
      world.network.isolate('s2');
      expect(links(world)).toEqual(['s3>s1', 's1>s3']);
      world.network.rejoin('s2');
      expect(links(world)).toEqual(all);
    });
  });

  it('lead only within a group, and nowhere for a server in no group', () => {
    const setup = () => ({ servers: ['s1', 's2', 's3', 's4', 's5'] });
    chat(
      (world) => {
        world.network.partition(['s1', 's2'], ['s4', 's5']);
        expect(links(world)).toEqual(['s2>s1', 's1>s2', 's5>s4', 's4>s5']);
        world.network.partition(['s1', 's3']);
        expect(links(world)).toEqual(['s3>s1', 's1>s3']);
        world.network.heal();
        expect(links(world)).toHaveLength(20);
      },
      { setup },
    );
  });

  it('a cut takes what is under way', () => {
    chat((world) => {
      world.run(100);
      world.network.isolate('s1');
      world.run(50);
      expect(heardBy(world, 's1')).toEqual([]);
    });
  });
});

describe('weather', () => {
  it('changes for all links from now on', () => {
    chat((world) => {
      world.network.weather({ loss: 1 });
      expect(links(world)).toEqual([]);
      world.network.weather({ loss: 0, duplicate: 1 });
      world.run(100);
      expect([...heardBy(world, 's1')].sort()).toEqual(['s2:2', 's2:2', 's3:2', 's3:2']);
    });
  });

  it('changes for one direction of one link', () => {
    chat((world) => {
      world.network.linkWeather('s1', 's2', { loss: 1 });
      expect(links(world)).toEqual(all.filter((link) => link !== 's1>s2'));
      world.network.linkWeather('s1', 's2', { loss: 0, delay: [80, 80] });
      world.run(200 + 79 - world.now);
      expect(heardBy(world, 's2')).not.toContain('s1:2');
      world.run(1);
      expect(heardBy(world, 's2')).toContain('s1:2');
    });
  });
});

describe('messages that a scenario takes out', () => {
  it('are lost until it ends', () => {
    chat((world) => {
      const end = world.network.lose(({ from }) => from === 's3');
      expect(links(world)).toEqual(['s2>s1', 's1>s2', 's1>s3', 's2>s3']);
      end();
      expect(links(world)).toEqual(all);
    });
  });

  it('are held, and arrive in their order when they are released', () => {
    chat((world) => {
      const held = world.network.hold(({ from, to }) => from === 's1' && to === 's2');
      world.run(350);
      expect(held.messages.map(({ term }) => term)).toEqual([1, 2, 3]);
      const before = heardBy(world, 's2').length;
      held.release();
      expect(held.messages).toEqual([]);
      world.run(1);
      expect(heardBy(world, 's2').slice(before)).toEqual(['s1:1']);
      world.run(2);
      expect(heardBy(world, 's2').slice(before)).toEqual(['s1:1', 's1:2', 's1:3']);
      expect(links(world)).toEqual(all);
    });
  });

  it('are held, and arrive one by one when the scenario says so, also twice', () => {
    chat((world) => {
      const held = world.network.hold(({ from, to }) => from === 's1' && to === 's2');
      world.run(250);
      const [first, second] = held.messages;
      if (first === undefined || second === undefined) expect.fail('nothing is held');
      const before = heardBy(world, 's2').length;
      held.deliver(second, true);
      held.deliver(first);
      held.deliver(second);
      expect(heardBy(world, 's2').slice(before)).toEqual(['s1:2', 's1:1', 's1:2']);
      expect(held.messages).toEqual([]);
    });
  });

  it('are held, and lost when they are dropped', () => {
    chat((world) => {
      const held = world.network.hold(({ from }) => from === 's1');
      world.run(150);
      held.drop();
      expect(links(world)).toEqual(all);
      expect(heardBy(world, 's2')).not.toContain('s1:1');
    });
  });

  it('are lost when their link is cut as they are released', () => {
    chat((world) => {
      const held = world.network.hold(({ from, to }) => from === 's1' && to === 's2');
      world.run(150);
      world.network.cut('s1', 's2');
      held.release();
      world.run(10);
      expect(heardBy(world, 's2')).not.toContain('s1:1');
    });
  });
});

it('every change is told to the trace', () => {
  const scenario = scenarioOf(({ network }) => {
    network.weather({ loss: 0.5 });
    network.linkWeather('s1', 's2', { late: 1 });
    network.cut('s1', 's2');
    network.mend('s1', 's2');
    network.isolate('s3');
    network.rejoin('s3');
    network.partition(['s1'], ['s2', 's3']);
    network.heal();
    network.hold(() => true).release();
    network.hold(() => true).drop();
  });
  const { recording } = playOn(subjectOf(chatter), scenario, { record: true });
  const told = recording?.events.flatMap((event) => (event.kind === 'world' ? [event.text] : []));
  expect(told).toEqual([
    'the weather changes: {"loss":0.5}',
    'the weather from s1 to s2 changes: {"late":1}',
    's2 no longer hears s1',
    's2 hears s1 again',
    's3 is cut off from all others',
    's3 is linked with all others again',
    'only these hear each other: s1 | s2 s3',
    'all servers hear each other',
    '0 messages that were held go on',
    '0 messages that were held are lost',
  ]);
});
