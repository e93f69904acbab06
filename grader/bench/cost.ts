/**
 * What another process costs: its time, its processor time and its memory.
 *
 * @module
 */
import { existsSync, readFileSync } from 'node:fs';
import { execa } from 'execa';

/** What a process took from its start to its end. */
export interface Cost {
  /** Seconds by the clock. */
  readonly seconds: number;
  /** Seconds of processor time, of all threads, in steps of 10 ms. */
  readonly processor: number;
  /** The most memory that it held, in MB. */
  readonly memory: number;
  /** What it printed. */
  readonly output: string;
}

/** How often to look; what happens after the last look is not counted. */
const LOOK_MS = 5;
const TICKS_A_SECOND = 100;
const KB_A_MB = 1_024;

/** Whether this machine tells what a process costs while it runs: Linux does. */
export const canMeasure = existsSync('/proc/self/stat');

/** Runs a program to its end, and looks at it while it runs. */
export async function costOf(command: string, args: readonly string[], cwd: string): Promise<Cost> {
  const began = performance.now();
  const running = execa(command, args, { cwd, reject: false, all: true });
  let seen = { processor: 0, memory: 0 };
  const looking = setInterval(() => {
    seen = look(running.pid) ?? seen;
  }, LOOK_MS);
  const { all: output } = await running;
  clearInterval(looking);
  return { seconds: (performance.now() - began) / 1_000, ...seen, output };
}

/** What the process has taken so far; `null` if it is no longer there. */
function look(pid: number | undefined): Pick<Cost, 'processor' | 'memory'> | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [user, system] = stat.slice(stat.lastIndexOf(')')).split(' ').slice(12, 14).map(Number);
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const peak = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
    if (user === undefined || system === undefined || peak === undefined) return null;
    return { processor: (user + system) / TICKS_A_SECOND, memory: Number(peak) / KB_A_MB };
  } catch {
    return null;
  }
}
