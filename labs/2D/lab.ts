/**
 * Lab 2D: snapshots (§7).
 *
 * @module
 */
import { durability, type Lab, safetyProperties } from '../../grader/index.ts';
import { counterexamples } from '../counterexamples.ts';
import { agreement } from './agreement.ts';
import { crashes } from './crashes.ts';
import { edges } from './edges.ts';
import { follower } from './follower.ts';
import { leader } from './leader.ts';
import { swarms } from './swarm.ts';
import { taking } from './taking.ts';

export const lab: Lab = {
  id: '2D',
  title: 'Snapshots',
  basis: ['2A.1', '2B.1', '2C.1', '2D.1'],
  properties: [...safetyProperties, durability],
  scenarios: [
    ...agreement,
    ...follower,
    ...taking,
    ...leader,
    ...crashes,
    ...swarms,
    ...edges,
    counterexamples('2D', {
      id: '2D.35',
      points: 4,
      sometimes: ['elected', 'committed', 'applied'],
    }),
  ],
};
