/**
 * The exam of the exam: do the labs find every mutant, whatever the seeds, and blame no variant?
 *
 * Each examinee is one job of one worker thread, which plays all its runs. Examinees are the kit's own and hang in no
 * loop that the loop guard does not end, so there is no watchdog.
 *
 * @module
 */
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { LabId } from '../../skeleton/contract/index.ts';
import { buildEngine } from '../run/engine.ts';
import { bundle, type Edit } from '../sandbox/bundle.ts';
import { type Mutant, type Variant, withoutAssertions } from './mutant.ts';
import type { BaseResult, Sitting } from './sitting.ts';
import { batching } from './variants.ts';

/** Whoever sits the exam. */
export type Examinee =
  | { readonly kind: 'mutant'; readonly mutant: Mutant }
  | { readonly kind: 'variant'; readonly variant: Variant };

export interface ExamOptions {
  readonly examinees: readonly Examinee[];
  /** The labs that there are, in which variants must lose nothing unless they are not made for them. */
  readonly labs: readonly LabId[];
  readonly bases: readonly number[];
  readonly seeds?: number;
  /** Is it enough to know that a mutant is found, and not by which scenarios? */
  readonly brief?: boolean;
  /** Scenarios that are known to be quick to find an examinee; they are played first when one is enough. */
  firstFor?(examinee: Examinee): readonly string[];
  /** How many worker threads; one a core unless given. */
  readonly jobs?: number;
  /** Called when an examinee is through. */
  onResult?(result: ExamResult): void;
}

/** How one examinee did. */
export interface ExamResult {
  readonly examinee: Examinee;
  readonly bases: readonly BaseResult[];
}

/** The folder that all examinees are edits of. */
const REFERENCE = fileURLToPath(new URL('../../reference/', import.meta.url));

/** Examines all, and returns the results in the order of the examinees. */
export async function examine(options: ExamOptions): Promise<readonly ExamResult[]> {
  const { examinees, jobs = availableParallelism() } = options;
  const engine = await buildEngine('grader/exam/worker.ts');
  const results: ExamResult[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    const worker = new Worker(engine);
    try {
      for (let place = next; place < examinees.length; place = next) {
        next += 1;
        const examinee = examinees[place];
        if (examinee === undefined) break;
        const bases = await ask(worker, await sittingOf(examinee, options));
        const result = { examinee, bases };
        results[place] = result;
        options.onResult?.(result);
      }
    } finally {
      await worker.terminate();
    }
  };
  await Promise.all(Array.from({ length: Math.min(jobs, examinees.length) }, work));
  return results;
}

/** The id of an examinee. */
export function idOf(examinee: Examinee): string {
  return examinee.kind === 'mutant' ? examinee.mutant.id : examinee.variant.id;
}

/** What makes the examinee out of the reference. */
export function editsOf(examinee: Examinee): readonly Edit[] {
  if (examinee.kind === 'variant') return examinee.variant.edits;
  const { edits, host = 'reference' } = examinee.mutant;
  return [withoutAssertions, ...(host === 'batching' ? batching.edits : []), ...edits];
}

/** A mutant fails the exam when it got through in some base, a variant when it lost points in some base. */
export function failsExam({ examinee, bases }: ExamResult): boolean {
  const lost = bases.map(({ losses }) => losses.length > 0);
  return examinee.kind === 'mutant' ? lost.includes(false) : lost.includes(true);
}

async function sittingOf(examinee: Examinee, options: ExamOptions): Promise<Sitting> {
  const { bases, seeds, brief = false } = options;
  return {
    bundle: await bundle(REFERENCE, { edits: editsOf(examinee) }),
    labs: labsFor(examinee, options.labs),
    bases,
    ...(seeds === undefined ? {} : { seeds }),
    ...(options.firstFor === undefined ? {} : { first: options.firstFor(examinee) }),
    extent: examinee.kind === 'variant' ? 'whole' : brief ? 'brief' : 'first-base',
  };
}

/** A mutant sits its own lab, a variant every lab for which it is right. */
function labsFor(examinee: Examinee, labs: readonly LabId[]): readonly LabId[] {
  if (examinee.kind === 'mutant') return [examinee.mutant.lab];
  const { labs: rightFor = labs } = examinee.variant;
  return labs.filter((lab) => rightFor.includes(lab));
}

function ask(worker: Worker, sitting: Sitting): Promise<readonly BaseResult[]> {
  return new Promise((done, failed) => {
    worker.once('message', (answer: readonly BaseResult[]) => {
      worker.off('error', failed);
      done(answer);
    });
    worker.once('error', failed);
    worker.postMessage(sitting);
  });
}
