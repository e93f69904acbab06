/**
 * Measures the engine, as ratios within one run: the machine's speed and what else it does cancel out.
 *
 * Run by `npm run bench`, which bundles it first, since the loader of TypeScript would slow the hot path down.
 *
 * @module
 */
import { readFileSync } from 'node:fs';
import { safetyProperties } from '../checkers/index.ts';
import { watchAll } from '../checkers/judge.ts';
import type { Property } from '../checkers/property.ts';
import type { Bundle } from '../sandbox/bundle.ts';
import { load, type Submission } from '../sandbox/load.ts';
import { Cluster } from '../sim/cluster.ts';
import { CALM } from '../sim/network.ts';
import type { RunInfo } from '../trace/event.ts';
import { BareLoop } from './bare.ts';
import { median } from './median.ts';

const SERVERS = ['n1', 'n2', 'n3', 'n4', 'n5'];
const ROUNDS = 9;
/** Rounds that only warm the compiler up. */
const WARM_UP = 3;

interface Load {
  /** Virtual seconds that are measured. */
  readonly seconds: number;
  /** Proposals in a virtual second. */
  readonly rate: number;
  /** Entries that stand in every log before the measurement begins. */
  readonly entries: number;
}

interface Figure {
  readonly nsPerEvent: number;
  readonly virtualPerWall: number;
}

const [path = ''] = process.argv.slice(2);
const submission = load(JSON.parse(readFileSync(path, 'utf8')) as Bundle);
report(submission);

function report(reference: Submission): void {
  const busy: Load = { seconds: 10, rate: 50, entries: 0 };
  const idle: Load = { seconds: 60, rate: 1, entries: 0 };
  const short: Load = { seconds: 5, rate: 50, entries: 100 };
  const long: Load = { seconds: 5, rate: 50, entries: 10_000 };
  const none: readonly Property[] = [];
  const figures = medians({
    bare: () => bareLoop(reference, busy),
    bareShort: () => bareLoop(reference, short),
    bareLong: () => bareLoop(reference, long),
    engine: () => engine(reference, busy, none),
    checked: () => engine(reference, busy, safetyProperties),
    idle: () => engine(reference, idle, safetyProperties),
    short: () => engine(reference, short, none),
    long: () => engine(reference, long, none),
  });
  const { bare, bareShort, bareLong, engine: bareEngine, checked } = figures;
  print(
    'virtual seconds a wall second, 5 servers, 50 proposals a second, all checkers',
    checked.virtualPerWall,
  );
  print('  the same with 1 proposal a second', figures.idle.virtualPerWall);
  print(
    '  the handlers alone, in a bare loop: nothing checked, frozen or recorded',
    bare.virtualPerWall,
  );
  print(
    'cost of an event: engine without checkers / bare loop',
    bareEngine.nsPerEvent / bare.nsPerEvent,
  );
  print(
    'cost of an event: engine with all checkers / bare loop',
    checked.nsPerEvent / bare.nsPerEvent,
  );
  print(
    'cost of an event: log of 10,000 / log of 100, engine',
    figures.long.nsPerEvent / figures.short.nsPerEvent,
  );
  print(
    '  the same in the bare loop: what the handlers pay to copy the log',
    bareLong.nsPerEvent / bareShort.nsPerEvent,
  );
  const share =
    (figures.long.nsPerEvent - bareLong.nsPerEvent) /
    (figures.short.nsPerEvent - bareShort.nsPerEvent);
  print("  the engine's own share of it: engine less bare loop, 10,000 / 100", share);
}

function print(what: string, value: number): void {
  console.log(`${value.toFixed(value < 100 ? 2 : 0).padStart(8)}  ${what}`);
}

/** Runs all measurements in turn, several rounds, and takes the median of each. */
function medians<K extends string>(measurements: Record<K, () => Figure>): Record<K, Figure> {
  const names = Object.keys(measurements) as K[];
  const rounds = names.map((): Figure[] => []);
  for (let round = 0; round < WARM_UP + ROUNDS; round++) {
    for (const [at, name] of names.entries()) {
      const figure = measurements[name]();
      if (round >= WARM_UP) rounds[at]?.push(figure);
    }
  }
  const entries = names.map((name, at) => [
    name,
    median(rounds[at] ?? [], ({ nsPerEvent }) => nsPerEvent),
  ]);
  return Object.fromEntries(entries) as Record<K, Figure>;
}

function bareLoop(reference: Submission, load: Load): Figure {
  const loop = new BareLoop(() => reference.boot(), SERVERS);
  return measure(load, {
    runUntil: (at) => loop.runUntil(at),
    propose: (command) => loop.propose(command),
    now: () => loop.now,
    events: () => loop.events,
  });
}

function engine(reference: Submission, load: Load, properties: readonly Property[]): Figure {
  const servers = SERVERS;
  const run: RunInfo = {
    scenario: 'bench',
    seed: 1,
    attempt: 1,
    servers,
    puppets: [],
    initial: servers,
  };
  const judge = watchAll(properties, run);
  const observe = (event: Parameters<typeof judge>[0]): void => {
    const violation = judge(event);
    if (violation !== null) throw new Error(`${violation.property.id}: ${violation.text}`);
  };
  const cluster = new Cluster({
    run,
    weather: CALM,
    service: null,
    boot: () => reference.boot(),
    observe,
  });
  cluster.start();
  return measure(load, {
    runUntil(at) {
      while (cluster.advance(at));
    },
    propose(command) {
      const leader = cluster.machines.find(({ state }) => state?.role === 'leader');
      if (leader !== undefined) cluster.input(leader, { type: 'clientRequest', command });
    },
    now: () => cluster.now,
    events: () => cluster.events,
  });
}

/** What both loops can do; times in microseconds. */
interface Subject {
  runUntil(at: number): void;
  propose(command: number): void;
  now(): number;
  events(): number;
}

function measure({ seconds, rate, entries }: Load, subject: Subject): Figure {
  subject.runUntil(1_000_000);
  for (let command = 1; command <= entries; command++) {
    subject.propose(command);
    if (command % 50 === 0) subject.runUntil(subject.now() + 30_000);
  }
  subject.runUntil(subject.now() + 2_000_000);
  const from = subject.now();
  const eventsBefore = subject.events();
  const start = performance.now();
  for (let command = 0; command < seconds * rate; command++) {
    subject.runUntil(from + (command * 1_000_000) / rate);
    subject.propose(command);
  }
  const wallMs = performance.now() - start;
  const nsPerEvent = (wallMs * 1_000_000) / (subject.events() - eventsBefore);
  return { nsPerEvent, virtualPerWall: (seconds * 1000) / wallMs };
}
