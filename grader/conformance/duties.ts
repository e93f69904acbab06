/**
 * What a step owes beyond the specification, which has neither timers nor answers to clients.
 *
 * Timers: whoever may stand has an election timer, and a leader has a heartbeat timer. If that held before a step, it must
 * hold after it; a timer that went off is not armed any more. Which other timers a server has is its own affair: the
 * comparison gives every server both timeouts in every state.
 *
 * Answers: a command or a change is accepted with its place in the log, or rejected, once; nothing else is answered.
 *
 * @module
 */
import type { Effect, ServerId, ServerState, TimerName } from '../../skeleton/contract/index.ts';
import type { Place } from './server.ts';

/** A step of the code. */
interface Done {
  /** The action that it stands for. */
  readonly action: string;
  /** `null` when the server boots. */
  readonly before: ServerState | null;
  readonly state: ServerState;
  readonly effects: readonly Effect[];
  readonly place: Place;
}

/** What a step leaves undone, or does too much. */
export function neglected(done: Done): string | null {
  return neglectedTimer(done) ?? wrongAnswer(done);
}

const GOES_OFF: Readonly<Record<string, TimerName>> = {
  ElectionTimeout: 'election',
  HeartbeatTimeout: 'heartbeat',
};

function neglectedTimer({ action, before, state, effects, place }: Done): string | null {
  const armed = new Set<TimerName>();
  const owed = before === null ? null : timerOf(before, place);
  if (owed !== null) armed.add(owed);
  const gone = GOES_OFF[action];
  if (gone !== undefined) armed.delete(gone);
  for (const effect of effects) {
    if (effect.type === 'setTimer') armed.add(effect.timer);
    if (effect.type === 'cancelTimer') armed.delete(effect.timer);
  }
  const needed = timerOf(state, place);
  if (needed === null || armed.has(needed)) return null;
  return `leaves a ${state.role} without its ${needed} timer`;
}

/** The timer without which a server may never act again; `null` for one that waits to be added. */
function timerOf(s: ServerState, place: Place): TimerName | null {
  if (s.role === 'leader') return 'heartbeat';
  return belongs(s, place) ? 'election' : null;
}

/** `Belongs(i, s)` */
function belongs(s: ServerState, { id, firstServers }: Place): boolean {
  const base = s.snapshot?.lastIncludedIndex ?? 0;
  const first = s.snapshot?.servers ?? firstServers;
  const upTo = (index: number): readonly ServerId[] => {
    const entry = s.log.slice(0, index - base).findLast(({ payload }) => payload.kind === 'config');
    return entry?.payload.kind === 'config' ? entry.payload.servers : first;
  };
  return upTo(base + s.log.length).includes(id) || upTo(s.commitIndex).includes(id);
}

/** The kinds of entries that are asked for. */
const ASKED: Readonly<Record<string, 'command' | 'config'>> = {
  ClientRequest: 'command',
  ChangeServers: 'config',
};

function wrongAnswer({ action, before, state, effects }: Done): string | null {
  const answers = effects.filter(({ type }) => type === 'accepted' || type === 'rejected');
  const asked = ASKED[action];
  if (asked === undefined || before === null) {
    return answers.length === 0 ? null : `answers a client that has asked nothing`;
  }
  const [answer] = answers;
  if (answer === undefined || answers.length > 1) return `gives ${answers.length} answers`;
  const last = lastIndex(state);
  const taken = last > lastIndex(before) && state.log.at(-1)?.payload.kind === asked;
  if (!taken) return answer.type === 'rejected' ? null : 'accepts what it has not taken';
  const right =
    answer.type === 'accepted' && answer.index === last && answer.term === state.currentTerm;
  return right ? null : `takes an entry at index ${last} and answers ${JSON.stringify(answer)}`;
}

function lastIndex(s: ServerState): number {
  return (s.snapshot?.lastIncludedIndex ?? 0) + s.log.length;
}
