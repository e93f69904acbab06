/**
 * Grades one submission: every scenario with its seeds, on all cores.
 *
 * @module
 */
import { randomInt } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { basename, resolve } from 'node:path';
import { type Bundle, bundle, type Edit } from '../sandbox/bundle.ts';
import { atLeast, DEFAULT_LEVEL, type SandboxLevel } from '../sandbox/level.ts';
import { SubmissionError } from '../sandbox/submission-error.ts';
import {
  type Grade,
  gradeAll,
  gradeLab,
  gradeScenario,
  judged,
  type ScenarioGrade,
} from './grade.ts';
import { type Job, type Report, reportOf, type Telling } from './jobs.ts';
import type { Lab } from './lab.ts';
import { Patience } from './patience.ts';
import { Pool } from './pool.ts';
import { recheck } from './recheck.ts';
import type { Scenario } from './scenario.ts';
import { type SeedChoice, seedsOf } from './seeds.ts';
import { type RunResult, resultWithoutRun } from './verdict.ts';

export interface SessionOptions {
  /** The folder with the submission's `raft.ts`. */
  readonly folder: string;
  /** How to call it in reports; its folder's name unless given. */
  readonly name?: string;
  /** Why its files cannot be read, when that is known already. It is graded with that, and never bundled. */
  readonly unreadable?: SubmissionError;
  /** Changes to its files, for mutants. */
  readonly edits?: readonly Edit[];
  /** Another Raft that plays every second server, see `mixed.ts`; none unless given. */
  readonly beside?: Bundle;
  /** What is between the submission and this machine; `ses` unless given. */
  readonly sandbox?: SandboxLevel;
  /** The bundled engine, see `engine.ts`. */
  readonly engine: string;
  /** What to grade: labs with the scenarios that are wanted. */
  readonly labs: readonly Lab[];
  readonly seedChoice: SeedChoice;
  /** How many processes; one a core unless given. */
  readonly jobs?: number;
  /** How many megabytes of heap each of them may take. */
  readonly memoryMb?: number;
  /** Called when a scenario is done, in the order of the labs. */
  onScenario?(lab: Lab, grade: ScenarioGrade): void;
}

/** Of so many scenarios one is checked again. */
const RECHECKED = 10;

/** A submission that is ready to be graded and asked about its failures. */
export class Session {
  readonly #options: SessionOptions;
  readonly #pool: Pool | null;
  /** Why the submission cannot even be bundled. */
  readonly #broken: SubmissionError | null;
  readonly #patience = new Patience();
  readonly name: string;

  private constructor(options: SessionOptions, made: Bundle | SubmissionError) {
    this.#options = options;
    const broken = made instanceof SubmissionError;
    const size = options.jobs ?? availableParallelism();
    this.#broken = broken ? made : null;
    const { engine, beside = null, sandbox = DEFAULT_LEVEL, memoryMb } = options;
    const limit = memoryMb === undefined ? {} : { memoryMb };
    this.#pool = broken
      ? null
      : new Pool({ engine, rafts: { bundle: made, beside, sandbox }, size, ...limit });
    this.name = options.name ?? basename(resolve(options.folder));
  }

  static async open(options: SessionOptions): Promise<Session> {
    if (options.unreadable !== undefined) return new Session(options, options.unreadable);
    try {
      return new Session(options, await bundle(options.folder, { edits: options.edits ?? [] }));
    } catch (error) {
      if (error instanceof SubmissionError) return new Session(options, error);
      throw error;
    }
  }

  /** Plays everything. */
  async grade(): Promise<Grade> {
    const { labs, seedChoice, onScenario } = this.#options;
    const started = labs.map((lab) => ({
      lab,
      scenarios: lab.scenarios.map((scenario) => ({ scenario, runs: this.#begin(scenario) })),
    }));
    // A fault of the kit itself ends the grading at the first scenario that meets it, and is reported once.
    for (const { scenarios } of started) {
      for (const { runs } of scenarios) for (const run of runs) run.catch(() => {});
    }
    const graded = [];
    const earlier: ScenarioGrade[] = [];
    for (const { lab, scenarios } of started) {
      const grades: ScenarioGrade[] = [];
      for (const { scenario, runs } of scenarios) {
        const whole = gradeScenario(scenario, await this.#results(lab, scenario, runs));
        const grade = judged(whole, lab.basis, earlier);
        earlier.push(whole);
        grades.push(grade);
        onScenario?.(lab, grade);
      }
      graded.push(gradeLab(lab, grades));
    }
    const { firstSeed, salt } = seedChoice;
    return gradeAll(this.name, salt === undefined ? firstSeed : null, graded);
  }

  /** Plays one run again and tells what happened, with a trace if the run has no more than `traceUpTo` events. */
  async tell(scenario: string, seed: number, traceUpTo: number): Promise<Telling> {
    const report = await this.#do({ kind: 'tell', scenario, seed, traceUpTo });
    if (report.kind !== 'told') throw new Error('a tell job is answered by a telling');
    return report;
  }

  async close(): Promise<void> {
    this.#pool?.close();
  }

  #begin(scenario: Scenario): Promise<Report>[] {
    return seedsOf(scenario, this.#options.seedChoice).map((seed, at) => {
      const again = at === 0; // whoever draws numbers of its own does so in every run
      return this.#do({ kind: 'play', scenario: scenario.id, seed, again });
    });
  }

  /** How the runs of a scenario ended; from level `process` on, one of those that passed is looked at again. */
  async #results(lab: Lab, scenario: Scenario, runs: Promise<Report>[]): Promise<RunResult[]> {
    const reports = await Promise.all(runs);
    const results = reports.map((report) => this.#patience.resultOf(report));
    const { sandbox = DEFAULT_LEVEL } = this.#options;
    const chance = atLeast(sandbox, 'process') && randomInt(RECHECKED) === 0;
    const at = chance ? randomInt(Math.max(results.length, 1)) : -1;
    const picked = results[at];
    if (picked?.verdict !== 'passed') return results;
    const telling = await this.tell(scenario.id, picked.seed, Number.MAX_SAFE_INTEGER);
    return results.with(at, recheck(picked, telling, { lab, scenario }));
  }

  async #do(job: Job): Promise<Report> {
    if (this.#pool !== null) return this.#pool.do(job);
    const { message = '', verdict = 'crashed' } = this.#broken ?? {};
    return reportOf(job, resultWithoutRun(job, verdict, message));
  }
}
