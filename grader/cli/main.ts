/**
 * Runs a command and turns how it ends into an exit code: what it returns, or 2 for a command line that is wrong.
 *
 * @module
 */
import { CommanderError } from 'commander';
import { ClassError } from '../class/class-error.ts';
import { UsageError } from './usage-error.ts';

export async function main(run: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await run();
  } catch (error) {
    if (error instanceof UsageError || error instanceof ClassError) {
      console.error(`error: ${error.message}`);
      process.exitCode = 2;
    } else if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? 0 : 2;
    } else {
      throw error;
    }
  }
}
