/**
 * Scenarios of your own. The first one is given, as an example; the handout says what to do with it.
 *
 * @module
 */
import type { Rule, Scenario, World } from '../../grader/index.ts';
import type { ServerId } from '../../skeleton/contract/index.ts';
import { cluster } from '../clusters.ts';

/** What the example judges. A rule has a name, a sentence, and the place in the paper where the sentence stands. */
const oneLeaderATerm: Rule = {
  id: 'one-leader-a-term',
  sentence: 'At most one leader can be elected in a given term.',
  paper: '§5.2, Figure 3 "Election Safety"',
};

/** Remembers who led which term. The function that it returns says when it has seen two leaders of one term. */
function leadersOf(world: World): () => string | null {
  const leaders = new Map<number, ServerId>();
  return () => {
    for (const server of world.servers) {
      const { role, currentTerm } = world.state(server);
      if (role !== 'leader') continue;
      const known = leaders.get(currentTerm);
      leaders.set(currentTerm, server);
      if (known !== undefined && known !== server) {
        return `${known} and ${server} both led term ${currentTerm}`;
      }
    }
    return null;
  };
}

const twoSides: Scenario = {
  id: 'T.1',
  name: 'two-sides',
  title: 'However four servers are cut in two, no term has two leaders',
  story:
    'Four servers are cut into two halves, again and again. A half is no majority; a Raft that takes it for one ' +
    'elects a leader on each side.',
  kind: 'safety',
  points: 0,
  seeds: 5,
  sometimes: ['elected'],
  setup: cluster(4),
  play(world) {
    const { random, servers, network } = world;
    const twoLeaders = leadersOf(world);
    for (let round = 1; round <= 4; round += 1) {
      const order = random.shuffle(servers);
      network.partition(order.slice(0, 2), order.slice(2));
      world.watch(2_500, oneLeaderATerm, twoLeaders);
      network.heal();
      world.watch(2_500, oneLeaderATerm, twoLeaders);
    }
    world.agree('in the end all go on');
  },
};

/** What is tried. */
export const scenarios: readonly Scenario[] = [twoSides];
