import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execaSync } from 'execa';
import { describe, expect, it } from 'vitest';
import { modelNames, readWeakenings, usualModels, weaken, weakeningJob } from './models.ts';
import { runTlc } from './run.ts';

const weakenings = await readWeakenings('spec');
const raft = readFileSync('spec/Raft.tla', 'utf8');
const broken = readFileSync('spec/weakenings/Weakenings.tla', 'utf8');
const guides = readFileSync('spec/models/Guides.tla', 'utf8');

it('a model that takes hours must be named', async () => {
  const usual = await usualModels('spec');
  expect(usual).toContain('MCEverything');
  const left = (await modelNames('spec')).filter((name) => !usual.includes(name));
  expect(left).toEqual(['MCLarge', 'MCReplication']);
});

describe('the table of weakenings', () => {
  it('names each once', () => {
    const names = weakenings.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  for (const weakening of weakenings) {
    it(`${weakening.name} breaks what is there, in a model that is there`, async () => {
      const models = await modelNames('spec');
      expect(models).toContain(weakening.model);
      for (const [of, by] of Object.entries(weakening.breaks)) {
        expect(raft).toMatch(new RegExp(`^${of}(\\([^)]*\\))? ==`, 'm'));
        expect(broken).toMatch(new RegExp(`^${by}(\\([^)]*\\))? ==`, 'm'));
      }
      const { config } = await weakeningJob('spec', weakening);
      expect(config).toMatch(new RegExp(`^(    |INVARIANT |PROPERTY )${weakening.falls}$`, 'm'));
    });
  }

  it('follows every guide', () => {
    const defined = [...guides.matchAll(/^(\w+) ==\n {4}<</gm)].map(([, name]) => name);
    const used = new Set(weakenings.flatMap(({ guide }) => guide ?? []));
    used.add('TwoRightChanges'); // MCTwoChanges follows it, and is no weakening.
    expect(defined.sort()).toEqual([...used].sort());
  });

  it('uses every operator of the module', () => {
    const defined = [...broken.matchAll(/^(\w+)\([^)]*\) ==/gm)].map(([, name]) => name);
    const used = weakenings.flatMap(({ breaks }) => Object.values(breaks));
    expect(defined.filter((name) => name !== undefined && !used.includes(name))).toEqual([]);
  });

  it('does not change a number that the model does not have', () => {
    const [first] = weakenings;
    if (first === undefined) throw new Error('there are no weakenings');
    const odd = { ...first, constants: { Moons: '2' } };
    expect(() => weaken('CONSTANTS\n    Suns = 1\n', odd)).toThrow('has no Moons');
  });
});

/** What has a longer story takes TLC minutes to find: `npm run tlc -- --weakenings` runs them all. */
const STEPS_MAX = 9;

const hasJava = execaSync('java', ['-version'], { reject: false }).exitCode === 0;
const jar = process.env['TLA2TOOLS_JAR'] ?? '';
if (hasJava && jar !== '') {
  describe('TLC', () => {
    for (const weakening of weakenings.filter(({ steps }) => steps <= STEPS_MAX)) {
      it(`finds ${weakening.name}`, { timeout: 300_000 }, async () => {
        const out = await mkdtemp(join(tmpdir(), 'raft-lab-kit-'));
        const job = await weakeningJob('spec', weakening);
        const { ending } = await runTlc('spec', out, job, { jar, workers: 1 });
        await rm(out, { recursive: true });
        if (ending.kind !== 'falls') expect.fail(`${ending.kind}: ${weakening.falls} should fall`);
        if (weakening.checks !== undefined) return;
        expect(ending.property).toBe(weakening.falls);
        expect(ending.story.length).toBe(weakening.steps + 1);
      });
    }
  });
} else {
  console.log('NOT CHECKED: that TLC finds the weakenings (no Java, or no TLA2TOOLS_JAR).');
}
