/**
 * SARIF 2.1.0, for what was found in a submission before it ran: forbidden names and imports, and code that cannot be read.
 *
 * How runs failed does not belong here: SARIF is about lines of files. Each finding of the loader is a line of its text,
 * `raft.ts:12: what is wrong`.
 *
 * @module
 */
import { type Surroundings, unplayable } from './outcome.ts';
import type { Results } from './results.ts';
import { jsonDocument, wellFormed } from './text.ts';

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json';

const RULES = {
  forbidden: 'The code uses what no server may: a clock, chance, waiting, the machine.',
  crashed: 'The submission cannot be loaded.',
} as const;

export function sarif(results: Results, { folder }: Surroundings): string {
  const rules = Object.entries(RULES).map(([id, text]) => ({ id, shortDescription: { text } }));
  const driver = { name: 'raft-lab-kit', version: `${results.version}`, rules };
  const run = {
    tool: { driver },
    results: findingsOf(results, folder),
    columnKind: 'utf16CodeUnits',
  };
  return jsonDocument({ $schema: SCHEMA, version: '2.1.0', runs: [run] });
}

function findingsOf(results: Results, folder: string): readonly object[] {
  const text = unplayable(results);
  if (text === null) return [];
  const verdict = results.labs[0]?.scenarios[0]?.failure?.verdict;
  const ruleId = verdict === 'forbidden' ? 'forbidden' : 'crashed';
  return found(text).map(({ file, line, message }) => ({
    ruleId,
    level: 'error',
    message: { text: wellFormed(message) },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: uriOf(folder, file) },
          region: { startLine: line },
        },
      },
    ],
  }));
}

interface Finding {
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

/** The findings in a text of the loader. A line without a place belongs to the one before; the first one, to `raft.ts`. */
function found(text: string): readonly Finding[] {
  const findings: Finding[] = [];
  for (const line of text.split('\n')) {
    const place = /^(\S+\.(?:[mc]?[jt]s|json)):(\d+): (.*)$/.exec(line);
    const last = findings.at(-1);
    if (place !== null) {
      const [, file = '', number = '1', message = ''] = place;
      findings.push({ file, line: Math.max(Number(number), 1), message });
    } else if (last === undefined) findings.push({ file: 'raft.ts', line: 1, message: line });
    else findings.splice(-1, 1, { ...last, message: `${last.message}\n${line}` });
  }
  return findings;
}

function uriOf(folder: string, file: string): string {
  return [...folder.split('/'), ...file.split('/')]
    .filter((part) => part !== '')
    .map(encodeURIComponent)
    .join('/');
}
