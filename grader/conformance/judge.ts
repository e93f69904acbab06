/**
 * Finds what in `Raft.tla` allows one recorded step: its action, or what other Rafts do that are right. If nothing does, it
 * finds the operator by which the code parts from the specification.
 *
 * @module
 */
import { ValueError } from '../tla/error.ts';
import type { Asked, AskedSpec, Turned } from './asked.ts';
import { testsOf, valuesOf } from './guards.ts';
import { type Did, type FieldDifference, type Match, matchOf } from './outcomes.ts';

/** A step: what the specification is asked, and what it is compared with. */
export interface Step {
  /** The action of its handler; `null` for a message of the submission's own. */
  readonly action: string | null;
  readonly asked: Asked;
  readonly did: Did;
}

/** What the specification says of a step. */
export type Judgement =
  | { readonly kind: 'allowed'; readonly action: string; readonly match: Match }
  | {
      readonly kind: 'beyond';
      /** What it does, in a few words each. */
      readonly what: readonly string[];
      readonly match: Match | null;
    }
  | {
      readonly kind: 'forbidden';
      readonly action: string;
      /** In what the nearest outcome is otherwise; where the action has none, doing nothing. */
      readonly differences: readonly FieldDifference[];
      /** Whether the action may happen at all. */
      readonly enabled: boolean;
      /** The operators that explain the step, each of them alone. */
      readonly turned: readonly Turned[];
    };

/** What other Rafts do that are right, for any input and for a message. */
const OTHER_STEPS = ['StepDown'] as const;
const OTHER_ANSWERS: Readonly<Record<string, readonly string[]>> = {
  HandleRequestVoteRequest: ['AdoptTerm'],
  HandleAppendEntriesRequest: ['AdoptTerm', 'FollowAndRefuse', 'DropConflict'],
  HandleInstallSnapshotRequest: ['AdoptTerm', 'FollowAndRefuse', 'KeepLog'],
};

const BEYOND: Readonly<Record<string, string>> = {
  DoNothing: 'it passes over its input',
  StepDown: 'it becomes a follower by itself',
  AdoptTerm: 'it adopts a term and does nothing else',
  FollowAndRefuse: 'it refuses a request that it could take',
  DropConflict: 'it drops a conflicting entry with the refusal',
  Acknowledged: 'it knows how far a server agrees before it adds it',
  KeepLog: 'it keeps its log in place of a snapshot',
};

const CUSTOM = 'it takes a message of its own (Custom)';
const NO_MEANING = 'the specification gives its input no meaning';

interface Tried {
  readonly name: string;
  readonly matches: readonly Match[];
}

/** Judges steps. */
export class Judge {
  readonly #spec: AskedSpec;

  constructor(spec: AskedSpec) {
    this.#spec = spec;
  }

  /** Finds what allows a step, the action of its handler first. */
  judge(step: Step): Judgement {
    const { action } = step;
    const own: Tried[] = [];
    for (const name of action === null ? ['ElectionTimeout', 'HeartbeatTimeout'] : [action]) {
      const matches = this.#matches(name, step);
      if (matches === null) return { kind: 'beyond', what: [NO_MEANING], match: null };
      const match = matches.find(isExact);
      if (match !== undefined) return { kind: 'allowed', action: name, match };
      own.push({ name, matches });
    }
    const idle: Tried[] =
      action === 'Restart'
        ? []
        : [{ name: 'DoNothing', matches: this.#matches('DoNothing', step) ?? [] }];
    const still = idle.flatMap(({ matches }) => matches).find(isExact);
    if (still !== undefined && own.every(({ matches }) => matches.length === 0)) {
      return { kind: 'allowed', action: 'DoNothing', match: still };
    }
    if (still !== undefined && action === null) {
      return { kind: 'beyond', what: [CUSTOM], match: still };
    }
    for (const { name, matches } of [...own, ...idle, ...this.#others(step)]) {
      const match = matches.find(({ differences }) => differences.length === 0);
      if (match !== undefined) return beyond(name, match);
    }
    if (action === null) return { kind: 'beyond', what: [CUSTOM], match: null };
    const enabled = own.some(({ matches }) => matches.length > 0);
    const [first] = enabled ? own : idle;
    const differences = nearest(first?.matches ?? []);
    const turned = this.#forbiddenBy(step, differences);
    return { kind: 'forbidden', action, differences, enabled, turned };
  }

  /**
   * The operators that make a step the action's own when they are taken as the code takes them: all tests, each alone, or
   * if there are none the first value.
   */
  turned(step: Step, exactly: boolean): readonly Turned[] {
    const { action } = step;
    if (action === null) return [];
    const explains = (turned: Turned): boolean => {
      const matches = this.#matches(action, step, turned) ?? [];
      return matches.some((each) => (exactly ? isExact(each) : each.differences.length === 0));
    };
    const tests = testsOf(action).filter(explains);
    return tests.length > 0 ? tests : valuesOf(action).filter(explains).slice(0, 1);
  }

  /** Where only messages are wrong, they say by themselves what is. */
  #forbiddenBy(step: Step, differences: readonly FieldDifference[]): readonly Turned[] {
    const exact = this.turned(step, true);
    if (exact.length > 0) return exact;
    return differences.every(({ message }) => message) ? [] : this.turned(step, false);
  }

  #others(step: Step): readonly Tried[] {
    const { action } = step;
    if (action === 'Restart') return [];
    const others = [...OTHER_STEPS, ...(OTHER_ANSWERS[action ?? ''] ?? [])].map((name) => {
      return { name, matches: this.#matches(name, step) ?? [] };
    });
    if (action !== 'ChangeServers') return others;
    const known = this.#matches(action, step, { name: 'Acknowledged', to: true }) ?? [];
    return [...others, { name: 'Acknowledged', matches: known }];
  }

  /** How a step stands to each outcome of an action; `null` where the specification gives the step no meaning. */
  #matches(name: string, { asked, did }: Step, turned?: Turned): readonly Match[] | null {
    try {
      return this.#spec.ask(name, asked, turned).map((allowed) => matchOf(did, allowed));
    } catch (error) {
      if (error instanceof ValueError) return null;
      throw error;
    }
  }
}

function beyond(name: string, match: Match): Judgement {
  const own = BEYOND[name];
  return {
    kind: 'beyond',
    what: own === undefined ? match.freedoms : [own, ...match.freedoms],
    match,
  };
}

function isExact({ differences, freedoms }: Match): boolean {
  return differences.length === 0 && freedoms.length === 0;
}

function nearest(matches: readonly Match[]): readonly FieldDifference[] {
  const [first] = [...matches].sort((a, b) => a.differences.length - b.differences.length);
  return first?.differences ?? [];
}
