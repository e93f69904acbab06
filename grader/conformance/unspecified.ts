/**
 * Rules that a run may break though `Raft.tla` allows every step of it.
 *
 * The specification is one of safety, `Init /\ [][Next]_vars`: it says what may happen. Of what a lab asks beyond that, a
 * property says so itself, and a rule that a scenario judges is beyond it when the scenario is not about safety.
 *
 * @module
 */
import { durability, safetyProperties } from '../checkers/index.ts';

/** The rule that a run has broken. */
export interface Broken {
  /** The id of a property, or of a rule that the scenario judges itself. */
  readonly rule: string;
  /** What the scenario is about. */
  readonly kind: 'safety' | 'liveness' | 'efficiency';
}

const LEFT_OPEN = {
  safety: null,
  liveness: 'says what may happen, and not what must',
  efficiency: 'says what may happen, and not what it may cost',
} as const;

/** Why the specification does not hold a rule, in one sentence; `null` if it does. */
export function unspecified({ rule, kind }: Broken): string | null {
  const property = [...safetyProperties, durability].find(({ id }) => id === rule);
  const leftOpen = property === undefined ? LEFT_OPEN[kind] : (property.unspecified ?? null);
  if (leftOpen === null) return null;
  return `${rule} is a rule of the labs and not of Raft.tla, which ${leftOpen}.`;
}
