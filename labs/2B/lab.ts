/**
 * Lab 2B: log replication (§5.3, §5.4).
 *
 * @module
 */
import { type Lab, safetyProperties } from '../../grader/index.ts';
import { counterexamples } from '../counterexamples.ts';
import { agreement } from './agreement.ts';
import { figure7 } from './figure7.ts';
import { newLeaders } from './figure8.ts';
import { follower } from './follower.ts';
import { followerCommits } from './follower-commit.ts';
import { leader } from './leader.ts';
import { networks } from './networks.ts';
import { progress } from './progress.ts';
import { votes } from './votes.ts';

export const lab: Lab = {
  id: '2B',
  title: 'Log replication',
  basis: ['2A.1', '2B.1'],
  properties: safetyProperties,
  scenarios: [
    ...agreement,
    ...follower,
    ...followerCommits,
    ...figure7,
    ...votes,
    ...leader,
    ...newLeaders,
    ...progress,
    ...networks,
    counterexamples('2B', {
      id: '2B.55',
      points: 4,
      sometimes: ['elected', 'committed', 'applied'],
    }),
  ],
};
