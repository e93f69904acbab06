/**
 * What the levels of the sandbox cost: the same runs at each of them in turn, as ratios to level `none`.
 *
 * @module
 */
import { execa } from 'execa';
import type { Bundle } from '../sandbox/bundle.ts';
import { launch, whyNot } from '../sandbox/launch.ts';
import { atLeast, SANDBOX_LEVELS, type SandboxLevel } from '../sandbox/level.ts';
import { median } from './median.ts';
import type { Order, Pace } from './pace.ts';

const ROUNDS = 5;
const MEMORY_MB = 1_024;

/** Measures all levels that work here, and yields a line for each but the first. */
export async function* measureLevels(engine: string, bundle: Bundle): AsyncGenerator<string> {
  const levels = SANDBOX_LEVELS.filter((level) => whyNot(level) === null);
  const rounds: ReadonlyMap<SandboxLevel, Pace>[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const paces = new Map<SandboxLevel, Pace>();
    for (const level of levels) paces.set(level, await paceAt(level, engine, bundle));
    rounds.push(paces);
  }
  const ratio = (level: SandboxLevel, time: keyof Pace): string => {
    const ofRound = (paces: ReadonlyMap<SandboxLevel, Pace>): number =>
      (paces.get('none')?.[time] ?? 0) / (paces.get(level)?.[time] ?? 0);
    return median(rounds.map(ofRound), (value) => value).toFixed(2);
  };
  for (const level of levels.slice(1)) {
    const what = `events a second at level ${level} / at level none, by processor time`;
    yield `${ratio(level, 'user').padStart(8)}  ${what} (${ratio(level, 'wall')} by the clock)`;
  }
}

async function paceAt(level: SandboxLevel, engine: string, bundle: Bundle): Promise<Pace> {
  const { command, args, env } = launch(level, { engine, memoryMb: MEMORY_MB });
  const order: Order = { bundle, confined: atLeast(level, 'ses') };
  const { stdout } = await execa(command, args, {
    env: { ...env },
    extendEnv: false,
    input: JSON.stringify(order),
  });
  return JSON.parse(stdout) as Pace;
}
