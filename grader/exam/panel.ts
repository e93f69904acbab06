/**
 * The panel of lab 2T: a public subset of mutants and variants, as minified code.
 *
 * Each of the wrong ones can be exposed by scenarios that look at the world and judge for themselves, and each of the right
 * ones is right in every lab. `panel.test.ts` holds both.
 *
 * @module
 */
import { fileURLToPath } from 'node:url';
import type { Panel, PanelRaft } from '../panel/panel.ts';
import { type Bundle, bundle } from '../sandbox/bundle.ts';
import { type Examinee, editsOf } from './exam.ts';
import { mutants } from './mutants.ts';
import { variants } from './variants.ts';

const REFERENCE = fileURLToPath(new URL('../../reference/', import.meta.url));

/** Bugs of labs 2A and 2B, from those that any election shows to those that need the schedule of a figure. */
const WRONG = [
  'votes-for-everybody',
  'counts-a-vote-twice',
  'counts-votes-of-older-terms',
  'half-is-a-majority',
  'same-candidate-is-refused',
  'obeys-an-older-leader',
  'terms-as-text',
  'refused-vote-restarts-the-timer',
  'one-heartbeat-only',
  'every-append-cuts-the-log',
  'stale-tail-stays',
  'term-before-is-not-compared',
  'longest-log-wins',
  'any-log-wins',
  'commits-older-terms-by-counting',
  'commits-one-short-of-a-majority',
  'match-index-outlives-the-term',
  'sorts-indexes-as-text',
  'commits-what-it-is-told',
  'one-lost-request-is-the-last',
];

/** What the paper leaves open, and what hasty tests take for a bug. */
const RIGHT = [
  'reference',
  'wide-timers',
  'silent-refusals',
  'stickiness',
  'check-quorum',
  'pre-vote',
  'noop-at-start',
  'only-with-heartbeats',
  'one-entry-a-message',
  'everything-twice',
];

/** Makes the panel out of the reference. */
export async function makePanel(): Promise<Panel> {
  const right = RIGHT.map(async (id): Promise<PanelRaft> => {
    const variant = found(variants, id);
    const made = await compiled({ kind: 'variant', variant });
    return { id, kind: 'right', story: variant.story, bundle: made };
  });
  const wrong = WRONG.map(async (id): Promise<PanelRaft> => {
    const mutant = found(mutants, id);
    const made = await compiled({ kind: 'mutant', mutant });
    return { id, kind: 'wrong', story: mutant.story, bundle: made };
  });
  return { version: 1, rafts: await Promise.all([...right, ...wrong]) };
}

function found<T extends { readonly id: string }>(all: readonly T[], id: string): T {
  const one = all.find((other) => other.id === id);
  if (one === undefined) throw new Error(`the panel names ${id}, which there is not`);
  return one;
}

/** A source map without sources: where in the reference something stands is not for students. */
const NO_MAP = JSON.stringify({ version: 3, sources: [], names: [], mappings: '' });

async function compiled(examinee: Examinee): Promise<Bundle> {
  const made = await bundle(REFERENCE, { edits: editsOf(examinee), minify: true });
  return { ...made, name: 'panel', sourceMap: NO_MAP, insertions: [] };
}
