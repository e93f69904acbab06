/**
 * The jar of TLC for a command: where there is none, the command cannot be carried out.
 *
 * @module
 */
import { findJar, NoTlc } from '../tlc/jar.ts';
import { UsageError } from './usage-error.ts';

/** Finds it as {@link findJar} does; throws a {@link UsageError} that says what to do. */
export async function jarOrUsage(): Promise<string> {
  return await findJar(process.env).catch((error: unknown) => {
    throw error instanceof NoTlc ? new UsageError(error.message) : error;
  });
}
