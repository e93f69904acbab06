import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execaSync } from 'execa';
import { describe, expect, it } from 'vitest';
import { labs } from '../../labs/index.ts';
import { raft } from '../../reference/raft.ts';
import type { Raft } from '../../skeleton/contract/index.ts';
import { play } from '../run/play.ts';
import { subjectOf } from '../run/testing.ts';
import { runTlc } from '../tlc/run.ts';
import type { RecordedRun } from './run-reader.ts';
import { traceJob } from './trace-job.ts';

/** The first scenario, as this Raft plays it. */
function recorded(id: string, played: Raft): RecordedRun {
  const scenario = labs.flatMap(({ scenarios }) => scenarios).find((each) => each.id === id);
  if (scenario === undefined) throw new Error(`there is no scenario ${id}`);
  const subject = subjectOf(played);
  const { recording } = play({ scenario, seed: 1, subject, properties: [], record: true });
  if (recording === null) throw new Error('the run was not recorded');
  return recording;
}

describe('a recorded run as a module', () => {
  it('defines each value once, each step, and the servers', async () => {
    const { job, events } = await traceJob(recorded('2A.12', raft));
    const module = job.modules?.['RecordedSteps.tla'] ?? '';
    const definitions = [...module.matchAll(/^(v\d+) == (.*)$/gm)];
    const expressions = definitions.map(([, , expression]) => expression);
    expect(definitions.length).toBeGreaterThan(10);
    expect(new Set(expressions).size).toBe(expressions.length);
    expect(module).toMatch(/^v\d+ == \{("s[123]"(, )?){3}\}$/m);
    expect(module.match(/action \|-> "HandleRequestVoteRequest"/g)?.length).toBeGreaterThan(0);
    expect(module.match(/action \|->/g)?.length).toBe(events.length);
    expect(job.config).toMatch(/^ {4}Server <- RunServers$/m);
    expect(job.config).toMatch(/^INIT RunInit$/m);
  });
});

const hasJava = execaSync('java', ['-version'], { reject: false }).exitCode === 0;
const jar = process.env['TLA2TOOLS_JAR'] ?? '';
if (hasJava && jar !== '') {
  describe('TLC', () => {
    async function ending(run: RecordedRun) {
      const out = await mkdtemp(join(tmpdir(), 'raft-lab-kit-'));
      const { job, events } = await traceJob(run);
      const { ending: end } = await runTlc('spec', out, job, { jar, workers: 1 });
      await rm(out, { recursive: true });
      return { end, events };
    }

    it.each(['2A.13', '2B.37', '2D.14', '2E.13'])(
      'allows the reference in %s',
      { timeout: 120_000 },
      async (id) => {
        const { end } = await ending(recorded(id, raft));
        expect(end).toEqual({ kind: 'holds' });
      },
    );

    it('stops at the step that nothing allows', { timeout: 120_000 }, async () => {
      const generous: Raft = {
        ...raft,
        handleRequestVoteRequest: (state, message, env) => {
          const { effects, ...rest } = raft.handleRequestVoteRequest(state, message, env);
          const { from: to, to: from } = message;
          const term = rest.state.currentTerm;
          const vote = { type: 'RequestVoteResponse', from, to, term, voteGranted: true } as const;
          return { ...rest, effects: [...effects, { type: 'send', message: vote }] };
        },
      };
      const { end, events } = await ending(recorded('2A.12', generous));
      if (end.kind !== 'falls') expect.fail(`TLC says ${end.kind}`);
      expect(events[end.story.length - 1]).toBe(6);
    });
  });
} else {
  console.log('NOT CHECKED: recorded runs with TLC (no Java, or no TLA2TOOLS_JAR).');
}
