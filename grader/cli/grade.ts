/**
 * `npm run grade -- <folder>`: grades a submission.
 *
 * @module
 */
import { Command, Option } from 'commander';
import { labs } from '../../labs/index.ts';
import { buildEngine } from '../run/engine.ts';
import { DEFAULT_LEVEL, SANDBOX_LEVELS, type SandboxLevel } from '../sandbox/level.ts';
import { gradeCommand } from './grade-command.ts';
import { main } from './main.ts';
import { paint } from './paint.ts';
import { upTo } from './whole-number.ts';

interface Options {
  readonly lab: string[];
  readonly scenario: string[];
  readonly seeds?: number;
  readonly seed: number;
  readonly salt?: string;
  readonly beside?: string;
  readonly jobs?: number;
  readonly sandbox: SandboxLevel;
  readonly json?: string;
  readonly trace?: string;
  readonly failures: number;
}

await main(async () => {
  const { folder, options } = commandLine(process.argv);
  const { seed, seeds, salt, beside, jobs, sandbox, json, trace } = options;
  const grade = await gradeCommand({
    folder,
    labs,
    only: { labs: options.lab, scenarios: options.scenario },
    engine: await buildEngine('labs/worker.ts'),
    seedChoice: {
      firstSeed: seed,
      ...(seeds === undefined ? {} : { seeds }),
      ...(salt === undefined ? {} : { salt }),
    },
    sandbox,
    ...(beside === undefined ? {} : { beside }),
    ...(jobs === undefined ? {} : { jobs }),
    ...(json === undefined ? {} : { json }),
    ...(trace === undefined ? {} : { trace }),
    failuresTold: options.failures,
    paint,
    print: (line) => console.log(line),
  });
  return grade.earned === grade.points ? 0 : 1;
});

function commandLine(argv: readonly string[]): { folder: string; options: Options } {
  const program = new Command('grade')
    .description('Grades a Raft over a simulated unreliable network.')
    .argument('<folder>', 'the folder that holds raft.ts')
    .option('--lab <id...>', 'only these labs, for example 2A', [])
    .option('--scenario <id...>', 'only these scenarios, for example 2A.3', [])
    .option('--seeds <count>', 'how many seeds; each scenario has its own default', upTo(10_000))
    .option('--seed <number>', 'the first seed', upTo(1_000_000_000), 1)
    .addOption(
      new Option(
        '--salt <word>',
        'as many other seeds, chosen by a word that only the instructor knows',
      ).conflicts('seed'),
    )
    .option('--beside <folder>', 'another Raft that plays every second server of each cluster')
    .option('--jobs <count>', 'how many runs at a time; one a core otherwise', upTo(256))
    .addOption(
      new Option(
        '--sandbox <level>',
        'what is between the code and this machine; see npm run doctor',
      )
        .choices(SANDBOX_LEVELS)
        .default(DEFAULT_LEVEL),
    )
    .option('--json <file>', 'write the results to a file')
    .option('--trace <file>', 'write what happened in a single run to a file, as JSON Lines')
    .option('--failures <count>', 'how many failures to tell in full', upTo(1_000), 3)
    .exitOverride()
    .showHelpAfterError('See npm run grade -- --help.');
  program.parse(argv);
  return { folder: program.args[0] ?? '', options: program.opts<Options>() };
}
