/**
 * Gets a file once and for all: a transfer that breaks goes on where it broke, and only a file with the right
 * SHA-256 is kept.
 *
 * @module
 */
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { EnvHttpProxyAgent, request } from 'undici';

/** What is wanted, and where it is to be. */
export interface Wanted {
  readonly url: string;
  readonly file: string;
  readonly sha256: string;
}

/** The file could not be had. The message says why. */
export class DownloadError extends Error {}

/** A transfer may break this often before we give up; each try goes on where the last one broke. */
const TRIES = 4;

/** Downloads a file unless it is there, through the proxy that the environment names. */
export async function download(wanted: Wanted): Promise<void> {
  const { file, sha256, url } = wanted;
  if (existsSync(file)) return;
  await mkdir(dirname(file), { recursive: true });
  const part = `${file}.part`;
  await transferWhole(url, part);
  const got = await hashOf(part);
  if (got !== sha256) {
    await rm(part);
    throw new DownloadError(`${url} has the SHA-256 ${got}, and should have ${sha256}`);
  }
  await rename(part, file);
}

async function transferWhole(url: string, part: string): Promise<void> {
  for (let left = TRIES; ; left -= 1) {
    try {
      await transfer(url, part);
      return;
    } catch (error) {
      if (error instanceof DownloadError) throw error;
      if (left <= 1) throw new DownloadError(`${url} cannot be had: ${reason(error)}`);
    }
  }
}

/** Gets what is missing of a file. A server that cannot go on from the middle sends it from the beginning. */
async function transfer(url: string, part: string): Promise<void> {
  const have = existsSync(part) ? (await stat(part)).size : 0;
  const headers = have > 0 ? { range: `bytes=${have}-` } : {};
  const dispatcher = new EnvHttpProxyAgent();
  try {
    const { statusCode, body, headers: answer } = await follow(url, headers, dispatcher);
    const goesOn = statusCode === 206 && answer['content-range'] !== undefined;
    if (statusCode === 416) {
      await body.dump();
      return; // Nothing is missing, or the part is no part of this file: the checksum tells.
    }
    if (statusCode !== 200 && !goesOn) {
      await body.dump();
      throw new DownloadError(`${url} answers with status ${statusCode}`);
    }
    await pipeline(body, createWriteStream(part, { flags: goesOn ? 'a' : 'w' }));
  } finally {
    await dispatcher.close();
  }
}

type Answer = Awaited<ReturnType<typeof request>>;

/** Asks, and asks again where it is sent to: releases are kept on another host than the page that names them. */
async function follow(
  url: string,
  headers: Record<string, string>,
  dispatcher: EnvHttpProxyAgent,
): Promise<Answer> {
  let place = url;
  for (let hops = 0; hops < 5; hops += 1) {
    const answer = await request(place, { headers, dispatcher });
    const { location } = answer.headers;
    if (answer.statusCode < 300 || answer.statusCode > 399 || typeof location !== 'string') {
      return answer;
    }
    await answer.body.dump();
    place = new URL(location, place).href;
  }
  throw new DownloadError(`${url} sends in circles`);
}

async function hashOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
