/**
 * Followers that are far behind: how many refusals a leader needs to find where two logs part (§5.3).
 *
 * @module
 */
import type { Scenario, World } from '../../grader/index.ts';
import type { ServerId } from '../../skeleton/contract/index.ts';
import {
  aLeader,
  aLeaderAmong,
  allAgree,
  allEqual,
  anyCluster,
  cluster,
  hasApplied,
  without,
} from '../clusters.ts';
import { fastBackup } from './rules.ts';
import { bringBack, powerCycle } from './stage.ts';

/** Entries on each side of the place where the logs part. */
const CONFLICTS = 120;

/** More than the refusals of one conflicting term that are under way at the same time, each sent twice. */
const REFUSALS = 40;

/** Counts the requests to append that a server refuses, from now on. */
function countRefusals(world: World, server: ServerId): () => number {
  let refusals = 0;
  world.network.lose((message) => {
    const refused = message.type === 'AppendEntriesResponse' && !message.success;
    if (refused && message.from === server) refusals += 1;
    return false;
  });
  return () => refusals;
}

/**
 * Logs that part long before their ends, and a leader elected since, which begins at its own end. Returns the server that
 * must give in; it is cut off.
 */
function partedLogs(world: World): ServerId {
  world.agree('all');
  const old = aLeader(world);
  const { currentTerm } = world.state(old);
  world.network.isolate(old);
  for (let number = 1; number <= CONFLICTS; number += 1) world.propose(old, `vain ${number}`);
  const next = aLeaderAmong(world, without(world, old), currentTerm);
  for (let number = 1; number <= CONFLICTS; number += 1) world.propose(next, `good ${number}`);
  world.agree('good for the others', { count: world.servers.length - 1 });
  const last = aLeader(world);
  const { currentTerm: lastTerm } = world.state(last);
  powerCycle(world, last);
  aLeaderAmong(world, without(world, old), lastTerm);
  return old;
}

const fewRefusals: Scenario = {
  id: '2C.34',
  name: 'fast-backup',
  title: 'A hundred and twenty conflicting entries of one term are passed over in a few steps',
  story:
    'A leader that was cut off took 120 commands in vain; the others committed 120 at the same indexes. When it is back, ' +
    'it refuses what does not fit, and says in which term it conflicts and where that term begins. A leader that goes ' +
    'back one index for each refusal needs 120 of them; with the hints of §5.3 two or three are enough, and forty ' +
    'are allowed. MIT’s 2C cannot be passed without.',
  kind: 'efficiency',
  points: 2,
  seeds: 3,
  sometimes: ['elected', 'reelected', 'committed', 'applied', 'crashed', 'restarted', 'lost'],
  setup: (random) => ({ ...cluster(3)(random), weather: { loss: random.pick([0, 0.1]) } }),
  play(world) {
    const behind = partedLogs(world);
    const refusals = countRefusals(world, behind);
    world.crash(behind);
    world.network.heal();
    bringBack(world, behind);
    world.agree('an entry of the new leader’s term');
    const said = refusals();
    if (said <= REFUSALS) return;
    const seen = `${behind} refused ${said} requests until its log agreed in ${CONFLICTS} conflicting entries of one term; ${REFUSALS} are allowed`;
    world.wrong(fastBackup, seen);
  },
};

const catchUp: Scenario = {
  id: '2C.35',
  name: 'catch-up-under-loss',
  title:
    'A server that was down for a hundred commands catches up, though a fifth of the messages is lost',
  story:
    'A server is down while a hundred commands are committed, and comes back into bad weather: requests and answers ' +
    'are lost, doubled and late. Nothing of that may keep it from having the whole log in twenty timeouts.',
  kind: 'liveness',
  points: 1,
  seeds: 3,
  sometimes: ['elected', 'committed', 'applied', 'crashed', 'restarted', 'lost', 'duplicated'],
  setup: anyCluster(3, 5),
  play(world) {
    world.agree('all');
    const behind = world.random.pick(without(world, aLeader(world)));
    world.crash(behind);
    const leader = aLeader(world);
    for (let number = 1; number <= 100; number += 1) world.propose(leader, `number ${number}`);
    world.agree('without one', { count: world.servers.length - 1 });
    world.network.weather({ loss: 0.2, duplicate: 0.1, late: 0.1, lateDelay: [50, 500] });
    bringBack(world, behind);
    world.expect(`${behind} has all that it missed`, () =>
      hasApplied(world, behind, 'without one'),
    );
    // Who needs few messages may have met none that was doubled.
    world.run(1_000);
    world.network.weather({ loss: 0, duplicate: 0, late: 0 });
    allAgree(world);
    world.expect('all logs are equal', () => allEqual(world), 1);
  },
};

/** Followers far behind. */
export const backup: readonly Scenario[] = [fewRefusals, catchUp];
