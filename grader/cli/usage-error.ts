/**
 * A command line that cannot be carried out. It ends the program with exit code 2 and this message, and nothing is lost.
 *
 * @module
 */
export class UsageError extends Error {}
