/**
 * What can go wrong with a specification, each with the place where it does.
 *
 * @module
 */

/** A place in a file of TLA+; lines and columns count from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** `Raft.tla, line 12, column 5`. */
export function placeText({ file, line, column }: Place): string {
  return `${file}, line ${line}, column ${column}`;
}

/** A complaint about one place of a specification. */
export interface Complaint {
  readonly at: Place;
  readonly message: string;
}

/**
 * A specification that cannot be run: it cannot be parsed, a name is unknown, or it uses what is not supported. Everything
 * of that kind is found before the first state is made.
 */
export class SpecError extends Error {
  /** All that was found, in the order of the files. */
  readonly complaints: readonly Complaint[];

  constructor(complaints: readonly Complaint[]) {
    super(complaints.map(({ at, message }) => `${placeText(at)}: ${message}`).join('\n'));
    this.name = 'SpecError';
    this.complaints = complaints;
  }
}

/**
 * A model asks for more than what holds in every state and every step, mostly for what happens in the end, which no search
 * through states tells. Nothing else is wrong with it.
 */
export class TemporalError extends SpecError {
  /** @param names - What in the configuration asks for it, and where the first such formula is. */
  constructor(names: readonly string[], at: Place) {
    const ask = `${names.join(', ')} ${names.length === 1 ? 'asks' : 'ask'} for temporal formulas`;
    const message = `${ask} beyond []P and [][A]_v, which this checker does not check`;
    super([{ at, message }]);
    this.name = 'TemporalError';
  }
}

/** One complaint alone. */
export function specError(at: Place, message: string): SpecError {
  return new SpecError([{ at, message }]);
}

/**
 * An expression has no value, such as `<<1, 2>>[3]`. TLA+ leaves open what such an expression equals, so a model that gets
 * there says nothing and must be corrected.
 */
export class ValueError extends Error {
  readonly at: Place;
  /** The message without the place. */
  readonly reason: string;

  constructor(at: Place, reason: string) {
    super(`${placeText(at)}: ${reason}`);
    this.name = 'ValueError';
    this.at = at;
    this.reason = reason;
  }
}
