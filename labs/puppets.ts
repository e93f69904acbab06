/**
 * Servers that a scenario plays itself, and that keep every rule of Raft while it does.
 *
 * A scenario that must put one server into a tight corner plays all the others. What they say may be odd (late, twice,
 * one-sided) but never wrong: a puppet votes once a term, its term never goes back, it acknowledges only what it holds,
 * and it leads only a term for which a majority of puppets has voted. So whatever breaks is the submission's doing.
 *
 * Use: `const cast = votingPuppets(world)`, then `electSubject(world, subject, cast)`, or `stand` and `crown` to make a
 * puppet a candidate or a leader. A puppet answers by itself what it may answer; switch that with `able`.
 *
 * @module
 */
import type { Puppet, World } from '../grader/index.ts';
import type {
  AppendEntriesRequest,
  LogEntry,
  Message,
  RequestVoteRequest,
  ServerId,
} from '../skeleton/contract/index.ts';

/** What a puppet does by itself. A request that it may not answer counts as lost on the way: it leaves no trace. */
export interface Abilities {
  /** It answers requests for its vote, with yes wherever it may. */
  readonly votes: boolean;
  /** It says no to requests of a new term, because it votes for itself in that term first. Needs `votes`. */
  readonly rival: boolean;
  /** It stores what the leader sends, and says so. */
  readonly acks: boolean;
}

/** What a puppet that leads sends. Terms are filled in from the puppet's own log. */
export interface Append {
  /** The index before the entries; default the end of the puppet's log. */
  readonly prevLogIndex?: number;
  /** How many entries of its own log after that; default none, which is a heartbeat. */
  readonly count?: number;
  /** Default 0. */
  readonly leaderCommit?: number;
}

/** The messages of one type. */
export type MessageOf<T extends Message['type']> = Extract<Message, { readonly type: T }>;

/** A puppet that votes, stands, follows and leads by the rules. */
export class VotingPuppet {
  readonly id: ServerId;
  readonly puppet: Puppet;
  #abilities: Abilities = { votes: true, rival: false, acks: true };
  #currentTerm = 0;
  #votedFor: ServerId | null = null;
  #role: 'follower' | 'candidate' | 'leader' = 'follower';
  #log: readonly LogEntry[] = [];

  constructor(puppet: Puppet) {
    this.id = puppet.id;
    this.puppet = puppet;
    puppet.listen((message) => this.#hear(message));
  }

  get currentTerm(): number {
    return this.#currentTerm;
  }

  get votedFor(): ServerId | null {
    return this.#votedFor;
  }

  get role(): 'follower' | 'candidate' | 'leader' {
    return this.#role;
  }

  /** The entries; index 1 is at place 0. */
  get log(): readonly LogEntry[] {
    return this.#log;
  }

  get lastIndex(): number {
    return this.#log.length;
  }

  get lastTerm(): number {
    return this.termAt(this.#log.length);
  }

  /** The term of the entry at an index, 0 at index 0 and beyond the end. */
  termAt(index: number): number {
    return this.#log[index - 1]?.term ?? 0;
  }

  /** Switches what it answers by itself. */
  able(change: Partial<Abilities>): void {
    this.#abilities = { ...this.#abilities, ...change };
  }

  /** Everything of one type that reached it, oldest first, also while it answered nothing. */
  heard<T extends Message['type']>(type: T): MessageOf<T>[] {
    return this.puppet.heard.filter((message): message is MessageOf<T> => message.type === type);
  }

  /** Enters a higher term, as after news from elsewhere. The same or an older term changes nothing. */
  enterTerm(term: number): void {
    if (term <= this.#currentTerm) return;
    this.#currentTerm = term;
    this.#votedFor = null;
    this.#role = 'follower';
  }

  /** Gives its vote in a term to a server, as in an election that the subject does not see. */
  voteFor(candidate: ServerId, term: number): void {
    this.enterTerm(term);
    const free = this.#votedFor === null || this.#votedFor === candidate;
    if (this.#currentTerm !== term || !free) {
      throw new Error(`scenario: ${this.id} may not vote for ${candidate} in term ${term}`);
    }
    this.#votedFor = candidate;
  }

  /** Becomes a candidate of a term in which it has not voted for anyone else, and asks nobody yet. */
  stand(term: number): void {
    this.voteFor(this.id, term);
    if (this.#role === 'follower') this.#role = 'candidate';
  }

  /** Asks for a vote, as the candidate of its term; it may ask as often as it likes. */
  askVote(to: ServerId): void {
    this.puppet.send(this.voteRequest(to));
  }

  /** The request for a vote that it would send now. */
  voteRequest(to: ServerId): Omit<RequestVoteRequest, 'from'> {
    if (this.#role === 'follower') throw new Error(`scenario: ${this.id} is no candidate`);
    return {
      type: 'RequestVoteRequest',
      to,
      term: this.#currentTerm,
      lastLogIndex: this.lastIndex,
      lastLogTerm: this.lastTerm,
    };
  }

  /**
   * Leads its term. To be called when it has the votes: after the subject's own vote has made the majority.
   * {@link VotingPuppets.crown} does it with the votes of puppets.
   */
  lead(): void {
    if (this.#votedFor !== this.id) throw new Error(`scenario: ${this.id} is no candidate`);
    this.#role = 'leader';
  }

  /** As the leader: adds entries of its term to its own log, and sends nothing yet. */
  write(...payloads: readonly LogEntry['payload'][]): void {
    if (this.#role !== 'leader') throw new Error(`scenario: ${this.id} is no leader`);
    const entries = payloads.map((payload) => ({ term: this.#currentTerm, payload }));
    this.#log = [...this.#log, ...entries];
  }

  /** Takes over a log, as if an earlier leader had replicated it here while the subject was away. */
  adoptLog(log: readonly LogEntry[]): void {
    this.enterTerm(log.at(-1)?.term ?? 0);
    this.#log = log;
  }

  /** As the leader: sends a heartbeat, or entries of its log. */
  append(to: ServerId, what: Append = {}): void {
    this.puppet.send(this.appendRequest(to, what));
  }

  /** The AppendEntriesRequest that {@link append} would send now. */
  appendRequest(to: ServerId, what: Append = {}): Omit<AppendEntriesRequest, 'from'> {
    if (this.#role !== 'leader') throw new Error(`scenario: ${this.id} is no leader`);
    const prevLogIndex = what.prevLogIndex ?? this.lastIndex;
    return {
      type: 'AppendEntriesRequest',
      to,
      term: this.#currentTerm,
      prevLogIndex,
      prevLogTerm: this.termAt(prevLogIndex),
      entries: this.#log.slice(prevLogIndex, prevLogIndex + (what.count ?? 0)),
      leaderCommit: what.leaderCommit ?? 0,
    };
  }

  #hear(message: Message): void {
    if (message.type === 'RequestVoteRequest') {
      if (this.#abilities.votes) this.#answerVote(message);
    } else if (message.type === 'AppendEntriesRequest') {
      if (this.#abilities.acks) this.#answerAppend(message);
    }
  }

  #answerVote(request: RequestVoteRequest): void {
    if (this.#abilities.rival && request.term > this.#currentTerm) this.stand(request.term);
    this.enterTerm(request.term);
    const upToDate =
      request.lastLogTerm > this.lastTerm ||
      (request.lastLogTerm === this.lastTerm && request.lastLogIndex >= this.lastIndex);
    const free = this.#votedFor === null || this.#votedFor === request.from;
    const voteGranted = request.term === this.#currentTerm && free && upToDate;
    if (voteGranted) this.#votedFor = request.from;
    this.puppet.send({
      type: 'RequestVoteResponse',
      to: request.from,
      term: this.#currentTerm,
      voteGranted,
    });
  }

  #answerAppend(request: AppendEntriesRequest): void {
    this.enterTerm(request.term);
    const { prevLogIndex, entries } = request;
    const current = request.term === this.#currentTerm && this.#role !== 'leader';
    if (current) this.#role = 'follower';
    const holds =
      prevLogIndex <= this.lastIndex && this.termAt(prevLogIndex) === request.prevLogTerm;
    const success = current && holds;
    if (success) this.#store(prevLogIndex, entries);
    this.puppet.send({
      type: 'AppendEntriesResponse',
      to: request.from,
      term: this.#currentTerm,
      success,
      matchIndex: success ? prevLogIndex + entries.length : 0,
    });
  }

  /** Keeps what agrees, drops from the first conflict on, and adds what is missing. */
  #store(prevLogIndex: number, entries: readonly LogEntry[]): void {
    const conflict = entries.findIndex(
      (entry, at) => entry.term !== this.#log[prevLogIndex + at]?.term,
    );
    if (conflict === -1) return;
    this.#log = [...this.#log.slice(0, prevLogIndex + conflict), ...entries.slice(conflict)];
  }
}

/** All puppets of a run. */
export class VotingPuppets {
  readonly all: readonly VotingPuppet[];
  readonly #quorum: number;

  constructor(world: World, puppets: readonly ServerId[]) {
    this.all = puppets.map((id) => new VotingPuppet(world.puppet(id)));
    this.#quorum = Math.floor(world.servers.length / 2) + 1;
  }

  /** The puppet with this name. */
  one(id: ServerId): VotingPuppet {
    const found = this.all.find((puppet) => puppet.id === id);
    if (found === undefined) throw new Error(`scenario: ${id} is no puppet`);
    return found;
  }

  /** The puppet at this place, in the order of the list, from 0. */
  at(place: number): VotingPuppet {
    const found = this.all[place];
    if (found === undefined) throw new Error(`scenario: there is no puppet number ${place}`);
    return found;
  }

  /** Switches what all of them answer by themselves. */
  able(change: Partial<Abilities>): void {
    for (const puppet of this.all) puppet.able(change);
  }

  /** A term that none of the puppets has been in, and that lies above the given ones. */
  termAbove(...terms: readonly number[]): number {
    return Math.max(0, ...terms, ...this.all.map((puppet) => puppet.currentTerm)) + 1;
  }

  /**
   * Makes a puppet the leader of a term by the votes of puppets alone, as in an election of which the subject hears
   * nothing. The puppets need a majority between them, and none of the voters may have voted otherwise in this term.
   * Puppets that stand or lead themselves vote only when there are not enough others.
   */
  crown(leader: VotingPuppet, term: number): VotingPuppet {
    leader.stand(term);
    const others = this.all.filter((puppet) => puppet !== leader && puppet.currentTerm < term);
    const idle = others.filter(({ role }) => role === 'follower');
    const busy = others.filter(({ role }) => role !== 'follower');
    const voters = [...idle, ...busy].slice(0, this.#quorum - 1);
    if (voters.length < this.#quorum - 1) {
      throw new Error(`scenario: ${leader.id} has no majority in term ${term}`);
    }
    for (const voter of voters) voter.voteFor(leader.id, term);
    leader.lead();
    return leader;
  }
}

/** Brings puppets to life that grant every legal request and follow faithfully. */
export function votingPuppets(world: World, puppets: readonly ServerId[]): VotingPuppets {
  return new VotingPuppets(world, puppets);
}

/**
 * Waits until a server leads by the votes of puppets, and returns its term.
 *
 * The voters go on voting and acknowledging afterwards, so that a leader that wants to hear from a majority stays one.
 *
 * @param voters - Who votes; default all puppets. The others are left as they are.
 */
export function electSubject(
  world: World,
  subject: ServerId,
  cast: VotingPuppets,
  voters: readonly VotingPuppet[] = cast.all,
): number {
  for (const voter of voters) voter.able({ votes: true, rival: false, acks: true });
  return world.reach(`${subject} leads by the votes of the others`, () => {
    const state = world.state(subject);
    return state.role === 'leader' && state.currentTerm;
  });
}
