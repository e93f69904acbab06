/**
 * Lab 2A: leader election (§5.1, §5.2).
 *
 * @module
 */
import { type Lab, safetyProperties } from '../../grader/index.ts';
import { counterexamples } from '../counterexamples.ts';
import { elections } from './elections.ts';
import { networks } from './networks.ts';
import { puppetCounting } from './puppet-counting.ts';
import { puppetTerms } from './puppet-terms.ts';
import { puppetVotes } from './puppet-votes.ts';
import { sizes } from './sizes.ts';
import { timers } from './timers.ts';

export const lab: Lab = {
  id: '2A',
  title: 'Leader election',
  basis: ['2A.1'],
  properties: safetyProperties,
  scenarios: [
    ...elections,
    ...sizes,
    ...puppetVotes,
    ...puppetCounting,
    ...puppetTerms,
    ...timers,
    ...networks,
    counterexamples('2A', { id: '2A.34', points: 4, sometimes: ['elected'] }),
  ],
};
