/**
 * Asks what a step breaks, where only the step is known.
 *
 * @module
 */
import type { State } from './messages.ts';
import type { Job } from './models.ts';

/** A job that begins in a state of another one, and ends after one step. */
export function lastStepJob(job: Job, before: State): Job {
  const root = 'LastStep';
  const conjuncts = Object.entries(before.variables).map(
    ([variable, value]) => `    /\\ ${variable} = ${value}`,
  );
  const text = [
    `---- MODULE ${root} ----`,
    `EXTENDS ${job.root}`,
    ...constantsOf(job),
    'BeforeTheLastStep ==',
    ...conjuncts,
    'OneStep == TLCGet("level") < 2',
    '====',
    '',
  ].join('\n');
  const config = job.config
    .replace(/^SPECIFICATION .*$/m, 'INIT BeforeTheLastStep\nNEXT MCNext\nCONSTRAINT OneStep')
    .replace(/^(SYMMETRY|VIEW) .*\n/gm, '');
  return {
    name: `${job.name}-${root}`,
    root,
    config,
    modules: { ...job.modules, [`${root}.tla`]: text },
  };
}

/** Model values that only the configuration names; the guides declare those of servers. */
function constantsOf({ config }: Job): readonly string[] {
  const names = [...config.matchAll(/\b([sv]\d) = \1\b/g)].map(([, name = '']) => name);
  const guided = /^ {4}Guide <- /m.test(config);
  const missing = guided ? names.filter((name) => !name.startsWith('s')) : names;
  return missing.length === 0 ? [] : [`CONSTANTS ${missing.join(', ')}`];
}
