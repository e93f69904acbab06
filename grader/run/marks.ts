/**
 * What happened at least once in a run. A run without what its scenario must show has not passed: a cluster that
 * elects nobody breaks no rule.
 *
 * @module
 */
import type { StepEvent, TraceEvent } from '../trace/event.ts';
import type { Mark } from './scenario.ts';

export class Marks {
  readonly seen = new Set<Mark>();
  elections = 0;
  readonly #terms = new Set<number>();

  /** Looks at one event. */
  note(event: TraceEvent): void {
    if (event.kind === 'step') this.#step(event);
    else if (event.kind === 'crash') this.seen.add('crashed');
  }

  #step(event: StepEvent): void {
    const { before, state } = event;
    if (before === null) {
      if (event.n > 1 && this.seen.has('crashed')) this.seen.add('restarted');
      return;
    }
    if (state.role === 'leader' && before.role !== 'leader') {
      this.elections++;
      this.seen.add('elected');
      this.#terms.add(state.currentTerm);
      if (this.#terms.size > 1) this.seen.add('reelected');
    }
    if (state.role === 'leader' && state.commitIndex > before.commitIndex)
      this.seen.add('committed');
    if (
      event.changedFrom !== null &&
      state.role !== 'leader' &&
      event.changedFrom <= lastIndex(before)
    ) {
      this.seen.add('truncated');
    }
    if (state.snapshot !== before.snapshot && !installs(event)) this.seen.add('snapshotted');
    this.#effects(event);
  }

  #effects(event: StepEvent): void {
    for (const effect of event.effects) {
      if (effect.type === 'apply' && effect.entry.payload.kind === 'command')
        this.seen.add('applied');
      if (effect.type === 'restore') this.seen.add('installed');
      if (effect.type !== 'send') continue;
      const { message } = effect;
      if (message.type === 'RequestVoteResponse' && !message.voteGranted) this.seen.add('refused');
      if (message.type === 'AppendEntriesResponse' && !message.success) this.seen.add('refused');
    }
  }
}

function installs({ input }: StepEvent): boolean {
  return input.type === 'deliver' && input.message.type === 'InstallSnapshotRequest';
}

function lastIndex(state: {
  log: readonly unknown[];
  snapshot: StepEvent['state']['snapshot'];
}): number {
  return (state.snapshot?.lastIncludedIndex ?? 0) + state.log.length;
}
