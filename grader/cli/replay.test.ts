import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, expect, it } from 'vitest';
import { labs } from '../../labs/index.ts';
import { loadSubmission } from '../run/in-process.ts';
import { play } from '../run/play.ts';
import { toLines } from '../trace/file.ts';

const room = mkdtempSync(join(tmpdir(), 'raft-lab-kit-'));
afterAll(() => rmSync(room, { recursive: true }));

/** Ends whatever process it gets hold of, when a server boots. */
const HOSTILE = `
  const leave = () => ([] as any).constructor.constructor('return process')().exit(7);
  const handlers = ['restart', 'electionTimeout', 'heartbeatTimeout', 'handleRequestVoteRequest',
    'handleRequestVoteResponse', 'handleAppendEntriesRequest', 'handleAppendEntriesResponse', 'clientRequest',
    'handleInstallSnapshotRequest', 'handleInstallSnapshotResponse', 'takeSnapshot', 'changeServers'];
  export const raft: any = Object.fromEntries(handlers.map((name) => [name, leave]));
`;

it('what a submission does in a replay stays in its compartment', { timeout: 60_000 }, async () => {
  const scenario = labs[0]?.scenarios[0];
  if (scenario === undefined) throw new Error('there are no labs');
  const { subject } = await loadSubmission('reference');
  const { recording } = play({ scenario, seed: 1, subject, properties: [], record: true });
  if (recording === null) throw new Error('nothing was recorded');
  const trace = join(room, 'trace.jsonl');
  writeFileSync(trace, [...toLines(recording.run, recording.events)].join('\n'));
  writeFileSync(join(room, 'raft.ts'), HOSTILE);

  const { exitCode, stdout } = await execa('tsx', ['grader/cli/replay.ts', trace, room], {
    preferLocal: true,
    reject: false,
  });
  expect(stdout).toContain('They part at event 1');
  expect(exitCode).toBe(1);
});
