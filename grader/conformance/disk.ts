/**
 * What is on a disk in the middle of a step. In the specification a step is one and its disk is always whole; a machine may
 * crash between any two effects.
 *
 * @module
 */
import type { Apply, PersistentState, ServerId } from '../../skeleton/contract/index.ts';
import { watchAcks } from '../checkers/acks.ts';
import { durability } from '../checkers/index.ts';
import { baseOf, entryAt, lastIndex } from '../checkers/log.ts';
import { actedAsLeader, majority, watchMembers } from '../checkers/servers.ts';
import type { RunInfo, StepEvent } from '../trace/event.ts';

/** What is on a disk that was never written to. */
const EMPTY_DISK: PersistentState = {
  currentTerm: 0,
  votedFor: null,
  log: [],
  snapshot: null,
};

/** Keeps the disks of a run. */
export class Disks {
  readonly #disks = new Map<ServerId, PersistentState>();
  readonly #promise: ReturnType<typeof durability.watch>;
  readonly #members: ReturnType<typeof watchMembers>;
  readonly #acks = watchAcks();

  constructor(run: RunInfo) {
    this.#promise = durability.watch(run);
    this.#members = watchMembers(run);
  }

  /** What a server finds when it boots. */
  of(server: ServerId): PersistentState {
    return this.#disks.get(server) ?? EMPTY_DISK;
  }

  /** Writes what a step has written, and says in one sentence what is wrong with it, if anything is. */
  write(event: StepEvent): string | null {
    this.#members.see(event);
    this.#acks.see(event);
    let torn: string | null = null;
    for (const effect of event.effects) {
      if (effect.type === 'apply') torn ??= this.#appliedTooEarly(effect, event);
      if (effect.type !== 'persist') continue;
      torn ??= tornBy(effect.state, { event, disk: this.of(event.server) });
      this.#disks.set(event.server, effect.state);
    }
    const broken = this.#promise(event);
    return torn ?? broken;
  }

  /**
   * Why a leader that crashes now has applied what may be lost. It commits an entry for which it counts itself, so that its
   * own disk must hold it; what enough others hold, it may store later (dissertation, 10.2.1).
   */
  #appliedTooEarly({ index, entry }: Apply, event: StepEvent): string | null {
    const { before, state, server } = event;
    if (before === null || index <= before.commitIndex || !actedAsLeader(event)) return null;
    const all = this.#members.of(state);
    const place = { leader: server, term: state.currentTerm, index };
    if (this.#acks.holders(place, all).length >= majority(all)) return null;
    const disk = this.of(server);
    if (index <= baseOf(disk) || entryAt(disk, index)?.term === entry.term) return null;
    return `${server}, leader of term ${state.currentTerm}, counts itself and applies index ${index}, which its disk does not hold`;
  }
}

/** Why a server that crashes now cannot go on with what is on its disk; `null` if it can. */
function tornBy(
  next: PersistentState,
  { event, disk }: { readonly event: StepEvent; readonly disk: PersistentState },
): string | null {
  const { server, state, changedFrom } = event;
  const { currentTerm, votedFor } = next;
  if (currentTerm < disk.currentTerm) {
    return `${server} writes term ${currentTerm} over term ${disk.currentTerm}`;
  }
  const sameTerm = currentTerm === disk.currentTerm;
  const free = sameTerm ? disk.votedFor : null;
  const own = currentTerm === state.currentTerm ? state.votedFor : free;
  if (votedFor !== free && (votedFor !== own || free !== null)) {
    return `${server} writes term ${currentTerm} with a vote for ${votedFor ?? 'nobody'}, which it did not give in that term`;
  }
  const newest = Math.max(0, ...next.log.slice(-1).map(({ term }) => term));
  if (newest > currentTerm) {
    return `${server} writes an entry of term ${newest} with term ${currentTerm}`;
  }
  const end = Math.max(lastIndex(disk), lastIndex(state));
  if (lastIndex(next) > end) {
    return `${server} writes a log up to index ${lastIndex(next)}, where it has none behind index ${end}`;
  }
  const kept = Math.min(lastIndex(disk), changedFrom === null ? lastIndex(state) : changedFrom - 1);
  if (lastIndex(next) < kept) {
    return `${server} writes a log up to index ${lastIndex(next)}, where it keeps all up to index ${kept}`;
  }
  return null;
}
