import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Effect, ServerState, Step } from '../../skeleton/contract/index.ts';
import { Alarm } from './alarm.ts';
import type { Cluster } from './cluster.ts';
import type { Machine } from './machine.ts';
import { inputsOf, obedient, order, pass, send, start } from './testing.ts';

const set = (ms: number, timer: 'election' | 'heartbeat' = 'election'): Effect => ({
  type: 'setTimer',
  timer,
  ms,
});
const cancel: Effect = { type: 'cancelTimer', timer: 'election' };

function machineOf(cluster: Cluster): Machine {
  const [machine] = cluster.machines;
  if (machine === undefined) throw new Error('there is no machine');
  return machine;
}

/** When which timer went off: `['50 election']`. */
function timeouts(events: Parameters<typeof inputsOf>[0]): readonly string[] {
  const inputs = inputsOf(events, 'n1').filter((input) => input.endsWith('Timeout'));
  return inputs.map((input) => input.replace('Timeout', ''));
}

/** The timeouts of a second in which a server does this right after booting. */
function timeoutsAfter(effects: readonly Effect[], clockRate = 1): readonly string[] {
  const { cluster, events } = start({ raft: obedient() });
  machineOf(cluster).clockRate = clockRate;
  order(cluster, 'n1', effects);
  pass(cluster, 1000);
  return timeouts(events);
}

describe('a timer', () => {
  it('goes off once, when its time has come', () => {
    expect(timeoutsAfter([set(50)])).toEqual(['50 election']);
    expect(timeoutsAfter([set(50), set(70, 'heartbeat')])).toEqual(['50 election', '70 heartbeat']);
    expect(timeoutsAfter([])).toEqual([]);
  });

  it('that is set again goes off at the later setting only, be it sooner or later', () => {
    expect(timeoutsAfter([set(50), set(80)])).toEqual(['80 election']);
    expect(timeoutsAfter([set(80), set(50)])).toEqual(['50 election']);
    expect(timeoutsAfter([set(50), set(80), set(50)])).toEqual(['50 election']);
  });

  it('that is cancelled does not go off, and can be set again', () => {
    expect(timeoutsAfter([set(50), cancel])).toEqual([]);
    expect(timeoutsAfter([set(50), cancel, set(30)])).toEqual(['30 election']);
    expect(timeoutsAfter([set(50), cancel, set(90)])).toEqual(['90 election']);
    expect(timeoutsAfter([set(50), set(50, 'heartbeat'), cancel])).toEqual(['50 heartbeat']);
  });

  it('takes less than a millisecond for one', () => {
    for (const ms of [0, 0.2, 1]) expect(timeoutsAfter([set(ms)])).toEqual(['1 election']);
    expect(timeoutsAfter([set(1.5)])).toEqual(['1.5 election']);
  });

  it('goes by the clock of its server', () => {
    expect(timeoutsAfter([set(60)], 2)).toEqual(['30 election']);
    expect(timeoutsAfter([set(60)], 0.5)).toEqual(['120 election']);
    // A millisecond of this server's clock is what counts as the least.
    expect(timeoutsAfter([set(0.2)], 0.5)).toEqual(['2 election']);
    expect(timeoutsAfter([set(1)], 4)).toEqual(['0.25 election']);
  });

  it('does what a timer does that is looked at every millisecond, however it is set', () => {
    const wait = fc.integer({ min: 1, max: 12 });
    const act = fc.record({ pause: fc.nat(6), what: fc.option(wait, { nil: 'cancel' as const }) });
    fc.assert(
      fc.property(fc.array(act, { maxLength: 40 }), (acts) => {
        const { cluster, events } = start({ raft: obedient(), run: { servers: ['n1'] } });
        const expected: string[] = [];
        let due = Number.POSITIVE_INFINITY;
        for (const { pause, what } of acts) {
          pass(cluster, pause);
          const now = cluster.now / 1000;
          if (due <= now) {
            expected.push(`${due} election`);
            due = Number.POSITIVE_INFINITY;
          }
          order(cluster, 'n1', [what === 'cancel' ? cancel : set(what)]);
          due = what === 'cancel' ? Number.POSITIVE_INFINITY : now + what;
        }
        pass(cluster, 20);
        if (due < Number.POSITIVE_INFINITY) expected.push(`${due} election`);
        expect(timeouts(events)).toEqual(expected);
      }),
    );
  });
});

describe('an alarm', () => {
  it('that is set a hundred times, each time later, has one wake-up in the queue', () => {
    const alarm = new Alarm();
    const wakeUps: (number | null)[] = [];
    for (let now = 0; now < 100; now++) {
      alarm.set(now + 300);
      wakeUps.push(alarm.nextWakeUp());
    }
    expect(wakeUps.filter((at) => at !== null)).toEqual([300]);
    // The wake-up comes too early for the last setting, and leads to the next one.
    expect(alarm.wake(300)).toBe(true);
    expect(alarm.goOff(300)).toBe(false);
    expect(alarm.nextWakeUp()).toBe(399);
    expect(alarm.nextWakeUp()).toBeNull();
  });

  it('takes an earlier wake-up for the one that counts, and the other then means nothing', () => {
    const alarm = new Alarm();
    alarm.set(80);
    expect(alarm.nextWakeUp()).toBe(80);
    alarm.set(50);
    expect(alarm.nextWakeUp()).toBe(50);
    expect(alarm.wake(50)).toBe(true);
    expect(alarm.goOff(50)).toBe(true);
    expect(alarm.wake(80)).toBe(false);
    expect(alarm.goOff(80)).toBe(false);
  });

  it('that is off needs no wake-up', () => {
    const alarm = new Alarm();
    expect(alarm.nextWakeUp()).toBeNull();
    alarm.set(50);
    alarm.cancel();
    expect(alarm.nextWakeUp()).toBeNull();
  });
});

/** A server that sets its timer again, or cancels it, when it hears a word. */
function hears(effect: Effect) {
  const handleCustom = (state: ServerState): Step => ({ state, effects: [effect] });
  return obedient({ handleCustom });
}

describe('a paused server', () => {
  it('takes what waited, in the order in which it came, when it goes on', () => {
    const { cluster, events } = start({ raft: obedient() });
    order(cluster, 'n1', [set(50)]);
    machineOf(cluster).paused = true;
    order(cluster, 'n2', [send('n2', 'n1', 'one')]);
    pass(cluster, 100);
    order(cluster, 'n3', [send('n3', 'n1', 'two')]);
    pass(cluster, 100);
    expect(inputsOf(events, 'n1')).toEqual(['0 restart', '0 clientRequest']);
    cluster.resume(machineOf(cluster));
    pass(cluster, 100);
    expect(inputsOf(events, 'n1').slice(2)).toEqual(['200 one', '200 electionTimeout', '200 two']);
  });

  it('is not told of a timeout when it sets or cancels the timer by what waited before it', () => {
    for (const [effect, expected] of [
      [cancel, []],
      [set(30), ['230 election']],
    ] as const) {
      const { cluster, events } = start({ raft: hears(effect) });
      order(cluster, 'n1', [set(50)]);
      machineOf(cluster).paused = true;
      order(cluster, 'n2', [send('n2', 'n1')]);
      pass(cluster, 200);
      cluster.resume(machineOf(cluster));
      pass(cluster, 100);
      expect(timeouts(events)).toEqual(expected);
    }
  });
});

describe('a slow server', () => {
  it('takes messages and timeouts so much later, and what it is told directly at once', () => {
    const { cluster, events } = start({ raft: obedient(), weather: steady });
    machineOf(cluster).slowness = 20_000;
    order(cluster, 'n1', [set(50)]);
    order(cluster, 'n2', [send('n2', 'n1', 'word')]);
    pass(cluster, 100);
    expect(inputsOf(events, 'n1').slice(1)).toEqual([
      '0 clientRequest',
      '25 word',
      '70 electionTimeout',
    ]);
  });

  it('is not told of a timeout when it sets or cancels the timer by what it takes before it', () => {
    for (const [effect, expected] of [
      [cancel, []],
      [set(30), ['117 election']],
    ] as const) {
      const { cluster, events } = start({ raft: hears(effect), weather: steady });
      machineOf(cluster).slowness = 20_000;
      order(cluster, 'n1', [set(50)]);
      pass(cluster, 42);
      order(cluster, 'n2', [send('n2', 'n1')]);
      pass(cluster, 200);
      // Went off at 50, would be told at 70; the word came at 47 and is taken at 67.
      expect(timeouts(events)).toEqual(expected);
    }
  });
});

const steady = {
  loss: 0,
  duplicate: 0,
  delay: [5, 5],
  late: 0,
  lateDelay: [0, 0],
} as const;
