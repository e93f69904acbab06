/**
 * `npm run gradebook -- <results> --late <policy> --due <time> --submitted <times>`: grades after a policy for lateness.
 *
 * @module
 */
import { readFile, writeFile } from 'node:fs/promises';
import { Command, Option } from 'commander';
import { ResultsDirectory } from '../class/directory.ts';
import {
  afterPolicy,
  gradebook,
  lateNotes,
  readPolicy,
  readTime,
  readTimes,
} from '../class/late.ts';
import { formatsOfMany } from '../formats/index.ts';
import { renderFor } from '../formats/rendering.ts';
import { surroundingsFor } from './audience-option.ts';
import { main } from './main.ts';
import { checkOutput } from './paths.ts';
import { UsageError } from './usage-error.ts';

interface Options {
  readonly late: string;
  readonly due: string;
  readonly submitted: string;
  readonly to?: string;
  readonly out?: string;
}

const FILES = `
A policy is a file such as
  {"version": 1, "graceMinutes": 15, "freeDays": 1, "percentPerDay": 10, "daysMax": 5}
So late is not late; late days that cost nothing; what each further day that has begun takes; after so many days there
are no points.

The times are lines such as
  ada,2026-11-30T22:15:00+01:00`;

await main(async () => {
  const program = new Command('gradebook')
    .description('Applies a policy for late submissions to stored grades, which stay as they are.')
    .argument('<results>', 'the folder of results')
    .requiredOption('--late <file>', 'the policy, as JSON, see below')
    .requiredOption('--due <time>', 'when it was due, for example 2026-11-30T23:59:00+01:00')
    .requiredOption(
      '--submitted <file>',
      'CSV that says of each submission when it came, see below',
    )
    .addOption(
      new Option('--to <format>', 'the points that count, as a course platform reads them').choices(
        [...formatsOfMany.keys()],
      ),
    )
    .option('--out <file>', 'write to a file instead of printing')
    .addHelpText('after', FILES)
    .exitOverride()
    .showHelpAfterError('See npm run gradebook -- --help.');
  program.parse();
  const { late, due, submitted, to, out } = program.opts<Options>();
  if (out !== undefined) checkOutput(out);
  const directory = await ResultsDirectory.open(program.args[0] ?? '');
  const all = (await directory.readAll()).map((stored) => ({
    ...stored,
    results: renderFor('student', stored.results),
  }));
  const kept = afterPolicy(all, {
    policy: readPolicy(await textIn(late)),
    due: readTime(due),
    times: readTimes(await textIn(submitted)),
  });
  const platform = formatsOfMany.get(to ?? '');
  const table =
    platform === undefined
      ? gradebook(kept)
      : platform(
          kept.map(({ counts }) => counts),
          { ...surroundingsFor('student'), notes: lateNotes(kept) },
        );
  if (out === undefined) process.stdout.write(table);
  else await writeFile(out, table);
  return 0;
});

function textIn(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`${path} cannot be read (${error.code})`);
  });
}
