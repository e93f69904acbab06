/**
 * Lab 2C: persistence (§5.2, §5.3, Figure 2 "State").
 *
 * @module
 */
import { durability, type Lab, safetyProperties } from '../../grader/index.ts';
import { agreement } from './agreement.ts';
import { churns } from './churn.ts';
import { figure8 } from './figure8.ts';

export const lab: Lab = {
  id: '2C',
  title: 'Persistence',
  properties: [...safetyProperties, durability],
  scenarios: [...agreement, ...figure8, ...churns],
};
