/**
 * A trace in plain sentences, as it stands in the report of a failure.
 *
 * `tell` writes one event: who took which input, what changed, what was done. `lastSteps` picks the events that are
 * worth telling. The text has no colours and fits into 100 columns.
 *
 * @module
 */
import type { Effect, Message, ServerId, ServerState } from '../../skeleton/contract/index.ts';
import type { Input, StepEvent, TraceEvent } from '../trace/event.ts';
import { changesOf } from './changes.ts';
import { jsonText, listText, logText, messageText, payloadText, snapshotText } from './words.ts';

/** Events that were left out of an excerpt. */
export interface Skipped {
  readonly kind: 'skipped';
  readonly count: number;
  /** `earlier`: before all that are told. `quiet`: between them; idle, or of servers that are not asked for. */
  readonly why: 'earlier' | 'quiet';
}

const COLUMNS_MAX = 100;
const INDENT = '    ';
const COUNT_DEFAULT = 12;

/**
 * Writes an event as lines of text. The first has the number, the time and what happened; the others are indented:
 * what changed in the state, then the effects in their order.
 */
export function tell(event: TraceEvent | Skipped): string[] {
  if (event.kind === 'skipped') return [skippedText(event)];
  const head = `#${event.n} at ${Number(event.at.toFixed(3))} ms: `;
  switch (event.kind) {
    case 'step':
      return tellStep(event, head);
    case 'crash':
      return wrap([`${head}${event.server} goes down`]);
    case 'puppet': {
      const { server, direction, message } = event;
      const other = direction === 'says' ? `to ${message.to}` : `from ${message.from}`;
      const verb = direction === 'says' ? 'sends' : 'gets';
      return wrap([`${head}${server} (played by the test) ${verb} ${titled(message, other)}`]);
    }
    case 'world':
      return wrap([`${head}${event.text}`]);
  }
}

/**
 * Picks the last events that matter, the very last always among them. Heartbeats and answers that change nothing
 * are taken only when there is nothing better. Where events are left out, a {@link Skipped} says how many.
 *
 * @param options - `around`: only events of these servers, and changes of the world. `count`: how many, 12 by default.
 */
export function lastSteps(
  events: readonly TraceEvent[],
  options: { readonly around?: readonly ServerId[]; readonly count?: number } = {},
): readonly (TraceEvent | Skipped)[] {
  const { around, count = COUNT_DEFAULT } = options;
  const newestFirst = events.filter((event) => concerns(event, around)).reverse();
  const better = newestFirst.filter((event) => event === events.at(-1) || !isIdle(event));
  const others = newestFirst.filter((event) => event !== events.at(-1) && isIdle(event));
  const picked = new Set([...better, ...others].slice(0, count));

  const excerpt: (TraceEvent | Skipped)[] = [];
  let skipped = 0;
  for (const event of events) {
    if (!picked.has(event)) {
      skipped += 1;
      continue;
    }
    const why = excerpt.length === 0 ? 'earlier' : 'quiet';
    if (skipped > 0) excerpt.push({ kind: 'skipped', count: skipped, why });
    excerpt.push(event);
    skipped = 0;
  }
  return excerpt;
}

function concerns(event: TraceEvent, around: readonly ServerId[] | undefined): boolean {
  return around === undefined || event.kind === 'world' || around.includes(event.server);
}

/** True for a step of the steady state: nothing changed but timers, and nothing was said but that all is well. */
function isIdle(event: TraceEvent): boolean {
  if (event.kind === 'puppet') return isSmallTalk(event.message);
  if (event.kind !== 'step' || event.crashed || event.before === null) return false;
  const { input } = event;
  if (input.type !== 'heartbeatTimeout' && input.type !== 'deliver') return false;
  if (input.type === 'deliver' && !isSmallTalk(input.message)) return false;
  return changesOf(event).length === 0 && event.effects.every(isIdleEffect);
}

function isIdleEffect(effect: Effect): boolean {
  if (effect.type === 'send') return isSmallTalk(effect.message);
  return effect.type === 'setTimer' || effect.type === 'cancelTimer' || effect.type === 'persist';
}

function isSmallTalk(message: Message): boolean {
  if (message.type === 'AppendEntriesRequest') return message.entries.length === 0;
  return message.type === 'AppendEntriesResponse' && message.success;
}

function skippedText({ count, why }: Skipped): string {
  const events = count === 1 ? '1 event' : `${count} events`;
  return why === 'earlier' ? `… ${events} before` : `… ${events} left out`;
}

function tellStep(event: StepEvent, head: string): string[] {
  const changes = event.before === null ? [bootText(event.state)] : changesOf(event);
  const body = [
    ...(changes.length === 0 ? [] : [changes.join('; ')]),
    ...effectLines(event.effects),
    ...(event.crashed ? ['crashes here: later effects and the state in memory are lost'] : []),
  ];
  const lines = body.length === 0 ? ['nothing changes'] : body;
  return wrap([`${head}${event.server} ${inputText(event.input)}`, ...lines]);
}

function inputText(input: Input): string {
  switch (input.type) {
    case 'restart':
      return 'boots';
    case 'electionTimeout':
      return 'has an election timeout';
    case 'heartbeatTimeout':
      return 'has a heartbeat timeout';
    case 'deliver':
      return `gets ${titled(input.message, `from ${input.message.from}`)}`;
    case 'clientRequest':
      return `gets the client's command ${jsonText(input.command)}`;
    case 'takeSnapshot':
      return `gets the service's snapshot up to ${input.index}`;
    case 'changeServers':
      return `is asked to change the servers to ${listText(input.servers)}`;
  }
}

function bootText(state: ServerState): string {
  const vote = state.votedFor === null ? 'no vote' : `vote for ${state.votedFor}`;
  const commit = `commitIndex ${state.commitIndex}`;
  return `starts as ${state.role}, term ${state.currentTerm}, ${vote}, ${logText(state)}, ${commit}`;
}

/** `AppendEntriesRequest from n1 (term 3, ...)`. */
function titled(message: Message, other: string): string {
  return `${message.type} ${other} (${messageText(message)})`;
}

/** The effects in their order, one line for each run of effects of one kind. */
function effectLines(effects: readonly Effect[]): string[] {
  const lines: string[] = [];
  let rest = effects;
  while (rest.length > 0) {
    const [line, length] = firstLine(rest);
    lines.push(line);
    rest = rest.slice(length);
  }
  return joinShort(lines);
}

/** The first effect in words, together with those after it that say the same of others; and how many these are. */
function firstLine(effects: readonly Effect[]): readonly [line: string, length: number] {
  const [first] = effects;
  if (first === undefined) throw new Error('there is no effect to tell');
  if (first.type === 'send') {
    const text = sentText(first.message);
    const receivers = receiversOfSame(effects, text);
    return [`sends ${text.replace(' (', ` to ${receivers.join(', ')} (`)}`, receivers.length];
  }
  if (first.type === 'apply') {
    const indexes = appliedInOrder(effects);
    const last = first.index + indexes - 1;
    if (indexes > 1) return [`applies ${first.index}–${last}`, indexes];
  }
  return [effectText(first), 1];
}

/** A message without its receiver. */
function sentText(message: Message): string {
  return `${message.type} (${messageText(message)})`;
}

function receiversOfSame(effects: readonly Effect[], text: string): ServerId[] {
  const receivers: ServerId[] = [];
  for (const effect of effects) {
    if (effect.type !== 'send' || sentText(effect.message) !== text) break;
    receivers.push(effect.message.to);
  }
  return receivers;
}

function appliedInOrder(effects: readonly Effect[]): number {
  let next: number | null = null;
  let count = 0;
  for (const effect of effects) {
    if (effect.type !== 'apply' || (next !== null && effect.index !== next)) break;
    next = effect.index + 1;
    count += 1;
  }
  return count;
}

function effectText(effect: Exclude<Effect, { readonly type: 'send' }>): string {
  switch (effect.type) {
    case 'persist': {
      const { currentTerm, votedFor } = effect.state;
      const vote = votedFor === null ? 'no vote' : `vote for ${votedFor}`;
      return `persists term ${currentTerm}, ${vote}, ${logText(effect.state)}`;
    }
    case 'setTimer':
      return `arms the ${effect.timer} timer (${Number(effect.ms.toFixed(3))} ms)`;
    case 'cancelTimer':
      return `disarms the ${effect.timer} timer`;
    case 'apply':
      return `applies ${effect.index} (${payloadText(effect.entry)})`;
    case 'restore':
      return `restores the state machine from the ${snapshotText(effect.snapshot)}`;
    case 'accepted':
      return `accepts the proposal at index ${effect.index} in term ${effect.term}`;
    case 'rejected':
      return `rejects the proposal (leader: ${effect.leaderId ?? 'unknown'})`;
    case 'note':
      return `notes ${jsonText(effect.text)}`;
  }
}

/** Puts short texts that follow each other on one line. */
function joinShort(texts: readonly string[]): string[] {
  const lines: string[] = [];
  for (const text of texts) {
    const last = lines.at(-1);
    const joined = `${last}; ${text}`;
    if (last !== undefined && INDENT.length + joined.length <= COLUMNS_MAX) {
      lines[lines.length - 1] = joined;
    } else {
      lines.push(text);
    }
  }
  return lines;
}

/**
 * Indents all lines but the first. Breaks lines that are too long, after a comma or a semicolon where that is
 * enough, and indents what follows twice.
 */
function wrap(texts: readonly string[]): string[] {
  return texts.flatMap((text, place) => {
    const indent = place === 0 ? '' : INDENT;
    const lines: string[] = [];
    let line = indent;
    for (const word of piecesOf(text)) {
      const longer = line.trim() === '' ? line + word : `${line} ${word}`;
      if (longer.length <= COLUMNS_MAX || line.trim() === '') {
        line = longer;
      } else {
        lines.push(line);
        line = `${INDENT}${INDENT}${word}`;
      }
    }
    return [...lines, line];
  });
}

/** The pieces of a text between which a line may end. */
function piecesOf(text: string): string[] {
  return text
    .split(/(?<=[,;]) /)
    .flatMap((piece) => (piece.length > COLUMNS_MAX / 2 ? piece.split(' ') : [piece]));
}
