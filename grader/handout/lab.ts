/**
 * `npm run lab 2A` in a handout: plays the scenarios of a lab on the student's Raft, each up to the first seed that fails.
 *
 * The kit itself runs labs as vitest tests. A handout does without, so that `npm ci` brings three packages and not fifty.
 *
 * @module
 */
import { watch as watchFolder } from 'node:fs';
import { chosenLabs, type LabOptions, labCommand } from '../cli/lab-command-line.ts';
import { main } from '../cli/main.ts';
import { paint } from '../cli/paint.ts';
import { checkFolder } from '../cli/paths.ts';
import { briefly } from '../report/terminal.ts';
import type { ScenarioGrade } from '../run/grade.ts';
import { type LoadedSubmission, loadSubmission, playScenario } from '../run/in-process.ts';
import type { Lab } from '../run/lab.ts';
import { SubmissionError } from '../sandbox/submission-error.ts';

/** How many failures are told in full. A student mends one at a time. */
const TOLD = 3;
/** The width of a scenario's name. */
const NAME = 42;
/** An editor saves in several steps. */
const QUIET_MS = 100;

const print = (line: string): void => console.log(line);

await main(async () => {
  const program = labCommand().parse();
  const { folder, test, watch } = program.opts<LabOptions>();
  const chosen = chosenLabs(program.args[0], test);
  checkFolder(folder);
  const passed = await playLabs(chosen, folder);
  if (watch) playAgain(chosen, folder);
  return passed ? 0 : 1;
});

/** Plays again whenever a file changes. Ctrl-C ends it. */
function playAgain(chosen: readonly Lab[], folder: string): void {
  let waiting: NodeJS.Timeout | undefined;
  print(`\nWaiting for ${folder} to change. Ctrl-C ends this.`);
  watchFolder(folder, { recursive: true }, () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => void playLabs(chosen, folder), QUIET_MS);
  });
}

async function playLabs(chosen: readonly Lab[], folder: string): Promise<boolean> {
  try {
    const submission = await loadSubmission(folder);
    return chosen.map((lab) => playLab(lab, submission)).every((passed) => passed);
  } catch (error) {
    if (!(error instanceof SubmissionError)) throw error;
    print(`${folder} cannot be loaded: ${error.message}`);
    return false;
  }
}

function playLab(lab: Lab, submission: LoadedSubmission): boolean {
  print(paint('bold', `Lab ${lab.id} ${lab.title} — ${submission.folder}`));
  const outcomes = lab.scenarios.map((scenario) => {
    const outcome = playScenario(lab, scenario, submission);
    print(lineOf(outcome.grade));
    return outcome;
  });
  const failed = outcomes.filter(({ grade }) => grade.verdict !== 'passed');
  const told = failed.filter(({ grade }) => grade.verdict !== 'not written yet').slice(0, TOLD);
  for (const { failed } of told) print(`\n${failed?.report()}`);
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
