/**
 * Where Java and the jar of TLC are.
 *
 * @module
 */
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { DownloadError, download } from './download.ts';

/** Java or TLC is missing. The message says what to do. */
export class NoTlc extends Error {}

/** The official release of the TLA+ tools. `TLA2TOOLS_URL` names another place that has the same file. */
const RELEASE = {
  url: 'https://github.com/tlaplus/tlaplus/releases/download/v1.7.4/tla2tools.jar',
  sha256: '936a262061c914694dfd669a543be24573c45d5aa0ff20a8b96b23d01e050e88',
} as const;

/**
 * Finds the jar: the one that `TLA2TOOLS_JAR` names, else the one in the cache, else the release, which goes to the
 * cache. Throws {@link NoTlc} when there is none, or no Java to run it.
 */
export async function findJar(env: NodeJS.ProcessEnv): Promise<string> {
  const { exitCode } = await execa('java', ['-version'], { reject: false, env });
  if (exitCode !== 0) throw new NoTlc('TLC needs Java 11 or newer, and there is no java here');
  const named = env['TLA2TOOLS_JAR'] ?? '';
  if (named !== '') {
    if (existsSync(named)) return named;
    throw new NoTlc(`TLA2TOOLS_JAR names ${named}, and there is no such file`);
  }
  const file = join(cacheFolder(env), 'tla2tools-1.7.4.jar');
  try {
    await download({ url: env['TLA2TOOLS_URL'] ?? RELEASE.url, file, sha256: RELEASE.sha256 });
  } catch (error) {
    if (!(error instanceof DownloadError)) throw error;
    throw new NoTlc(
      `${error.message}\nGet tla2tools.jar (TLC, release 1.7.4) in another way and set TLA2TOOLS_JAR to its path`,
    );
  }
  return file;
}

function cacheFolder(env: NodeJS.ProcessEnv): string {
  return join(env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'raft-lab-kit');
}
