import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { raft } from '../../reference/raft.ts';
import type { Raft } from '../../skeleton/contract/index.ts';
import { withoutAssertions } from '../exam/mutant.ts';
import { mutants } from '../exam/mutants.ts';
import { bundle } from '../sandbox/bundle.ts';
import { load } from '../sandbox/load.ts';
import { search } from '../tla/check/search.ts';
import { loadModel } from '../tla/load.ts';
import { Conformance } from './compare.ts';

/** The models, and how many states of each are compared, breadth first. */
const models = { Conflicts: 1500, Joining: 450 } as const;

/** Mutants, and the action in which each must be found. */
const found: Readonly<Record<string, string>> = {
  'no-vote-for-oneself-kept': 'ElectionTimeout',
  'leader-stands-again': 'ElectionTimeout',
  'deposed-leader-goes-on': 'HeartbeatTimeout',
  'follower-takes-commands': 'ClientRequest',
  'votes-for-everybody': 'HandleRequestVoteRequest',
  'any-log-wins': 'HandleRequestVoteRequest',
  'counts-refusals': 'HandleRequestVoteResponse',
  'acknowledges-before-it-persists': 'HandleAppendEntriesRequest',
  'obeys-an-older-leader': 'HandleAppendEntriesRequest',
  'next-index-stays': 'HandleAppendEntriesResponse',
  'log-not-restored': 'Restart',
  'comes-back-as-leader': 'Restart',
  'drops-more-than-the-snapshot': 'TakeSnapshot',
  'takes-what-is-not-applied': 'TakeSnapshot',
  'installs-and-does-not-restore': 'HandleInstallSnapshotRequest',
  'answers-before-it-stores': 'HandleInstallSnapshotRequest',
  'answer-means-nothing': 'HandleInstallSnapshotResponse',
  'changes-before-its-own-entry': 'ChangeServers',
  'several-servers-at-once': 'ChangeServers',
  'new-server-counts-as-caught-up': 'ChangeServers',
};

function path(relative: string): string {
  return fileURLToPath(new URL(relative, import.meta.url));
}

/** The reference with the edits of a mutant. */
async function mutated(id: string): Promise<Raft> {
  const mutant = mutants.find((each) => each.id === id);
  if (mutant === undefined) throw new Error(`there is no mutant ${id}`);
  const edits = [withoutAssertions, ...mutant.edits];
  const instance = load(await bundle(path('../../reference'), { edits })).boot();
  // A handler is looked up before each call, and a call has a number of ticks of its own.
  return new Proxy(instance.raft, {
    get: (handlers, name) => {
      instance.beginCall();
      return Reflect.get(handlers, name);
    },
  });
}

/** Shows all Rafts the same states. */
async function compared(
  model: keyof typeof models,
  rafts: Readonly<Record<string, Raft>>,
): Promise<ReadonlyMap<string, Conformance>> {
  const folders = [path('../../spec'), path('../../spec/models')];
  const config = path(`./${model}.cfg`);
  const loaded = await loadModel({ module: path('./Conformance.tla'), config, folders });
  const { variables } = loaded.machine;
  const all = new Map(
    Object.entries(rafts).map(([id, each]) => [id, new Conformance(each, variables)]),
  );
  const { outcome } = search(loaded, {
    stateLimit: models[model],
    visit: (state, successors) => {
      for (const each of all.values()) each.visit(state, successors);
    },
  });
  if (outcome.kind === 'error') throw outcome.error;
  return all;
}

describe('the reference and the specification', () => {
  const runs: ReadonlyMap<string, Conformance>[] = [];

  beforeAll(async () => {
    const ids = Object.keys(found);
    const rafts: Record<string, Raft> = { reference: raft };
    for (const id of ids) rafts[id] = await mutated(id);
    runs.push(await compared('Conflicts', rafts), await compared('Joining', rafts));
  }, 120_000);

  const results = (id: string) => runs.flatMap((run) => run.get(id)?.result ?? []);

  it('take the same steps', () => {
    expect(results('reference').map(({ difference }) => difference?.text)).toEqual([
      undefined,
      undefined,
    ]);
  });

  it('are compared in every action', () => {
    const actions = new Set(results('reference').flatMap((result) => [...result.actions.keys()]));
    expect([...actions].sort()).toEqual([
      'ChangeServers',
      'ClientRequest',
      'ElectionTimeout',
      'HandleAppendEntriesRequest',
      'HandleAppendEntriesResponse',
      'HandleInstallSnapshotRequest',
      'HandleInstallSnapshotResponse',
      'HandleRequestVoteRequest',
      'HandleRequestVoteResponse',
      'HeartbeatTimeout',
      'Restart',
      'TakeSnapshot',
    ]);
  });

  it('are compared often, also where the specification has no step', () => {
    const [conflicts, joining] = results('reference');
    expect(conflicts?.transitions).toBeGreaterThan(10_000);
    expect(conflicts?.refused).toBeGreaterThan(10_000);
    expect(joining?.transitions).toBeGreaterThan(2_000);
    expect(joining?.actions.get('HandleInstallSnapshotRequest')).toBeGreaterThan(20);
  });

  it('differ in choices only: the reference begins no term with a no-op', () => {
    const choices = results('reference').flatMap((result) => [...result.choices.keys()]);
    expect(choices).toEqual([
      'HandleRequestVoteResponse: log',
      'ElectionTimeout: log, commitIndex, applied',
    ]);
  });

  it.each(Object.entries(found))('a Raft that is wrong is found: %s, in %s', (id, action) => {
    const differences = results(id).flatMap(({ difference }) => difference ?? []);
    expect(differences.map((difference) => difference.action)).toContain(action);
  });

  it('a difference tells the step, the server, and what both say', () => {
    const text = results('votes-for-everybody')[0]?.difference?.text ?? '';
    expect(text).toContain('HandleRequestVoteRequest(s2, [');
    expect(text).toContain('the code does what no step of the specification does.');
    expect(text).toContain('\n  before:\n    currentTerm: 1\n    votedFor: s2\n');
    expect(text).toContain('\n  votedFor: the specification has s2, the code s1\n');
  });
});
