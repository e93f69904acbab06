import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Environment, LabId, Raft } from '../../skeleton/contract/index.ts';
import { raft } from '../../skeleton/raft.ts';

/** Every handler that a submission must have, and the lab that asks for it first. The compiler checks the names. */
const labOf: Record<Exclude<keyof Raft, 'handleCustom'>, LabId> = {
  restart: '2A',
  electionTimeout: '2A',
  heartbeatTimeout: '2A',
  handleRequestVoteRequest: '2A',
  handleRequestVoteResponse: '2A',
  handleAppendEntriesRequest: '2A',
  handleAppendEntriesResponse: '2A',
  clientRequest: '2B',
  handleInstallSnapshotRequest: '2D',
  handleInstallSnapshotResponse: '2D',
  takeSnapshot: '2D',
  changeServers: '2E',
};

function chapters(folder: string): readonly string[] {
  const all = readdirSync(new URL(`../../${folder}`, import.meta.url));
  return all.filter((name) => name.endsWith('.ts') && !name.includes('.test')).sort();
}

function source(folder: string, name: string): string {
  return readFileSync(new URL(`../../${folder}/${name}`, import.meta.url), 'utf8');
}

function heading(text: string): string {
  return /^\/\*\*\n \* (Chapter \d)/.exec(text)?.[1] ?? 'no chapter';
}

describe('the skeleton', () => {
  it('has the same files as the reference', () => {
    expect(chapters('skeleton')).toEqual(chapters('reference'));
  });

  it('has the same chapters as the reference', () => {
    for (const name of chapters('skeleton')) {
      expect(`${name}: ${heading(source('skeleton', name))}`).toBe(
        `${name}: ${heading(source('reference', name))}`,
      );
    }
  });

  it('imports nothing but itself', () => {
    for (const name of chapters('skeleton')) {
      const imported = [...source('skeleton', name).matchAll(/from '(.*)';/g)].map(
        ([, path]) => path,
      );
      expect(imported.filter((path) => !path?.startsWith('./'))).toEqual([]);
    }
  });

  it('gives the very same effects and assertions as the reference has', () => {
    const code = (text: string) => text.replace('../skeleton/contract', './contract');
    for (const name of ['effects.ts', 'assert.ts']) {
      expect(source('skeleton', name)).toBe(code(source('reference', name)));
    }
  });

  it('has every handler of the contract and no other', () => {
    expect(Object.keys(raft).sort()).toEqual(Object.keys(labOf).sort());
  });

  it.each(Object.entries(labOf))('%s is not written yet (lab %s)', (name, lab) => {
    const env: Environment = { id: 'a', servers: ['a', 'b', 'c'], random: () => 0.5 };
    const handler = Reflect.get(raft, name) as (...inputs: readonly unknown[]) => unknown;
    const expected = {
      name: 'NotWrittenYet',
      message: `not written yet: \`${name}\` (lab ${lab})`,
    };
    let thrown: unknown;
    try {
      handler({}, {}, env, env);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(Error);
    expect(thrown).toMatchObject(expected);
  });
});
