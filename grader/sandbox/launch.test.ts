import { once } from 'node:events';
import { realpathSync } from 'node:fs';
import { mkdtemp, realpath, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { beforeAll, describe, expect, it } from 'vitest';
import { launch, whyNot } from './launch.ts';
import { SANDBOX_LEVELS, type SandboxLevel } from './level.ts';

let engine = '';
beforeAll(async () => {
  engine = join(await realpath(await mkdtemp(join(tmpdir(), 'raft-engine-'))), 'engine.mjs');
  await writeFile(engine, '');
});

describe('the command of a level', () => {
  it.each(SANDBOX_LEVELS)('%s: ends with the engine, and limits the heap', (level) => {
    const { args } = launch(level, { engine, memoryMb: 123 });
    expect(args.at(-1)).toBe(engine);
    expect(args).toContain('--max-old-space-size=123');
  });

  it('takes the environment away and asks for permissions from level process on', () => {
    const [none, process, os] = (['none', 'process', 'os'] as const).map((level) =>
      launch(level, { engine, memoryMb: 64 }),
    );
    expect(none?.env).not.toEqual({});
    expect(none?.args.join(' ')).not.toContain('permission');
    expect(process?.env).toEqual({});
    for (const { args = [] } of [process ?? {}, os ?? {}]) {
      expect(args.filter((arg) => /permission$/.test(arg))).toHaveLength(1);
      expect(args).toContain(`--allow-fs-read=${engine}`);
    }
  });

  it('shows level os the system, Node and the engine, and nothing else, without network or neighbours', () => {
    const { command, args } = launch('os', { engine, memoryMb: 64 });
    const shown = args.filter((_, at) => /^--ro-bind(-try)?$/.test(args[at - 1] ?? ''));
    const system = ['/usr', '/lib', '/lib32', '/lib64', '/bin'];
    expect(command).toBe('bwrap');
    expect(shown).toEqual([...system, realpathSync(process.execPath), engine]);
    expect(args).toContain('--unshare-all');
    expect(args.indexOf('prlimit')).toBeGreaterThan(args.indexOf('--'));
  });
});

it('what needs no other program works everywhere', () => {
  for (const level of ['none', 'ses', 'process'] as const) expect(whyNot(level)).toBeNull();
});

/**
 * Does whatever it can with the machine and says what worked. It is told the port of a server, the id of a neighbour, a
 * file of ours, and a folder.
 */
const PROBE = `
import { connect } from 'node:net';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
const [port, neighbour, file, folder] = readFileSync(0, 'utf8').split('\\n');
const worked = [];
const attempt = (what, run) => { try { run(); worked.push(what); } catch {} };
attempt('reads a file', () => readFileSync(file));
attempt('writes a file', () => writeFileSync(folder + '/written', 'x'));
const left = join(tmpdir(), 'raft-probe-' + process.pid);
attempt('fills the memory disk', () => { writeFileSync(left, 'x'); rmSync(left); });
attempt('sees a neighbour', () => process.kill(Number(neighbour), 0));
const socket = connect(Number(port), '127.0.0.1');
const said = (more) => { console.log(JSON.stringify([...worked, ...more])); process.exit(); };
socket.on('connect', () => said(['reaches the network']));
socket.on('error', () => said([]));
`;

/** What code could do that has got out of everything else: what the system does not stop, once Node stops nothing. */
async function reached(level: SandboxLevel): Promise<string[]> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'raft-probe-')));
  const file = join(folder, 'probe.mjs');
  const secret = join(folder, 'secret');
  await writeFile(file, PROBE);
  await writeFile(secret, '');
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const { command, args, env } = launch(level, { engine: file, memoryMb: 64 });
  const free = args.filter((arg) => !/permission$|^--allow-/.test(arg));
  try {
    const input = [port, process.pid, secret, folder].join('\n');
    const { stdout } = await execa(command, free, { env: { ...env }, extendEnv: false, input });
    return JSON.parse(stdout);
  } finally {
    server.close();
  }
}

const EVERYTHING = [
  'reads a file',
  'writes a file',
  'fills the memory disk',
  'sees a neighbour',
  'reaches the network',
];

describe('what code can reach that has got out of everything else', () => {
  it.each(['none', 'process'] as const)('level %s: everything', async (level) => {
    expect(await reached(level)).toEqual(EVERYTHING);
  });

  const problem = whyNot('os');
  if (problem !== null) console.warn(`\n*** NOT TRIED: the walls of level os: ${problem} ***\n`);
  const walls = problem === null ? (['os'] as const) : [];
  it.each(walls)('level %s: nothing', async (level) => {
    expect(await reached(level)).toEqual([]);
  });
});
