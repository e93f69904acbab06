/**
 * The command that starts a process at a level of the sandbox, and whether it works on this machine.
 *
 * @module
 */
import { execFileSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { atLeast, type SandboxLevel } from './level.ts';

/** A command, its arguments as a list, and all that its environment holds. */
export interface Launch {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
}

export interface LaunchOptions {
  /** The bundled engine: the one file that the process needs. */
  readonly engine: string;
  /** How many megabytes of heap it may take. */
  readonly memoryMb: number;
}

/** The command for a level. */
export function launch(level: SandboxLevel, { engine, memoryMb }: LaunchOptions): Launch {
  const file = realpathSync(engine);
  const flags = [
    '--enable-source-maps',
    `--max-old-space-size=${memoryMb}`,
    ...(atLeast(level, 'process')
      ? [permissionFlag(), '--no-warnings', `--allow-fs-read=${file}`]
      : []),
  ];
  const node: Launch = {
    command: process.execPath,
    args: [...flags, file],
    env: atLeast(level, 'process') ? {} : process.env,
  };
  return level === 'os' ? confined(node, { engine: file, memoryMb }) : node;
}

/** The permission model has had two names. */
function permissionFlag(): string {
  return process.allowedNodeEnvironmentFlags.has('--permission')
    ? '--permission'
    : '--experimental-permission';
}

/** What V8 reserves without using it, in megabytes of addresses. */
const RESERVED_MB = 8_192;

/** Shows a process the system's libraries, Node and the engine, and nothing else: no home, no network, no neighbours. */
function confined({ command, args }: Launch, { engine, memoryMb }: LaunchOptions): Launch {
  const readOnly = (path: string): string[] => ['--ro-bind', path, path];
  const ifThere = (path: string): string[] => ['--ro-bind-try', path, path];
  const bytes = (memoryMb + RESERVED_MB) * 1_048_576;
  return {
    command: 'bwrap',
    args: [
      ...['--unshare-all', '--die-with-parent', '--new-session', '--clearenv', '--cap-drop', 'ALL'],
      ...['/usr', '/lib', '/lib32', '/lib64', '/bin'].flatMap(ifThere),
      ...['--proc', '/proc', '--dev', '/dev', '--tmpfs', '/tmp', '--chdir', '/'],
      ...readOnly(realpathSync(command)),
      ...readOnly(engine),
      '--',
      ...['prlimit', `--as=${bytes}`, '--fsize=0', '--core=0', '--'],
      realpathSync(command),
      ...args,
    ],
    env: { PATH: process.env['PATH'] },
  };
}

/**
 * Why a level cannot work on this machine: what is missing, and what to do. `null` when it works.
 *
 * It is tried, for a program that is there may still not be allowed to do its work.
 */
export function whyNot(level: SandboxLevel): string | null {
  if (level !== 'os') return null;
  const missing = ['bwrap', 'prlimit'].filter((program) => !works(program, ['--version']));
  if (process.platform !== 'linux') return 'it needs Linux; use --sandbox process';
  if (missing.length > 0) {
    return `${missing.join(' and ')} cannot be run; install ${missing.map((name) => PACKAGES[name]).join(' and ')}, or use --sandbox process`;
  }
  const { command, args, env } = launch('os', { engine: process.execPath, memoryMb: 64 });
  const version = [...args.slice(0, args.lastIndexOf('--') + 2), '--version'];
  if (works(command, version, env)) return null;
  return 'bwrap is there but may not do its work, as in many containers; use --sandbox process: the container is what stands around it';
}

const PACKAGES: Readonly<Record<string, string>> = {
  bwrap: 'bubblewrap',
  prlimit: 'util-linux',
};

function works(command: string, args: readonly string[], env?: Launch['env']): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore', ...(env === undefined ? {} : { env }) });
    return true;
  } catch {
    return false;
  }
}
