import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DownloadError, download } from './download.ts';
import { findJar, NoTlc } from './jar.ts';

const content = Buffer.from('a jar '.repeat(20_000));
const sha256 = createHash('sha256').update(content).digest('hex');

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

let server: Server;
let asked: string[];
let file: string;

beforeEach(async () => {
  asked = [];
  file = join(await mkdtemp(join(tmpdir(), 'raft-lab-kit-')), 'cache', 'tla2tools.jar');
  for (const name of ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY']) {
    vi.stubEnv(name, '');
  }
});

afterEach(() => {
  server.closeAllConnections();
  server.close();
  vi.unstubAllEnvs();
});

/** A server that answers like this, and the address of the file on it. */
async function serve(answer: Answer): Promise<string> {
  server = createServer((request, response) => {
    asked.push(`${request.url} ${request.headers.range ?? 'whole'}`);
    answer(request, response);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return `http://127.0.0.1:${port}/tla2tools.jar`;
}

/** Sends the file, or what is asked of it. */
const whole: Answer = ({ headers: { range } }, response) => {
  const from = Number(/bytes=(\d+)-/.exec(range ?? '')?.[1] ?? 0);
  if (from > 0) {
    const last = content.length - 1;
    response.writeHead(206, { 'content-range': `bytes ${from}-${last}/${content.length}` });
  }
  response.end(content.subarray(from));
};

describe('a download', () => {
  it('brings the file, once', async () => {
    const url = await serve(whole);
    await download({ url, file, sha256 });
    await download({ url, file, sha256 });
    expect(await readFile(file)).toEqual(content);
    expect(asked).toEqual(['/tla2tools.jar whole']);
  });

  it('keeps nothing that has another checksum', async () => {
    const url = await serve((_, response) => response.end('something else'));
    await expect(download({ url, file, sha256 })).rejects.toThrow(/SHA-256 .* should have/);
    expect(existsSync(file)).toBe(false);
    expect(existsSync(`${file}.part`)).toBe(false);
  });

  it('goes on where the transfer broke', async () => {
    const url = await serve((request, response) => {
      if (asked.length > 1) return whole(request, response);
      response.writeHead(200, { 'content-length': content.length });
      response.write(content.subarray(0, 50_000), () => setTimeout(() => response.destroy(), 50));
    });
    await download({ url, file, sha256 });
    expect(await readFile(file)).toEqual(content);
    expect(asked).toHaveLength(2);
    expect(asked[1]).toMatch(/bytes=[1-9]\d*-/);
  });

  it('begins anew on a server that cannot go on', async () => {
    const url = await serve((_, response) => response.end(content));
    await download({ url: `${url}`, file, sha256: sha256 });
    const other = `${file}.other`;
    await writeFile(`${other}.part`, 'half of it');
    await download({ url, file: other, sha256 });
    expect(await readFile(other)).toEqual(content);
  });

  it('goes where it is sent to', async () => {
    const url = await serve((request, response) => {
      if (request.url === '/there') return whole(request, response);
      response.writeHead(302, { location: '/there' }).end();
    });
    await download({ url, file, sha256 });
    expect(await readFile(file)).toEqual(content);
  });

  it('goes through the proxy that the environment names', async () => {
    const proxy = await serve(whole);
    server.on('connect', (request, socket) => {
      asked.push(`connect ${request.url}`);
      socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    });
    vi.stubEnv('http_proxy', new URL(proxy).origin);
    const elsewhere = { url: 'http://tla.invalid/tla2tools.jar', file, sha256 };
    await download(elsewhere).catch(() => undefined);
    expect(asked[0]).toMatch(/tla[.]invalid/);
  });

  it('gives up with a reason', async () => {
    const url = await serve((_, response) => response.writeHead(404).end());
    await expect(download({ url, file, sha256 })).rejects.toThrow('answers with status 404');
    const broken = await serve((_, response) => response.destroy());
    await expect(download({ url: broken, file, sha256 })).rejects.toThrow(DownloadError);
  });
});

describe('the jar of TLC', () => {
  it('is missed in words that help', async () => {
    const url = await serve((_, response) => response.writeHead(404).end());
    const env = { ...process.env, TLA2TOOLS_URL: url, XDG_CACHE_HOME: file };
    await expect(findJar({ ...env, TLA2TOOLS_JAR: '' })).rejects.toThrow(NoTlc);
    await expect(findJar({ ...env, TLA2TOOLS_JAR: 'no/such.jar' })).rejects.toThrow(NoTlc);
  });
});
