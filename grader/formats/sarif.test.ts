import { expect, it } from 'vitest';
import type { Verdict } from '../run/verdict.ts';
import type { Results, StoredScenario } from './results.ts';
import { complaints, fields, perfect, sample, surroundings } from './samples.test-helper.ts';
import { sarif } from './sarif.ts';

const text = { type: 'string', minLength: 1 };
const message = fields({ text });
const place = fields({
  artifactLocation: fields({ uri: text }),
  region: fields({ startLine: { type: 'integer', minimum: 1 } }),
});

/** The fields of the SARIF schema that we write, as it publishes them. */
const schema = fields({
  $schema: text,
  version: { const: '2.1.0' },
  runs: {
    type: 'array',
    items: fields({
      tool: fields({
        driver: fields({
          name: text,
          version: text,
          rules: { type: 'array', items: fields({ id: text, shortDescription: message }) },
        }),
      }),
      columnKind: { enum: ['utf16CodeUnits', 'unicodeCodePoints'] },
      results: {
        type: 'array',
        items: fields({
          ruleId: text,
          level: { enum: ['none', 'note', 'warning', 'error'] },
          message,
          locations: { type: 'array', items: fields({ physicalLocation: place }) },
        }),
      },
    }),
  },
});

interface Document {
  readonly runs: readonly { readonly results: readonly object[] }[];
}

function findingsOf(results: Results): readonly object[] {
  const document = sarif(results, surroundings);
  expect(complaints(schema, JSON.parse(document))).toEqual([]);
  return (JSON.parse(document) as Document).runs[0]?.results ?? [];
}

/** The sample, as if nothing of it could be played for one reason. */
function refused(verdict: Verdict, reason: string): Results {
  const results = sample();
  const refusal = (scenario: StoredScenario): StoredScenario => {
    const { id } = scenario;
    const run = {
      scenario: id,
      seed: 1,
      verdict,
      rule: null,
      text: reason,
      server: null,
      handler: null,
    };
    const counts = { tries: 1, virtualMs: 0, events: 0, messages: 0, elections: 0 };
    return { ...scenario, verdict, failure: { ...run, ...counts }, violation: null };
  };
  const labs = results.labs.map((lab) => ({ ...lab, scenarios: lab.scenarios.map(refusal) }));
  return { ...results, labs };
}

const at = (uri: string, startLine: number): object[] => [
  { physicalLocation: { artifactLocation: { uri }, region: { startLine } } },
];

it('has each finding with its file and line', () => {
  const reason =
    'raft.ts:4: `Date` is not allowed.\n    Date.now()\na b/log.ts:7: no.\nlog.ts:9: `eval` is not.';
  expect(findingsOf(refused('forbidden', reason))).toMatchObject([
    {
      ruleId: 'forbidden',
      message: { text: '`Date` is not allowed.\n    Date.now()\na b/log.ts:7: no.' },
      locations: at('skeleton/raft.ts', 4),
    },
    {
      ruleId: 'forbidden',
      message: { text: '`eval` is not.' },
      locations: at('skeleton/log.ts', 9),
    },
  ]);
  expect(findingsOf(refused('crashed', 'there is no raft.ts'))).toMatchObject([
    {
      ruleId: 'crashed',
      message: { text: 'there is no raft.ts' },
      locations: at('skeleton/raft.ts', 1),
    },
  ]);
});

it('has nothing to say about runs', () => {
  expect(findingsOf(sample())).toEqual([]);
  expect(findingsOf(perfect())).toEqual([]);
});
