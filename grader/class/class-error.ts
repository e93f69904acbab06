/**
 * Something about a class, or about stored results, that the instructor must decide or repair. The message says what.
 *
 * @module
 */
export class ClassError extends Error {
  override readonly name = 'ClassError';
}
