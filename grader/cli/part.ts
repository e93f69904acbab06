/**
 * Parts of a command in processes of their own: each has a core and a memory to itself, and says at its end what came of it.
 *
 * @module
 */
import { execa, sendMessage } from 'execa';
import { UsageError } from './usage-error.ts';

type Said<Out> = { readonly out: Out } | { readonly wrong: string };

/**
 * Runs this command once more for one part.
 *
 * @param command - The file of the command.
 * @param args - They include the option that has it call {@link sayPart}.
 * @returns What that was given. A {@link UsageError} goes from one process to the other.
 */
export async function askPart<Out>(command: string, args: readonly string[]): Promise<Out> {
  const running = execa(process.execPath, [...process.execArgv, command, ...args], {
    stdio: 'inherit', // What a Raft prints is nothing that the part says.
    ipc: true,
  });
  const [said] = await Promise.all([running.getOneMessage() as Promise<Said<Out>>, running]);
  if ('wrong' in said) throw new UsageError(said.wrong);
  return said.out;
}

/** In the process of the part: does it, and says what came of it. */
export async function sayPart<Out>(work: () => Promise<Out>): Promise<0> {
  const said = await work().then(
    (out): Said<Out> => ({ out }),
    (error: unknown): Said<Out> => {
      if (!(error instanceof UsageError)) throw error;
      return { wrong: error.message };
    },
  );
  await sendMessage(said);
  return 0;
}
