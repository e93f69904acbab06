/**
 * Clients of the key-value store on the reference, on Rafts that answer too early, and on a store without sessions: what
 * they are told is judged, and nothing else.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { Clients, type KvCall } from '../../labs/clients.ts';
import { isRequest, kv } from '../../labs/kv.ts';
import { linearizable } from '../../labs/linearizable.ts';
import type { Json, Raft } from '../../skeleton/contract/index.ts';
import { loadSubmission } from './in-process.ts';
import { play, type Subject } from './play.ts';
import type { Scenario, ServicePlan, World } from './scenario.ts';
import type { RunResult } from './verdict.ts';

const SEEDS = 12;
/** Longer than the longest delay below. */
const ALL_ARRIVED = 1_000;

let reference: Subject;
beforeAll(async () => {
  ({ subject: reference } = await loadSubmission('reference'));
});

/** What a run showed besides its verdict. */
interface Shown {
  history: readonly KvCall[];
  /** Requests that stand in the log more than once. */
  copies: number;
}

/** Lossy, doubling, slow links; leaders crash or are cut off while clients ask; in the end all is well. */
function storm(shown: Shown, stepsMax?: number): Pick<Scenario, 'play' | 'setup'> {
  return {
    setup: (random) => ({
      servers: random.shuffle(['s1', 's2', 's3', 's4', 's5']),
      weather: { loss: 0.1, duplicate: 0.1, late: 0.05, lateDelay: [50, 800] },
    }),
    play(world) {
      const keys = ['x', 'y'];
      const clients = new Clients(world, { clients: 5, keys, pause: [0, 60], patience: 300 });
      for (let round = 1; round <= 10; round += 1) {
        clients.run(world.random.int(50, 500));
        mischief(world);
      }
      world.network.heal();
      world.network.weather({ loss: 0, late: 0 });
      for (const server of downServers(world)) world.restart(server);
      clients.run(ALL_ARRIVED);
      clients.finish();
      shown.history = clients.history;
      shown.copies = copiesIn(world);
      linearizable(world, clients.history, stepsMax);
    },
  };
}

function mischief(world: World): void {
  const { random, network } = world;
  const leader = world.leader();
  if (leader !== undefined && random.chance(0.6)) {
    if (random.chance(0.5)) world.crash(leader);
    else network.isolate(leader);
  }
  if (downServers(world).length > 1) for (const server of downServers(world)) world.restart(server);
  if (random.chance(0.4)) network.heal();
}

function downServers(world: World): string[] {
  return world.servers.filter((server) => !world.isUp(server));
}

function copiesIn(world: World): number {
  const [server = ''] = world.servers;
  const commands = world.applied(server).flatMap(({ payload }) => {
    const isKv = payload.kind === 'command' && isRequest(payload.command);
    return isKv ? [`${payload.command.client} ${payload.command.request}`] : [];
  });
  return commands.length - new Set(commands).size;
}

interface Options {
  readonly service?: ServicePlan;
  readonly stepsMax?: number;
}

/** Plays one seed. No property is judged, so that only the history can be wrong. */
function run(subject: Subject, seed: number, options: Options = {}): RunResult & Shown {
  const shown: Shown = { history: [], copies: 0 };
  const { service = { machine: kv }, stepsMax } = options;
  const { setup, play: act } = storm(shown, stepsMax);
  const scenario: Scenario = {
    id: '2C.kv',
    name: 'storm',
    title: '',
    story: '',
    kind: 'safety',
    points: 1,
    seeds: SEEDS,
    sometimes: ['elected', 'committed', 'applied', 'lost', 'duplicated'],
    setup: (random, seed) => ({ ...setup(random, seed), service }),
    play: act,
  };
  return { ...play({ scenario, seed, subject, properties: [] }), ...shown };
}

function runs(subject: Subject, options: Options = {}): (RunResult & Shown)[] {
  return Array.from({ length: SEEDS }, (_, at) => run(subject, at + 1, options));
}

/** The reference with another answer to clients. */
function withClientRequest(change: (raft: Raft) => Raft['clientRequest']): Subject {
  return {
    boot() {
      const booted = reference.boot(0);
      return { ...booted, raft: { ...booted.raft, clientRequest: change(booted.raft) } };
    },
    explain: (thrown) => reference.explain(thrown),
  };
}

/** A leader that does what some commands say, and answers, as soon as it has put them into its log. */
function tooEarly(which: (command: Json) => boolean): Subject {
  return withClientRequest((raft) => (state, command, env) => {
    const step = raft.clientRequest(state, command, env);
    const accepted = step.effects.find((effect) => effect.type === 'accepted');
    if (accepted?.type !== 'accepted' || !which(command)) return step;
    const { index, term } = accepted;
    const entry = { term, payload: { kind: 'command', command } } as const;
    return { ...step, effects: [...step.effects, { type: 'apply', index, entry }] };
  });
}

describe('the reference', () => {
  it('keeps every history linearizable while servers crash, links fail and requests come twice', () => {
    const all = runs(reference);
    expect(all.map(({ verdict, text }) => `${verdict}${text}`)).toEqual(all.map(() => 'passed'));
    const answered = all.map(
      ({ history }) => history.filter(({ answer }) => answer !== null).length,
    );
    expect(Math.min(...answered)).toBeGreaterThan(30);
    expect(all.reduce((sum, { copies }) => sum + copies, 0)).toBeGreaterThan(SEEDS);
  });

  it('plays the same history for the same seed', () => {
    expect(run(reference, 3).history).toEqual(run(reference, 3).history);
  });
});

describe('what is wrong is seen by the clients', () => {
  const caught = (subject: Subject, options: Options = {}) => {
    const wrong = runs(subject, options).filter(({ verdict }) => verdict === 'wrong');
    expect(new Set(wrong.map(({ rule }) => rule?.id))).toEqual(new Set(['linearizability']));
    return wrong;
  };

  it('a deposed leader that goes on answering reads', () => {
    const reads = (command: Json) => isRequest(command) && command.operation.type === 'get';
    const wrong = caught(tooEarly(reads));
    expect(wrong[0]?.text).toMatch(/for get [xy], and is told .* No order explains this answer/);
  });

  it('a leader that answers before an entry is committed', () => {
    caught(tooEarly(() => true));
  });

  it('a store that does a request again when it comes again', () => {
    const forgetful: ServicePlan = {
      machine: {
        initial: kv.initial,
        apply(state, command) {
          const { data } = state as { readonly data: Json };
          return kv.apply({ data, sessions: {} }, command);
        },
      },
    };
    caught(reference, { service: forgetful });
  });
});

describe('a history that is too hard', () => {
  it('is inconclusive: not a pass, and no rule is said to be broken', () => {
    const { verdict, rule, text } = run(reference, 1, { stepsMax: 5 });
    expect({ verdict, rule }).toEqual({ verdict: 'inconclusive', rule: null });
    expect(text).toMatch(/run it again with more/);
  });
});
