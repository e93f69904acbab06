/**
 * `npm run lab 2A` in a handout: plays the scenarios of a lab on the student's Raft, each up to the first seed that fails.
 *
 * The kit itself runs labs as vitest tests. A handout does without, so that `npm ci` brings two packages and not sixty.
 *
 * @module
 */
import { watch } from 'node:fs';
import { Command } from 'commander';
import { labs } from '../../labs/index.ts';
import { main } from '../cli/main.ts';
import { paint } from '../cli/paint.ts';
import { checkFolder } from '../cli/paths.ts';
import { UsageError } from '../cli/usage-error.ts';
import { briefly } from '../report/terminal.ts';
import type { ScenarioGrade } from '../run/grade.ts';
import { type LoadedSubmission, loadSubmission, playScenario } from '../run/in-process.ts';
import type { Lab } from '../run/lab.ts';
import { SubmissionError } from '../sandbox/submission-error.ts';

interface Options {
  readonly folder: string;
  readonly watch?: true;
  readonly test: string;
}

/** How many failures are told in full. A student mends one at a time. */
const TOLD = 3;
/** The width of a scenario's name. */
const NAME = 42;
/** An editor saves in several steps. */
const QUIET_MS = 100;

const print = (line: string): void => console.log(line);

await main(async () => {
  const { wanted, options } = commandLine(process.argv);
  checkFolder(options.folder);
  const passed = await playLabs(wanted, options);
  if (options.watch) playAgain(wanted, options);
  return passed ? 0 : 1;
});

/** Plays again whenever a file changes. Ctrl-C ends it. */
function playAgain(wanted: readonly Lab[], options: Options): void {
  let waiting: NodeJS.Timeout | undefined;
  print(`\nWaiting for ${options.folder} to change. Ctrl-C ends this.`);
  watch(options.folder, { recursive: true }, () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => void playLabs(wanted, options), QUIET_MS);
  });
}

async function playLabs(wanted: readonly Lab[], options: Options): Promise<boolean> {
  try {
    const submission = await loadSubmission(options.folder);
    return wanted.map((lab) => playLab(lab, submission, options)).every((passed) => passed);
  } catch (error) {
    if (!(error instanceof SubmissionError)) throw error;
    print(`${options.folder} cannot be loaded: ${error.message}`);
    return false;
  }
}

function playLab(lab: Lab, submission: LoadedSubmission, { folder, test }: Options): boolean {
  print(paint('bold', `Lab ${lab.id} ${lab.title} — ${folder}`));
  const outcomes = lab.scenarios
    .filter((scenario) => isMeant(scenario, test))
    .map((scenario) => {
      const outcome = playScenario(lab, scenario, submission);
      print(lineOf(outcome.grade));
      return outcome;
    });
  const failed = outcomes.filter(({ grade }) => grade.verdict !== 'passed');
  const told = failed.filter(({ grade }) => grade.verdict !== 'not written yet').slice(0, TOLD);
  for (const { report } of told) print(`\n${report}`);
  print(`\n${outcomes.length - failed.length} of ${outcomes.length} scenarios passed.`);
  return failed.length === 0;
}

function lineOf(grade: ScenarioGrade): string {
  const name = `${grade.id.padEnd(6)} ${grade.name.padEnd(NAME)}`;
  if (grade.verdict !== 'passed') {
    return `${paint('red', 'FAIL')} ${name} ${paint('yellow', briefly(grade))}`;
  }
  return `${paint('green', 'ok  ')} ${name} ${paint('dim', `${grade.seeds} seeds`)}`;
}

/** The id of a scenario means that one, so that 2A.3 is not 2A.30 as well; any other text means all that contain it. */
function isMeant({ id, name, title }: Lab['scenarios'][number], test: string): boolean {
  const isId = labs.some(({ scenarios }) => scenarios.some((scenario) => scenario.id === test));
  return isId ? id === test : `${id} ${name}: ${title}`.includes(test);
}

function commandLine(argv: readonly string[]): { wanted: readonly Lab[]; options: Options } {
  const program = new Command('lab')
    .description('Plays the scenarios of a lab on your Raft.')
    .argument('[lab]', `one of ${labs.map(({ id }) => id).join(', ')}; all unless given`)
    .option('--folder <folder>', 'the folder that holds raft.ts', 'skeleton')
    .option('--watch', 'again whenever a file of the folder changes')
    .option('--test <text>', 'only scenarios whose name contains this, for example 2A.3', '')
    .exitOverride()
    .showHelpAfterError('See npm run lab -- --help.');
  program.parse(argv);
  const id = program.args[0]?.toUpperCase();
  const wanted = labs.filter((lab) => id === undefined || lab.id === id);
  if (wanted.length === 0) {
    const known = labs.map((lab) => lab.id).join(', ');
    throw new UsageError(`there is no lab ${program.args[0]}; the labs are ${known}`);
  }
  return { wanted, options: program.opts<Options>() };
}
