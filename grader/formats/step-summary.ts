/**
 * The summary of a step in GitHub Actions: Markdown for `$GITHUB_STEP_SUMMARY`.
 *
 * @module
 */
import {
  forfeitText,
  nameOf,
  outcomesOfLab,
  type ScenarioOutcome,
  type Surroundings,
} from './outcome.ts';
import type { Results, StoredLab } from './results.ts';
import { wellFormed } from './text.ts';

/** GitHub drops a summary over 1 MiB as a whole. In the worst case a character takes four bytes. */
const LENGTH_MAX = 250_000;

const SIGN = { passed: '✅', failed: '❌', forfeited: '⚠️', 'not judged': '⏭️' } as const;

export function stepSummary(results: Results, surroundings: Surroundings): string {
  const head = [
    `## ${inline(results.submission)}: ${results.earned} of ${results.points} points`,
    ...results.labs.flatMap((lab) => tableLines(lab, surroundings)),
  ].join('\n');
  let text = `${head}\n`;
  for (const lab of results.labs) {
    for (const outcome of outcomesOfLab(lab, surroundings).filter(isTold)) {
      const next = detail(outcome);
      if (text.length + next.length > LENGTH_MAX) return `${text}\nMore failed; see the results.\n`;
      text += next;
    }
  }
  return text;
}

function tableLines(lab: StoredLab, surroundings: Surroundings): string[] {
  const forfeit = forfeitText(lab);
  return [
    '',
    `### Lab ${lab.id} ${inline(lab.title)}: ${lab.earned} of ${lab.points} points`,
    ...(forfeit === '' ? [] : ['', inline(forfeit)]),
    '',
    '|   | Scenario | Points | Seeds | Verdict |',
    '| - | -------- | -----: | ----: | ------- |',
    ...outcomesOfLab(lab, surroundings).map(rowOf),
  ];
}

function rowOf(outcome: ScenarioOutcome): string {
  const { scenario, run, score } = outcome;
  const rule = run?.rule ?? null;
  const verdict = outcome.outcome === 'forfeited' ? 'forfeited' : scenario.verdict;
  const cells = [
    SIGN[outcome.outcome],
    inline(nameOf(outcome)),
    `${score}/${scenario.points}`,
    `${scenario.passed}/${scenario.seeds}`,
    inline(rule === null ? verdict : `${verdict}: ${rule.id} (${rule.paper})`),
  ];
  return `| ${cells.join(' | ')} |`;
}

/** A row says all about what passed, and about what was not judged. */
function isTold({ outcome }: ScenarioOutcome): boolean {
  return outcome === 'failed' || outcome === 'forfeited';
}

function detail(outcome: ScenarioOutcome): string {
  const { scenario, story } = outcome;
  const summary = `${nameOf(outcome)}: ${scenario.title}`;
  const text = html(story.join('\n'));
  return `\n<details><summary>${html(summary)}</summary><pre>${text}</pre></details>\n`;
}

/** A text on one line in which nothing is taken for Markdown, HTML or the edge of a cell. */
function inline(text: string): string {
  return html(text.replace(/\s+/g, ' '));
}

/**
 * Everything that is neither a letter, a digit, a space nor harmless is written as a reference.
 * Markdown takes no reference for markup; a line end between two tags would end the block.
 */
function html(text: string): string {
  return wellFormed(text).replace(
    /[^\p{L}\p{N} .,;:()§–—-]/gu,
    (character) => `&#${character.codePointAt(0)};`,
  );
}
