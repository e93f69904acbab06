/**
 * `npm run grade -- <folder>`: grades a submission, or a class.
 *
 * @module
 */
import { Command, Option } from 'commander';
import { labs } from '../../labs/index.ts';
import { isSubmission } from '../class/grade-class.ts';
import { thisKit } from '../class/kit.ts';
import { readShard } from '../class/shard.ts';
import type { Audience } from '../formats/audience.ts';
import { buildEngine } from '../run/engine.ts';
import type { SeedChoice } from '../run/seeds.ts';
import { CLASS_LEVEL, DEFAULT_LEVEL, SANDBOX_LEVELS, type SandboxLevel } from '../sandbox/level.ts';
import { audienceOption, surroundingsFor } from './audience-option.ts';
import { classCommand, classDefaults } from './class-command.ts';
import { gradeCommand } from './grade-command.ts';
import { main } from './main.ts';
import { paint } from './paint.ts';
import { UsageError } from './usage-error.ts';
import { wanted } from './wanted.ts';
import { upTo } from './whole-number.ts';

interface Options {
  readonly lab: string[];
  readonly scenario: string[];
  readonly seeds?: number;
  readonly seed: number;
  readonly salt?: string;
  readonly beside?: string;
  readonly jobs?: number;
  readonly sandbox?: SandboxLevel;
  readonly json?: string;
  readonly to?: string;
  readonly audience: Audience;
  readonly trace?: string;
  readonly failures: number;
  readonly out?: string;
  readonly resume?: true;
  readonly shard?: string;
  readonly traces?: number;
}

const print = (line: string): void => console.log(line);

const EXAMPLES = `
Examples:
  npm run grade -- skeleton --lab 2A
  npm run grade -- skeleton --scenario 2A.3 --seed 5 --seeds 1 --trace trace.jsonl
  npm run grade -- submissions --salt <word> --out results
  npm run grade -- submissions --salt <word> --out results --resume
  npm run grade -- submissions --salt <word> --out part-2 --shard 2/4

In <folder> of a class each folder, and each zip file, is a submission, and its name is the student's. In --out there are
grades.csv, report.html, and for each submission its result.json, traces of failures, and three texts: student.txt,
after.txt (for students when the due date is over) and staff.txt.`;

await main(async () => {
  const { folder, options } = commandLine(process.argv);
  const { out } = options;
  if (out !== undefined) return gradeMany(folder, out, options);
  for (const name of ['resume', 'shard', 'traces'] as const) {
    if (options[name] === undefined) continue;
    throw new UsageError(`--${name} is for a class: add --out <folder>`);
  }
  return gradeOne(folder, options);
});

async function gradeOne(folder: string, options: Options): Promise<number> {
  const { audience, beside, jobs, sandbox, json, to, trace } = options;
  if (to !== undefined && json === undefined) {
    throw new UsageError('--to says how results are written: add --json <file>');
  }
  const grade = await gradeCommand({
    folder,
    labs,
    only: { labs: options.lab, scenarios: options.scenario },
    engine: await buildEngine('labs/worker.ts'),
    seedChoice: seedChoice(options),
    sandbox: sandbox ?? DEFAULT_LEVEL,
    ...(beside === undefined ? {} : { beside }),
    ...(jobs === undefined ? {} : { jobs }),
    ...(json === undefined ? {} : { json }),
    ...(to === undefined ? {} : { conversion: { to, surroundings: surroundingsFor(audience) } }),
    ...(trace === undefined ? {} : { trace }),
    failuresTold: options.failures,
    paint,
    print,
  });
  return grade.earned === grade.points ? 0 : 1;
}

async function gradeMany(folder: string, out: string, options: Options): Promise<number> {
  if (isSubmission(folder)) {
    const advice = 'leave --out away, or name the folder around it to grade a class';
    throw new UsageError(`${folder} holds raft.ts, so it is one submission; ${advice}`);
  }
  for (const name of ['beside', 'json', 'to', 'trace'] as const) {
    if (options[name] === undefined) continue;
    throw new UsageError(`--${name} is for one submission; a class has --out alone`);
  }
  return classCommand({
    folder,
    out,
    earlier: null,
    resume: options.resume ?? false,
    shard: options.shard === undefined ? null : readShard(options.shard),
    kit: await thisKit(),
    labs: wanted(labs, { labs: options.lab, scenarios: options.scenario }),
    engine: await buildEngine('labs/worker.ts'),
    seedChoice: seedChoice(options),
    ...classDefaults(options),
    print,
  });
}

function seedChoice({ seed, seeds, salt }: Options): SeedChoice {
  return {
    firstSeed: seed,
    ...(seeds === undefined ? {} : { seeds }),
    ...(salt === undefined ? {} : { salt }),
  };
}

function commandLine(argv: readonly string[]): { folder: string; options: Options } {
  const program = new Command('grade')
    .description('Grades a Raft over a simulated unreliable network, or a class of them.')
    .argument('<folder>', 'the folder that holds raft.ts, or the submissions of a class')
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
        `what is between the code and this machine, see npm run doctor; ${DEFAULT_LEVEL}, and for a class ${CLASS_LEVEL}`,
      ).choices(SANDBOX_LEVELS),
    )
    .option('--json <file>', 'write the results to a file, again after each scenario')
    .option('--to <format>', 'write them in the format of a course platform, see npm run convert')
    .addOption(audienceOption())
    .option('--trace <file>', 'write what happened in a single run to a file, as JSON Lines')
    .option('--failures <count>', 'how many failures to tell in full', upTo(1_000), 3)
    .optionsGroup('A class:')
    .option(
      '--out <folder>',
      'grade each folder and zip file in <folder>, and store the results here',
    )
    .option('--resume', 'go on with a grading that was ended')
    .option('--shard <i/n>', 'grade the i-th of n parts; npm run merge puts them together')
    .option('--traces <count>', 'how many traces of failures to keep of each; 5', upTo(1_000))
    .addHelpText('after', EXAMPLES)
    .exitOverride()
    .showHelpAfterError('See npm run grade -- --help.');
  program.parse(argv);
  return { folder: program.args[0] ?? '', options: program.opts<Options>() };
}
