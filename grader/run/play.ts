/**
 * Plays one scenario with one seed on one submission, and says how it ended.
 *
 * Nothing in here depends on the clock of the machine it runs on: the same submission, scenario and seed give the
 * same result everywhere.
 *
 * @module
 */
import type { Environment, ServerId } from '../../skeleton/contract/index.ts';
import { type Violation, watchAll } from '../checkers/judge.ts';
import type { Property } from '../checkers/property.ts';
import type { Explanation } from '../sandbox/explain.ts';
import { Cluster, environmentOf } from '../sim/cluster.ts';
import { handlerOf } from '../sim/fault.ts';
import type { Booted } from '../sim/machine.ts';
import { CALM } from '../sim/network.ts';
import { Stream, seedOf } from '../sim/random.ts';
import type { RunInfo, TraceEvent } from '../trace/event.ts';
import { endOf } from './ending.ts';
import { Marks } from './marks.ts';
import { PuppetServer } from './puppet.ts';
import type { Mark, Scenario, Setup } from './scenario.ts';
import { NotReached, type Recording, RunEnded, type RunResult } from './verdict.ts';
import { ClusterWorld } from './world.ts';

/** A submission that can be played with. */
export interface Subject {
  /** Evaluates it afresh, for one boot of the server at this place among {@link RunInfo.servers}. */
  boot(server: number): Booted;
  /** Says what an exception of one of its handlers means. */
  explain(thrown: unknown): Explanation;
}

export interface PlayOptions {
  readonly scenario: Scenario;
  /** A whole number from 1. */
  readonly seed: number;
  readonly subject: Subject;
  /** Judged at every event. */
  readonly properties: readonly Property[];
  /** Keeps every event, for a trace or a report. */
  readonly record?: boolean;
  /** Told before every handler call, for a watchdog. */
  calling?(server: number, handler: string): void;
}

/** How many seeds are tried until one brings about what the scenario needs. */
const TRIES = 10;
/** No scenario needs as many; a run that gets here does not end by itself. */
const EVENTS_PER_RUN = 2_000_000;

/** Plays a scenario; never throws for anything that the submission does. */
export function play(options: PlayOptions): RunResult {
  for (let attempt = 1; ; attempt++) {
    const run = new Run(options, attempt);
    const missed = run.play();
    if (missed === null) return run.result();
    if (attempt === TRIES) {
      const text = `the set-up "${missed}" was not reached in ${TRIES} tries`;
      return run.result(new RunEnded('no progress', text));
    }
  }
}

/** One try of one run. */
class Run {
  readonly #options: PlayOptions;
  readonly #tries: number;
  readonly #marks = new Marks();
  readonly #info: RunInfo;
  readonly #setup: Setup;
  readonly #seed: string;
  readonly #random: Stream;
  readonly #events: TraceEvent[] = [];
  readonly #judge: (event: TraceEvent) => Violation | null;
  #cluster: Cluster | null = null;
  #ended: RunEnded | null = null;

  constructor(options: PlayOptions, attempt: number) {
    const { scenario, seed } = options;
    this.#options = options;
    this.#tries = attempt;
    this.#seed = seedOf({ scenario: scenario.id, seed, attempt });
    this.#random = new Stream(this.#seed, 'scenario');
    this.#setup = scenario.setup(this.#random);
    const { servers, puppets = [], initial = servers } = this.#setup;
    this.#info = { scenario: scenario.id, seed, attempt, servers, puppets, initial };
    this.#judge = watchAll(options.properties, this.#info);
  }

  /** Plays, and returns what could not be reached, or `null` when the run came to an end. */
  play(): string | null {
    try {
      this.#options.scenario.play(this.#world());
      this.#requireMarks();
    } catch (error) {
      if (error instanceof NotReached) return error.message;
      this.#ended = endOf(error, (thrown) => this.#options.subject.explain(thrown));
    }
    return null;
  }

  result(ended: RunEnded | null = this.#ended): RunResult {
    const { scenario, seed, record } = this.#options;
    const recording: Recording = { run: this.#info, events: this.#events };
    return {
      scenario: scenario.id,
      seed,
      verdict: ended?.verdict ?? 'passed',
      rule: ended?.blame.rule ?? null,
      text: ended?.message ?? '',
      server: ended?.blame.server ?? null,
      handler: ended?.blame.handler ?? null,
      tries: this.#tries,
      virtualMs: (this.#cluster?.now ?? 0) / 1000,
      events: this.#cluster?.events ?? 0,
      messages: this.#cluster?.traffic.messages ?? 0,
      elections: this.#marks.elections,
      recording: record === true ? recording : null,
    };
  }

  #world(): ClusterWorld {
    const { subject, calling } = this.#options;
    const cluster = new Cluster({
      run: this.#info,
      weather: { ...CALM, ...this.#setup.weather },
      service: this.#setup.service ?? null,
      boot: (server) => subject.boot(server),
      observe: (event) => this.#observe(event),
      ...(calling === undefined ? {} : { calling }),
    });
    this.#cluster = cluster;
    const puppets = this.#info.puppets.map((id) => {
      return new PuppetServer(cluster, this.#environment(id), () => subject.boot(0));
    });
    const parts = { cluster, random: this.#random, marks: this.#marks, puppets };
    const world = new ClusterWorld(parts);
    cluster.start();
    return world;
  }

  #environment(id: ServerId): Environment {
    const stream = new Stream(this.#seed, `puppet ${id}`);
    return environmentOf(this.#info, id, stream);
  }

  #observe(event: TraceEvent): void {
    if (this.#options.record === true) this.#events.push(event);
    this.#marks.note(event);
    const violation = this.#judge(event);
    if (violation !== null) {
      const server = event.kind === 'world' ? null : event.server;
      const { id, sentence, paper } = violation.property;
      const step = event.kind === 'step' ? { handler: handlerOf(event.input) } : {};
      throw new RunEnded('wrong', violation.text, {
        rule: { id, sentence, paper },
        server,
        ...step,
      });
    }
    if (event.n > EVENTS_PER_RUN) {
      throw new RunEnded('out of budget', `the run took more than ${EVENTS_PER_RUN} events`);
    }
  }

  #requireMarks(): void {
    const { seen } = this.#marks;
    if ((this.#cluster?.traffic.lost ?? 0) > 0) seen.add('lost');
    if ((this.#cluster?.traffic.duplicated ?? 0) > 0) seen.add('duplicated');
    const missing = this.#options.scenario.sometimes.filter((mark) => !seen.has(mark));
    if (missing.length > 0)
      throw new NotReached(missing.map((mark) => MEANING[mark]).join(', and '));
  }
}

/** What a mark stands for, completing "the set-up ... was not reached". */
const MEANING: Readonly<Record<Mark, string>> = {
  elected: 'some server becomes leader',
  reelected: 'leaders of two terms are elected',
  committed: 'a leader commits',
  applied: 'a command is applied',
  truncated: 'a server drops entries',
  refused: 'a vote or an append is refused',
  lost: 'the network loses a message',
  duplicated: 'the network doubles a message',
  snapshotted: 'a server takes a snapshot',
  installed: 'a running server restores a snapshot',
  crashed: 'a server crashes',
  restarted: 'a server is restarted',
};
