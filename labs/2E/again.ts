/**
 * What comes back, and what a snapshot says: a leader whose change was replaced, a server that was removed and lost its
 * disk, and the servers that a snapshot names.
 *
 * @module
 */
import type { Random, Scenario, Setup } from '../../grader/index.ts';
import { journal } from '../journal.ts';
import { electSubject } from '../puppets.ts';
import { reign as crown, stage, tell, writeEntries } from '../stage.ts';
import { config, replaces, toldOf } from './follower.ts';
import { adds, asks, growing, hush, leadingPuppets, onlyAck, reign } from './stage.ts';

const changesAgain: Scenario = {
  id: '2E.27',
  name: 'changes-again',
  title: 'A leader whose change was replaced takes a change when it leads again',
  story:
    'A leader appends a change, and nobody gets it. The next leader commits something else in its place. When the first ' +
    'one leads again, no change is under way: there is none in its log. A leader that has noted it anywhere else ' +
    'takes no change any more.',
  kind: 'liveness',
  points: 2,
  seeds: 3,
  sometimes: ['elected', 'committed', 'truncated'],
  setup: leadingPuppets(3, 1),
  play(world) {
    const scene = reign(world, 3);
    const { subject, followers, waiting, members, cast, state } = scene;
    const [next, other] = world.random.shuffle(followers);
    const [added] = waiting;
    if (next === undefined || other === undefined || added === undefined) return;
    const { index } = adds(scene, members, added);
    crown(scene, next, { term: cast.termAbove(state().currentTerm) });
    writeEntries(next, index + 1 - next.lastIndex);
    tell(scene, next, { prevLogIndex: index - 1, count: 2, leaderCommit: index + 1 });
    world.reach('the change is replaced', () => {
      return world.entry(subject, index)?.payload.kind === 'command';
    });
    other.adoptLog(next.log);
    electSubject(world, subject, cast, [next, other]);
    added.able({ acks: true });
    asks(world, subject, [...members, added.id]);
  },
};

const comesBackEmpty: Scenario = {
  id: '2E.28',
  name: 'comes-back-empty',
  title: 'A server that was removed and is added again with an empty disk gets the whole log',
  story:
    'A machine is taken out of the cluster, gets a new disk, and is put in again under its old name. What it has ' +
    'acknowledged before is gone. A leader that remembers it sends only what comes behind, and is refused for ever; one ' +
    'that remembers whom it removed sends nothing.',
  kind: 'liveness',
  points: 3,
  seeds: 3,
  sometimes: ['elected', 'committed'],
  setup: leadingPuppets(4, 0),
  play(world) {
    const scene = reign(world, 4);
    const { subject, followers, members, state } = scene;
    const [gone, ...others] = world.random.shuffle(followers);
    if (gone === undefined) return;
    const rest = members.filter((server) => server !== gone.id);
    const removal = asks(world, subject, rest);
    onlyAck(scene, ...others);
    world.expect('the removal is committed', () => state().commitIndex >= removal.index);
    world.run(100);
    gone.adoptLog([]);
    for (const puppet of scene.cast.all) puppet.able({ acks: true });
    asks(world, subject, [...rest, gone.id]);
    world.expect(`${gone.id} has the whole log`, () => {
      return gone.lastIndex === world.lastIndex(subject);
    });
  },
};

/** As before, with a service whose state can be handed over. */
function withService(setup: (random: Random) => Setup): (random: Random) => Setup {
  return (random) => ({ ...setup(random), service: { machine: journal } });
}

const snapshotBeforeChange: Scenario = {
  id: '2E.29',
  name: 'snapshot-before-a-change',
  title: 'A snapshot names the servers as of its last index, whatever stands behind it in the log',
  story:
    'The follower has a configuration of four that is not committed, and takes a snapshot of what comes before it. Then the ' +
    'next leader puts a command in the place of that configuration. Three servers make the cluster again, and the ' +
    'snapshot is all that says so: one that names the newest servers has kept what never was.',
  kind: 'liveness',
  points: 2,
  seeds: 3,
  sometimes: ['elected', 'truncated'],
  setup: withService(leadingPuppets(3, 1)),
  play(world) {
    const scene = stage(world);
    const { subject, state } = scene;
    const [first, second] = scene.cast.all;
    if (first === undefined || second === undefined) return;
    toldOf(scene, first, world.servers);
    tell(scene, first, { leaderCommit: 2 });
    if (state().lastApplied !== 2) world.notReached(`${subject} has applied two entries`);
    world.takeSnapshot(subject, 2);
    replaces(scene, first, second);
  },
};

/** The real server, the first, waits to be added to a cluster of two puppets. */
function waitsForPuppets(random: Random): Setup {
  const { servers } = growing(3, 0)(random);
  return { servers, initial: servers.slice(1), puppets: servers.slice(1) };
}

const serversInSnapshot: Scenario = {
  id: '2E.30',
  name: 'servers-in-a-snapshot',
  title:
    'Whoever installs a snapshot counts the servers that it names, until the log says otherwise',
  story:
    'A new server gets the snapshot in which it was added, and then hears nothing more. It belongs to the cluster now: it ' +
    'stands, and leads with the vote of one of the two others. A server that takes the data and not the servers waits ' +
    'for ever.',
  kind: 'liveness',
  points: 2,
  seeds: 3,
  sometimes: ['elected', 'installed'],
  setup: withService(waitsForPuppets),
  play(world) {
    const scene = stage(world);
    const { subject, cast, state } = scene;
    const leader = crown(scene, cast.at(0), { term: world.random.int(1, 5) });
    writeEntries(leader, 2);
    leader.write(config(...world.servers));
    const { currentTerm: term, lastIndex, log } = leader;
    const data = log.flatMap(({ payload }) =>
      payload.kind === 'command' ? [payload.command] : [],
    );
    const snapshot = {
      lastIncludedIndex: lastIndex,
      lastIncludedTerm: term,
      servers: [...world.servers],
      data,
    };
    leader.puppet.send({ type: 'InstallSnapshotRequest', to: subject, term, snapshot });
    world.expect(`${subject} installs the snapshot`, () => state().lastApplied >= lastIndex, 1_000);
    hush(scene);
    const voter = cast.at(1);
    voter.adoptLog(log);
    voter.able({ votes: true, acks: true });
    world.expect(`${subject} leads with the vote of ${voter.id}`, () => state().role === 'leader');
  },
};

/** What comes back, and snapshots. */
export const again: readonly Scenario[] = [
  changesAgain,
  comesBackEmpty,
  snapshotBeforeChange,
  serversInSnapshot,
];
