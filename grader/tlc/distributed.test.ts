import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execaSync } from 'execa';
import { describe, expect, it } from 'vitest';
import { agreementCases, readAgreement } from './agreement.ts';
import { runDistributed, workerLine } from './distributed.ts';
import { isAboutTheEnd, type Job, modelJob, readWeakenings, weakeningJob } from './models.ts';

it('another machine becomes a worker with one line, which names this one', () => {
  expect(workerLine({ address: 'lab-1', port: 4711 })).toBe(
    'java -Djava.rmi.server.hostname=ADDRESS_OF_THE_WORKER -Dtlc2.tool.distributed.TLCServer.port=4711 -cp tla2tools.jar tlc2.tool.distributed.TLCWorker lab-1',
  );
});

it('what is about the end of time is known, for TLC would not check it', async () => {
  expect(isAboutTheEnd(await modelJob('spec', 'MCLiveness'))).toBe(true);
  expect(isAboutTheEnd(await modelJob('spec', 'MCElection'))).toBe(false);
});

/** A port that nobody listens on. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  await new Promise((closed) => server.close(closed));
  if (address === null || typeof address === 'string') throw new Error('there is no port');
  return address.port;
}

const hasJava = execaSync('java', ['-version'], { reject: false }).exitCode === 0;
const jar = process.env['TLA2TOOLS_JAR'] ?? '';

/** Runs a job with a server and one worker, and returns what was told on the way. */
async function shared(job: Job) {
  const out = await mkdtemp(join(tmpdir(), 'raft-lab-kit-'));
  const news: string[] = [];
  const outcome = await runDistributed('spec', out, job, {
    ...{ jar, workers: 2, address: '127.0.0.1', port: await freePort() },
    onNews: (each) => news.push(each),
  });
  await rm(out, { recursive: true });
  return { ...outcome, news };
}

if (hasJava && jar !== '') {
  describe('TLC with a server and workers', () => {
    it('finds as many states as alone', { timeout: 120_000 }, async () => {
      const name = 'MCElection-ElectionTimeouts2-Restarts0';
      const { figures } = await readAgreement();
      const alone = figures.find((one) => one.name === name);
      const one = (await agreementCases()).find(({ job }) => job.name === name);
      if (one === undefined) expect.fail(`there is no case ${name}`);
      const { ending, counts, news } = await shared(one.job);
      expect(ending.kind).toBe('holds');
      expect(counts?.distinct).toBe(alone?.distinct);
      expect(news.filter((each) => each.includes('takes part'))).toHaveLength(2);
    });

    it('finds what falls, and its name', { timeout: 120_000 }, async () => {
      const weakenings = await readWeakenings('spec');
      const weakening = weakenings.find(({ name }) => name === 'ForgetsItsVote');
      if (weakening === undefined) expect.fail('there is no such weakening');
      const { ending } = await shared(await weakeningJob('spec', weakening));
      expect(ending).toMatchObject({ kind: 'falls', property: weakening.falls });
    });
  });
} else {
  console.log('NOT CHECKED: TLC with several machines (no Java, or no TLA2TOOLS_JAR).');
}
