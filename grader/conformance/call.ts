/**
 * Calls a handler as the machine of a server would, and says what came of it in the words of the specification.
 *
 * @module
 */
import type {
  Effect,
  Environment,
  Message,
  PersistentState,
  Raft,
  ServerState,
  Step,
} from '../../skeleton/contract/index.ts';
import type { Func, Value } from '../tla/values/value.ts';
import { neglected } from './duties.ts';
import { dataOf, dataValue, messageOf, messageValue, serversOf } from './messages.ts';
import { type Place, serverValue, statesOf } from './server.ts';
import { field, items, nameOf, numberOf, sequence } from './values.ts';

/** An action of the specification and what it is given, as in `lastStep` of the models. */
export interface Input {
  readonly action: string;
  readonly input: Value;
}

/** What a call did. */
export interface Outcome {
  /** The server after it, in the common form. */
  readonly server: Func;
  /** The requests of a leader that replicate its log: the specification leaves it free which of them it sends. */
  readonly replications: readonly Value[];
  /** All other messages. */
  readonly messages: readonly Value[];
  /** What is wrong whatever the specification says of the step: it threw, or did not persist in time. */
  readonly fault: string | null;
}

/** All outcomes of an input: one for each form of the state and of the message that mean the same. */
export function outcomesOf(
  raft: Raft,
  { server, place, input }: { readonly server: Func; readonly place: Place; readonly input: Input },
): readonly Outcome[] {
  const env = environmentOf(place);
  return statesOf(server, place).flatMap((before) =>
    stepsOf(raft, { input, before, server, env }).map((run) => {
      try {
        return outcomeOf(run(), { action: input.action, before, server, place });
      } catch (error) {
        const fault = `the code throws: ${error instanceof Error ? error.message : String(error)}`;
        return { server, replications: [], messages: [], fault };
      }
    }),
  );
}

interface Call {
  readonly input: Input;
  readonly before: ServerState;
  readonly server: Func;
  readonly env: Environment;
}

/** The calls that an input stands for. */
function stepsOf(raft: Raft, { input, before, server, env }: Call): readonly (() => Step)[] {
  const { action, input: value } = input;
  switch (action) {
    case 'ElectionTimeout':
      return [() => raft.electionTimeout(before, env)];
    case 'HeartbeatTimeout':
      return [() => raft.heartbeatTimeout(before, env)];
    case 'ClientRequest':
      return [() => raft.clientRequest(before, nameOf(value), env)];
    case 'Restart': {
      const { currentTerm, votedFor, log, snapshot } = before;
      return [() => raft.restart({ currentTerm, votedFor, log, snapshot }, env)];
    }
    case 'TakeSnapshot': {
      const index = numberOf(value);
      const data = dataOf(sequence(items(field(server, 'applied')).slice(0, index)));
      return [() => raft.takeSnapshot(before, index, data, env)];
    }
    case 'ChangeServers':
      return [() => raft.changeServers(before, serversOf(value), env)];
    default:
      return hinted(messageOf(value), before).map((m) => () => deliver(raft, { before, m, env }));
  }
}

/** A refusal, also with every hint that a follower may give: none leads to a place where the spec would not retry. */
function hinted(m: Message, s: ServerState): readonly Message[] {
  if (m.type !== 'AppendEntriesResponse' || m.success) return [m];
  const last = (s.snapshot?.lastIncludedIndex ?? 0) + s.log.length;
  const hints: Message[] = [m];
  for (let conflictIndex = 1; conflictIndex <= last + 1; conflictIndex += 1) {
    hints.push({ ...m, conflictIndex });
    for (let conflictTerm = 1; conflictTerm <= s.currentTerm; conflictTerm += 1) {
      hints.push({ ...m, conflictIndex, conflictTerm });
    }
  }
  return hints;
}

function deliver(
  raft: Raft,
  { before, m, env }: { before: ServerState; m: Message; env: Environment },
): Step {
  switch (m.type) {
    case 'RequestVoteRequest':
      return raft.handleRequestVoteRequest(before, m, env);
    case 'RequestVoteResponse':
      return raft.handleRequestVoteResponse(before, m, env);
    case 'AppendEntriesRequest':
      return raft.handleAppendEntriesRequest(before, m, env);
    case 'AppendEntriesResponse':
      return raft.handleAppendEntriesResponse(before, m, env);
    case 'InstallSnapshotRequest':
      return raft.handleInstallSnapshotRequest(before, m, env);
    case 'InstallSnapshotResponse':
      return raft.handleInstallSnapshotResponse(before, m, env);
    default:
      throw new Error(`the specification has no message ${m.type}`);
  }
}

interface Before {
  readonly action: string;
  readonly before: ServerState;
  readonly server: Func;
  readonly place: Place;
}

/** The first boot of a server: what it is then, or what is wrong with that. */
export function firstBoot(raft: Raft, server: Func, place: Place): Outcome {
  const empty = { currentTerm: 0, votedFor: null, log: [], snapshot: null };
  const [before] = statesOf(server, place);
  if (before === undefined) throw new Error('a server is in no state');
  const step = raft.restart(null, environmentOf(place));
  return outcomeOf(step, { action: 'Restart', before: { ...before, ...empty }, server, place });
}

function environmentOf({ id, firstServers }: Place): Environment {
  return { id, servers: firstServers, random: () => 0.5 };
}

/** Carries out the effects of a step. */
function outcomeOf({ state, effects }: Step, { action, before, server, place }: Before): Outcome {
  const boots = action === 'Restart';
  let applied: readonly Value[] = boots ? [] : items(field(server, 'applied'));
  let disk: PersistentState = before;
  let fault: string | null = null;
  const sent: Message[] = [];
  for (const effect of effects) {
    if (effect.type === 'persist') disk = effect.state;
    if (effect.type === 'send') sent.push(effect.message);
    if (effect.type === 'restore') applied = items(dataValue(effect.snapshot.data));
    if (effect.type === 'apply') {
      if (effect.index !== applied.length + 1) {
        fault ??= `applies index ${effect.index} behind ${applied.length} entries`;
      }
      applied = [...applied, ...items(entries([effect]))];
    }
    if (effect.type === 'send') fault ??= promiseBroken(effect.message, { disk, state });
  }
  if (state.lastApplied !== applied.length) {
    fault ??= `lastApplied is ${state.lastApplied}, and ${applied.length} entries were applied`;
  }
  if (durableText(disk) !== durableText(state))
    fault ??= 'what must survive a crash is not on disk';
  fault ??= neglected({ action, before: boots ? null : before, state, effects, place });
  return {
    server: serverValue(state, sequence(applied), place),
    replications: sent.filter(replicates).map(messageValue),
    messages: sent.filter((message) => !replicates(message)).map(messageValue),
    fault,
  };
}

function entries(effects: readonly Effect[]): Value {
  const applied = effects.flatMap((effect) => (effect.type === 'apply' ? [effect.entry] : []));
  return dataValue(JSON.parse(JSON.stringify(applied)));
}

/** Whether a message tells of something that is not on disk yet. */
function promiseBroken(
  m: Message,
  { disk, state }: { readonly disk: PersistentState; readonly state: ServerState },
): string | null {
  const late = `sends ${m.type} before it persists`;
  if (!replicates(m)) return durableText(disk) === durableText(state) ? null : late;
  const last = (disk.snapshot?.lastIncludedIndex ?? 0) + disk.log.length;
  const told = m.type === 'AppendEntriesRequest' ? m.prevLogIndex + m.entries.length : 0;
  return disk.currentTerm === state.currentTerm && told <= last ? null : late;
}

function durableText({ currentTerm, votedFor, log, snapshot }: PersistentState): string {
  return JSON.stringify([currentTerm, votedFor, log, snapshot]);
}

function replicates({ type }: Message): boolean {
  return type === 'AppendEntriesRequest' || type === 'InstallSnapshotRequest';
}

/** Whether a call changed nothing and told nothing. */
export function isIdle(outcome: Outcome, server: Func): boolean {
  const silent = outcome.messages.length + outcome.replications.length === 0;
  return silent && outcome.server === server;
}
