import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { lab as lab2A } from '../../labs/2A/lab.ts';
import { lab as lab2B } from '../../labs/2B/lab.ts';
import { type Panel, panelText, readPanel } from '../panel/panel.ts';
import { tryOut } from '../panel/trial.ts';
import { buildEngine, buildFile } from '../run/engine.ts';
import { play } from '../run/play.ts';
import { load } from '../sandbox/load.ts';
import { makePanel } from './panel.ts';

const REFERENCE = fileURLToPath(new URL('../../reference/', import.meta.url));
const EXAMPLE = fileURLToPath(new URL('../../labs/2T/scenarios.ts', import.meta.url));

let panel: Panel = { version: 1, rafts: [] };

beforeAll(async () => {
  panel = await makePanel();
});

function ofKind(kind: 'right' | 'wrong'): Panel['rafts'] {
  return panel.rafts.filter((raft) => raft.kind === kind);
}

/** The first scenario of labs 2A and 2B that fails on a Raft when nothing but the scenario judges it. */
function exposedBy({ bundle }: Panel['rafts'][number]): string | null {
  const subject = load(bundle);
  for (const scenario of [...lab2B.scenarios, ...lab2A.scenarios]) {
    for (let seed = 1; seed <= scenario.seeds; seed += 1) {
      const { verdict } = play({ scenario, seed, subject, properties: [] });
      if (verdict !== 'passed') return scenario.id;
    }
  }
  return null;
}

describe('the panel', () => {
  it('is one file, which can be read again', () => {
    expect(readPanel(panelText(panel))).toEqual(panel);
    expect(readPanel('{"version":2,"rafts":[{}]}')).toBe(null);
    expect(readPanel('no JSON')).toBe(null);
  });

  it('has ten right Rafts, so that a scenario that rejects everything earns nothing', () => {
    expect(ofKind('right').length).toBe(10);
    expect(ofKind('wrong').length).toBe(20);
    expect(new Set(panel.rafts.map(({ id }) => id)).size).toBe(30);
  });

  it('holds nothing that could be read: no line, no comment and no function of the reference', () => {
    const text = readdirSync(REFERENCE)
      .filter((file) => file.endsWith('.ts') && !file.includes('.test'))
      .map((file) => readFileSync(`${REFERENCE}/${file}`, 'utf8'))
      .join('\n');
    const names = [...text.matchAll(/^(?:export )?function (\w+)/gm)].map(([, name = '']) => name);
    const handlers = new Set(Object.keys(load(panel.rafts[0]?.bundle ?? emptyBundle).boot().raft));
    const own = names.filter((name) => !handlers.has(name));
    expect(own.length).toBeGreaterThan(40);
    for (const { bundle } of panel.rafts) {
      expect(bundle.code.trim().split('\n').length).toBeLessThan(5);
      expect(bundle.sourceMap).not.toMatch(/reference|\.ts/);
      expect(own.filter((name) => new RegExp(`\\b${name}\\(`).test(bundle.code))).toEqual([]);
    }
  });

  it('has only wrong Rafts that a scenario can expose by itself', { timeout: 120_000 }, () => {
    const hidden = ofKind('wrong').filter((raft) => exposedBy(raft) === null);
    expect(hidden.map(({ id }) => id)).toEqual([]);
  });
});

describe('the example', () => {
  it('exposes some wrong Rafts and rejects no right one', { timeout: 120_000 }, async () => {
    const engine = await buildEngine('grader/panel/worker.ts');
    const { path: tests } = await buildFile(EXAMPLE);
    const { meetings, setAside } = await tryOut({ panel, engine, tests, source: EXAMPLE });
    expect(setAside).toEqual([]);
    const rejected = meetings.filter(({ rejections }) => rejections.length > 0);
    expect(rejected.map(({ raft }) => raft.id)).toContain('half-is-a-majority');
    expect(rejected.filter(({ raft }) => raft.kind === 'right')).toEqual([]);
  });
});

const emptyBundle = { name: '', code: '', sourceMap: '', insertions: [] };
