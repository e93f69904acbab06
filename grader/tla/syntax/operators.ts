/**
 * The operators that are written with signs: one name for each, however it is spelled.
 *
 * @module
 */

/**
 * From the grammar's name of a sign to the name that a module knows it by. The grammar has folded the spellings already:
 * `=<`, `<=` and `\leq` are all `leq`.
 */
export const signs: Readonly<Record<string, string>> = {
  plus: '+',
  minus: '-',
  negative: '-.',
  negative_dot: '-.',
  mul: '*',
  slash: '/',
  div: '\\div',
  mod: '%',
  pow: '^',
  dots_2: '..',
  lt: '<',
  gt: '>',
  leq: '<=',
  geq: '>=',
  cup: '\\cup',
  cap: '\\cap',
  setminus: '\\',
  subseteq: '\\subseteq',
  subset: '\\subset',
  supseteq: '\\supseteq',
  supset: '\\supset',
  powerset: 'SUBSET',
  union: 'UNION',
  domain: 'DOMAIN',
  circ: '\\o',
  compose: '@@',
  map_to: ':>',
  map_from: '<:',
  oplus: '(+)',
  ominus: '(-)',
  odot: '(.)',
  oslash: '(/)',
  otimes: '(\\X)',
  sqsubseteq: '\\sqsubseteq',
  sqsupseteq: '\\sqsupseteq',
  sqsubset: '\\sqsubset',
  sqsupset: '\\sqsupset',
  preceq: '\\preceq',
  succeq: '\\succeq',
  prec: '\\prec',
  succ: '\\succ',
  sup_plus: '^+',
  asterisk: '^*',
  sup_hash: '^#',
};

/** Signs of temporal logic that speak of more than states and steps. */
export const temporalSigns: Readonly<Record<string, string>> = {
  eventually: 'the temporal operator <> (eventually)',
  leads_to: 'the temporal operator ~> (leads to)',
  plus_arrow: 'the temporal operator -+->',
};

/** Others that no state has a value for. */
export const unsupportedSigns: Readonly<Record<string, string>> = {
  cdot: 'the composition of actions \\cdot',
};
