/**
 * One process that plays runs, one at a time, seen from the grader: started, asked, watched over, and replaced when it dies.
 *
 * The submission runs there and nowhere else, and the grader owns the verdict: it takes a report only in a frame with the
 * right token, only for the run that it asked for, and only in the right shape. A process that ends, hangs twice or writes
 * anything else has not passed.
 *
 * Why a process: when a heap is full, V8 ends all of it; and nothing but its end stops code that hangs in a built-in call.
 *
 * The watchdog is the one place in the engine that looks at a clock. It ends a process only when no handler call began for
 * many seconds, which no amount of load does to a handler that comes to an end. Loops of the submission are ended
 * long before by their own counter (`instrument.ts`); what is left for the watchdog is time spent inside one built-in call.
 *
 * @module
 */
import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { launch } from '../sandbox/launch.ts';
import { FrameReader, frameOf, newToken } from './frames.ts';
import {
  type Asked,
  type Job,
  outOfMemory,
  type Rafts,
  type Report,
  type Start,
  withoutReport,
} from './jobs.ts';
import { wordOf } from './word.ts';

/** Without a sign of life for so long, a process is ended. */
const PATIENCE_MS = 20_000;
/** More than this on its standard error helps nobody. */
const STDERR_MAX = 100_000;

export interface PlayerOptions {
  /** The bundled engine, see `engine.ts`. */
  readonly engine: string;
  readonly rafts: Rafts;
  /** How many megabytes of heap the submission may take. */
  readonly memoryMb: number;
  /** How long it may give no sign of life; many seconds unless given. */
  readonly patienceMs?: number;
}

/** How a process ended without a report. */
interface Ending {
  readonly kind: 'ended';
  /** Of the submission's fault, what it is; of the kit's, its text. */
  readonly why: 'hung' | 'foreign' | 'fault' | 'gone';
  readonly text: string;
  /** The last handler that was announced. */
  readonly handler: string | null;
  readonly code: number | null;
}

export class Player {
  readonly #options: PlayerOptions;
  #process: PlayingProcess | null = null;

  constructor(options: PlayerOptions) {
    this.#options = options;
  }

  /**
   * Plays one run.
   *
   * @throws Error for a fault of the kit.
   */
  async do(job: Job): Promise<Report> {
    const answer = await this.#ask({ job, announce: false });
    // Once more, to see in which handler. Whatever becomes of it counts: a grader that was stopped for a while, and not
    // the run, may have been what took so long.
    const hung = answer.kind === 'ended' && answer.why === 'hung';
    return this.#reportOf(job, hung ? await this.#ask({ job, announce: true }) : answer);
  }

  #reportOf(job: Job, answer: Report | Ending): Report {
    if (answer.kind !== 'ended') return answer;
    switch (answer.why) {
      case 'fault':
        throw new Error(answer.text);
      case 'hung':
        return hung(job, answer.handler);
      case 'foreign':
        return crashed(job, 'the submission writes where only the grader may');
      case 'gone':
        if (answer.code === null || answer.code === ABORTED) {
          return outOfMemory(job, this.#options.memoryMb);
        }
        return crashed(
          job,
          `the submission ends the process that plays it (exit code ${answer.code})`,
        );
    }
  }

  close(): void {
    this.#process?.end();
  }

  async #ask(asked: Asked): Promise<Report | Ending> {
    this.#process ??= new PlayingProcess(this.#options);
    const answer = await this.#process.ask(asked);
    if (answer.kind === 'ended') this.#process = null;
    return answer;
  }
}

/** How a shell writes that V8 gave up; without a shell in between it is a signal. */
const ABORTED = 134;

function crashed(job: Job, text: string): Report {
  return withoutReport(job, { verdict: 'crashed', text, handler: null });
}

function hung(job: Job, handler: string | null): Report {
  const who = handler ?? 'the submission, while it loads,';
  const text = `${who} does not come to an end`;
  return withoutReport(job, { verdict: 'endless loop', text, handler });
}

/** A process from its start to its end. */
class PlayingProcess {
  readonly #child: ChildProcess;
  readonly #token = newToken();
  readonly #patienceMs: number;
  readonly #reader = new FrameReader(this.#token);
  #job: Job | null = null;
  #handler: string | null = null;
  #answer: ((answer: Report | Ending) => void) | null = null;
  /** How it ended, also where nobody was waiting for an answer. */
  #ended: Ending | null = null;
  #watchdog: NodeJS.Timeout | null = null;

  constructor({ engine, rafts, memoryMb, patienceMs = PATIENCE_MS }: PlayerOptions) {
    this.#patienceMs = patienceMs;
    const { command, args, env } = launch(rafts.sandbox, { engine, memoryMb });
    const stdout = rafts.sandbox === 'none' ? 'inherit' : 'ignore';
    this.#child = spawn(command, args, { env, stdio: ['pipe', stdout, 'pipe', 'pipe'] });
    this.#child.on('error', ({ message }) =>
      this.#end('fault', `${command} cannot be started: ${message}`),
    );
    // Not `exit`: what it had said before is then still under way.
    this.#child.on('close', (code) => this.#end('gone', '', code));
    const [stdin, , stderr, reports] = this.#child.stdio as unknown as [
      Writable,
      null,
      Readable,
      Readable,
    ];
    stdin.on('error', () => {}); // it has ended, which `close` says
    reports.on('data', (piece: Buffer) => this.#read(piece));
    reports.on('error', () => {});
    passOn(stderr);
    const start: Start = { rafts, token: this.#token };
    stdin.write(frameOf(this.#token, start));
  }

  ask(asked: Asked): Promise<Report | Ending> {
    if (this.#ended !== null) return Promise.resolve(this.#ended);
    return new Promise((answer) => {
      this.#job = asked.job;
      this.#answer = answer;
      this.#handler = null;
      this.#child.stdin?.write(frameOf(this.#token, asked));
      this.#isAlive();
    });
  }

  end(): void {
    if (this.#watchdog !== null) clearTimeout(this.#watchdog);
    this.#answer = null;
    this.#child.kill('SIGKILL');
  }

  #isAlive(): void {
    if (this.#watchdog !== null) clearTimeout(this.#watchdog);
    this.#watchdog = setTimeout(() => this.#end('hung'), this.#patienceMs);
  }

  #read(piece: Buffer): void {
    if (this.#answer === null) return;
    try {
      for (const value of this.#reader.read(piece)) if (this.#answer !== null) this.#hear(value);
    } catch {
      this.#end('foreign');
    }
  }

  #hear(value: unknown): void {
    const word = this.#job === null ? null : wordOf(value, this.#job);
    this.#isAlive();
    if (word === null) this.#end('foreign');
    else if (word.kind === 'fault') this.#end('fault', word.text);
    else if (word.kind === 'calling') this.#handler = word.handler;
    else if (word.kind !== 'alive') this.#settle(word);
  }

  #end(why: Ending['why'], text = '', code: number | null = null): void {
    this.#ended ??= { kind: 'ended', why, text, handler: this.#handler, code };
    this.#settle(this.#ended);
    this.#child.kill('SIGKILL');
  }

  #settle(answer: Report | Ending): void {
    if (this.#watchdog !== null) clearTimeout(this.#watchdog);
    const settle = this.#answer;
    this.#answer = null;
    settle?.(answer);
  }
}

/** How V8 begins its last words. They say in forty lines what the verdict says in one. */
const LAST_WORDS = '<--- Last few GCs --->';

/** Passes on what a process writes to its standard error, up to a limit. */
function passOn(stderr: Readable): void {
  let left = STDERR_MAX;
  stderr.setEncoding('utf8').on('data', (text: string) => {
    if (text.includes(LAST_WORDS)) left = 0;
    if (left > 0) process.stderr.write(text.slice(0, left));
    left -= text.length;
  });
}
