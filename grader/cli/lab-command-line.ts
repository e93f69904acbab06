/**
 * The command line of `npm run lab`, in the kit and in a handout.
 *
 * @module
 */
import { Command } from 'commander';
import { labs } from '../../labs/index.ts';
import type { Lab } from '../run/lab.ts';
import { UsageError } from './usage-error.ts';
import { scenarioOf, wanted } from './wanted.ts';

/** What both take. */
export interface LabOptions {
  readonly folder: string;
  readonly watch?: true;
  readonly test?: string;
}

/** The command, to which more options can be added. */
export function labCommand(): Command {
  return new Command('lab')
    .description('Plays the scenarios of a lab on your Raft.')
    .argument('[lab]', `one of ${labs.map(({ id }) => id).join(', ')}; all unless given`)
    .option('--folder <folder>', 'the folder that holds raft.ts', 'skeleton')
    .option('--watch', 'again whenever a file of the folder changes')
    .option('--test <text>', 'only scenarios whose name contains this, for example 2A.3')
    .exitOverride()
    .showHelpAfterError('See npm run lab -- --help.');
}

/**
 * The labs that are meant, each with the scenarios that are meant. The id of a scenario means that one, so that 2A.3 is not
 * 2A.30 as well; any other text means all that contain it. None is an error: nothing failed would be no success.
 */
export function chosenLabs(id: string | undefined, test = ''): readonly Lab[] {
  const chosen = wanted(labs, {
    labs: id === undefined ? [] : [id.toUpperCase()],
    scenarios: scenarioOf(labs, test) === undefined ? [] : [test],
  })
    .map((lab) => ({
      ...lab,
      scenarios: lab.scenarios.filter((each) => nameOf(each).includes(test)),
    }))
    .filter(({ scenarios }) => scenarios.length > 0);
  if (chosen.length > 0) return chosen;
  throw new UsageError(`no scenario has "${test}" in its name; leave --test out to see all names`);
}

/** As the suites of the labs have it. */
function nameOf({ id, name, title }: Lab['scenarios'][number]): string {
  return `${id} ${name}: ${title}`;
}
