/**
 * Lab 2E, a challenge: the cluster changes (§6, dissertation chapter 4).
 *
 * @module
 */
import { durability, type Lab, safetyProperties } from '../../grader/index.ts';
import { counterexamples } from '../counterexamples.ts';
import { again } from './again.ts';
import { follower } from './follower.ts';
import { growth } from './growth.ts';
import { leader } from './leader.ts';
import { swarms } from './swarm.ts';
import { trouble } from './trouble.ts';

export const lab: Lab = {
  id: '2E',
  title: 'Membership',
  basis: ['2A.1', '2B.1', '2C.1', '2E.1'],
  properties: [...safetyProperties, durability],
  scenarios: [
    ...growth,
    ...leader,
    ...follower,
    ...trouble,
    ...swarms,
    ...again,
    counterexamples('2E', {
      id: '2E.31',
      points: 3,
      sometimes: ['elected', 'committed', 'applied'],
    }),
  ],
};
