/**
 * Checks a recorded run against `Raft.tla`, step by step: some action of the specification must allow what each server did.
 *
 * A step is looked at alone, with what its server knew before it. So the first step that is found wrong is the one in which
 * a server did what it may not do, and not the one in which harm came of it.
 *
 * @module
 */
import type { StepEvent, TraceEvent } from '../trace/event.ts';
import type { AskedSpec, Turned } from './asked.ts';
import { Judge, type Judgement, type Step } from './judge.ts';
import type { FieldDifference } from './outcomes.ts';
import { actionOf } from './recorded.ts';
import { type RecordedRun, RunReader } from './run-reader.ts';

/** A step that no action of the specification allows. */
export interface Forbidden {
  readonly event: StepEvent;
  /** The action of its handler. */
  readonly action: string;
  readonly step: Step;
  /** Each field in which the nearest outcome of the action is otherwise; of no outcome, in which anything happened. */
  readonly differences: readonly FieldDifference[];
  /** Whether the action may happen at all. */
  readonly enabled: boolean;
  /** The operators of the specification by which the code parts from it, each of which alone explains the step. */
  readonly turned: readonly Turned[];
  /** What is wrong with the disk in the middle of the step, in one sentence. */
  readonly disk: string | null;
}

/** Something that is right and beyond the specification. */
export interface Beyond {
  readonly count: number;
  /** The number of the first event in which a server did it. */
  readonly first: number;
}

/** What is known of a run. */
export interface TraceFindings {
  readonly steps: number;
  /** How many steps each action allows; `DoNothing` stands for handlers that did nothing. */
  readonly actions: ReadonlyMap<string, number>;
  /** Steps that are right and beyond the specification, by what they do. */
  readonly beyond: ReadonlyMap<string, Beyond>;
  readonly forbidden: Forbidden | null;
  /** The last step, when it is beyond the specification, and the operators by which. */
  readonly last: LastBeyond | null;
}

/** The step with which a run ended. */
export interface LastBeyond {
  readonly event: StepEvent;
  readonly step: Step;
  readonly what: readonly string[];
  readonly turned: readonly Turned[];
}

/** Checks a whole run. After a step that is forbidden nothing more is checked. */
export function checkTrace(spec: AskedSpec, recorded: RecordedRun): TraceFindings {
  const check = new TraceCheck(spec, recorded);
  for (const event of recorded.events) {
    if (check.forbidden !== null) break;
    check.add(event);
  }
  return check.findings();
}

class TraceCheck {
  forbidden: Forbidden | null = null;
  #steps = 0;
  readonly #actions = new Map<string, number>();
  readonly #beyond = new Map<string, Beyond>();
  #last: { readonly event: StepEvent; readonly step: Step; readonly judgement: Judgement } | null =
    null;
  readonly #judge: Judge;
  readonly #reader: RunReader;
  /** Until lab 2C nobody restarts, and what is on disk says nothing. */
  readonly #disksCount: boolean;

  constructor(spec: AskedSpec, recorded: RecordedRun) {
    this.#judge = new Judge(spec);
    this.#reader = new RunReader(recorded);
    this.#disksCount = !/^2[AB]\./.test(recorded.run.scenario);
  }

  add(event: TraceEvent): void {
    const read = this.#reader.read(event);
    if (event.kind !== 'step' || read === null) return;
    const { step, disk } = read;
    const judgement = this.#judge.judge(step);
    this.#steps += 1;
    this.#last = { event, step, judgement };
    this.#count(event, judgement);
    const head = { event, step, action: actionOf(event) ?? 'handleCustom' };
    if (judgement.kind === 'forbidden') {
      this.forbidden = { ...head, ...judgement, disk: null };
    } else if (disk !== null && this.#disksCount) {
      const turned = [{ name: 'Disk', to: true }];
      this.forbidden = { ...head, differences: [], enabled: true, turned, disk };
    }
  }

  findings(): TraceFindings {
    const { forbidden } = this;
    const [steps, actions, beyond] = [this.#steps, this.#actions, this.#beyond];
    return { steps, actions, beyond, forbidden, last: forbidden === null ? this.#ended() : null };
  }

  #ended(): LastBeyond | null {
    if (this.#last?.judgement.kind !== 'beyond') return null;
    const { event, step, judgement } = this.#last;
    return { event, step, what: judgement.what, turned: this.#judge.turned(step, true) };
  }

  #count({ n }: StepEvent, judgement: Judgement): void {
    if (judgement.kind === 'allowed') {
      const { action } = judgement;
      this.#actions.set(action, (this.#actions.get(action) ?? 0) + 1);
    }
    if (judgement.kind !== 'beyond') return;
    for (const what of judgement.what) {
      const { count, first } = this.#beyond.get(what) ?? { count: 0, first: n };
      this.#beyond.set(what, { count: count + 1, first });
    }
  }
}
