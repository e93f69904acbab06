/**
 * Small submissions for tests.
 *
 * @module
 */
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const HANDLERS = [
  'restart',
  'electionTimeout',
  'heartbeatTimeout',
  'handleRequestVoteRequest',
  'handleRequestVoteResponse',
  'handleAppendEntriesRequest',
  'handleAppendEntriesResponse',
  'clientRequest',
  'handleInstallSnapshotRequest',
  'handleInstallSnapshotResponse',
  'takeSnapshot',
  'changeServers',
];

/**
 * The text of a `raft.ts` with all handlers. `restart` gets a body and the arguments `disk` and `env`, the others
 * return their state. The body starts on the line after `top` and two more.
 */
export function raftText(parts: { readonly top?: string; readonly restart?: string } = {}): string {
  const { top = '', restart = 'return { state: {}, effects: [] };' } = parts;
  const others = HANDLERS.filter((name) => name !== 'restart').map(
    (name) => `  ${name}: (state) => ({ state, effects: [] }),`,
  );
  return [
    top,
    'export const raft = {',
    '  restart(disk, env) {',
    restart,
    '  },',
    ...others,
    '};',
    '',
  ].join('\n');
}

/** Writes files into a new folder under the system's folder for temporary files and gives back its path. */
export async function writeSubmission(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'raft-submission-'));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  return folder;
}
