/**
 * Lab 2C: persistence (§5.2, §5.3, Figure 2 "State").
 *
 * @module
 */
import { durability, type Lab, safetyProperties } from '../../grader/index.ts';
import { counterexamples } from '../counterexamples.ts';
import { agreement } from './agreement.ts';
import { backup } from './backup.ts';
import { boundaries, lonely } from './boundaries.ts';
import { churns } from './churn.ts';
import { figure8 } from './figure8.ts';
import { promises } from './promises.ts';
import { restarts } from './restarts.ts';

export const lab: Lab = {
  id: '2C',
  title: 'Persistence',
  basis: ['2A.1', '2B.1', '2C.1'],
  properties: [...safetyProperties, durability],
  scenarios: [
    ...agreement,
    ...figure8,
    ...churns,
    ...boundaries,
    ...promises,
    ...restarts,
    ...backup,
    ...lonely,
    counterexamples('2C', {
      id: '2C.37',
      points: 3,
      sometimes: ['elected', 'committed', 'applied', 'restarted'],
    }),
  ],
};
