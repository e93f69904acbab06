/**
 * What the scenarios of lab 2A share: a stage with one real server among puppets, and the words for what is to be
 * reached on it.
 *
 * Every step waits for what it needs and for nothing else, so that a Raft with pre-vote, with deaf followers while a
 * leader is heard, or with silent refusals plays along as well as a plain one.
 *
 * @module
 */
import type { Random, Setup, World } from '../../grader/index.ts';
import type { ServerId, ServerState } from '../../skeleton/contract/index.ts';
import { type VotingPuppet, type VotingPuppets, votingPuppets } from '../puppets.ts';

/** Longer than any election timeout that the handout allows, in milliseconds. */
export const QUIET = 1_200;

/** How often a puppet speaks to keep a timer from going off: less than half of any election timeout. */
export const OFTEN = 40;

/** Ten times the longest election timeout. */
export const DEADLINE = 10_000;

const NAMES = ['s1', 's2', 's3', 's4', 's5', 's6', 's7'];

/** Names for a cluster, in an order that the seed chooses. */
export function cluster(size: number): (random: Random) => Setup {
  return (random) => ({ servers: random.shuffle(NAMES.slice(0, size)) });
}

/** A cluster in which only the first server is real. */
export function oneAmongPuppets(size: number): (random: Random) => Setup {
  return (random) => {
    const servers = random.shuffle(NAMES.slice(0, size));
    return { servers, puppets: servers.slice(1) };
  };
}

/**
 * The same with names that are easily mixed up: the real server is `10`, its first two puppets are `0` and `1`. Each of these
 * is a part of its name, and the first is false where a name is taken for a number.
 */
export function tenAmongPuppets(size: number): () => Setup {
  return () => {
    const servers = ['10', '0', '1', '100', '-1', 'n1', '2'].slice(0, size);
    return { servers, puppets: servers.slice(1) };
  };
}

/** One real server among puppets, which at first answer nothing. */
export interface Stage {
  readonly world: World;
  readonly subject: ServerId;
  readonly cast: VotingPuppets;
  /** What the real server knows now. */
  state(): ServerState;
}

/** Takes the place that {@link oneAmongPuppets} has set up. */
export function stage(world: World): Stage {
  const [subject, ...puppets] = world.servers;
  if (subject === undefined) throw new Error('scenario: an empty cluster');
  const cast = votingPuppets(world, puppets);
  cast.able({ votes: false, acks: false });
  return { world, subject, cast, state: () => world.state(subject) };
}

/** Whom a cluster follows, and in which term. */
export interface Reign {
  readonly leader: ServerId;
  readonly term: number;
}

/** The leader of these servers, when they are all in one term and all the others are followers. */
export function agreement(world: World, among: readonly ServerId[]): Reign | null {
  const states = among.map((server) => ({ server, state: world.state(server) }));
  const leaders = states.filter(({ state }) => state.role === 'leader');
  const leader = leaders[0];
  if (leader === undefined || leaders.length > 1) return null;
  const term = leader.state.currentTerm;
  const rest = states.filter(({ server }) => server !== leader.server);
  const follow = rest.every(({ state }) => state.role === 'follower' && state.currentTerm === term);
  return follow ? { leader: leader.server, term } : null;
}

/** Waits until these servers have agreed on one leader for half a second on end. A goal. */
export function settled(
  world: World,
  among: readonly ServerId[] = world.servers,
  withinMs = 20_000,
): Reign {
  const what = `${among.join(', ')} agree on one leader and its term for half a second`;
  const seen: { reign: Reign | null; since: number } = { reign: null, since: world.now };
  return world.expect(
    what,
    () => {
      const reign = agreement(world, among);
      const same = reign?.leader === seen.reign?.leader && reign?.term === seen.reign?.term;
      if (!same) Object.assign(seen, { reign, since: world.now });
      return reign !== null && world.now - seen.since >= 500 && reign;
    },
    withinMs,
  );
}

/** What has changed since a reign began, in words; `null` when nothing has. */
export function reignBroken(world: World, among: readonly ServerId[], reign: Reign): string | null {
  for (const server of among) {
    const { currentTerm, role } = world.state(server);
    if (currentTerm !== reign.term) {
      return `${server} went to term ${currentTerm}, although ${reign.leader} leads term ${reign.term} and every message arrives`;
    }
    if ((role === 'leader') !== (server === reign.leader)) {
      return `${server} is ${role} of term ${currentTerm}, which ${reign.leader} leads`;
    }
  }
  return null;
}

/** Waits until the real server asks puppets for their votes in a term above this one, and returns that term. */
export function candidacy({ world, subject, cast, state }: Stage, aboveTerm: number): number {
  return world.reach(`${subject} stands in a term above ${aboveTerm}`, () => {
    const term = cast.at(0).heard('RequestVoteRequest').at(-1)?.term ?? 0;
    return term > aboveTerm && term === state().currentTerm && term;
  });
}

/** True when the real server has answered this puppet in this term with yes. */
export function granted(candidate: VotingPuppet, term: number): boolean {
  const answers = candidate.heard('RequestVoteResponse');
  return answers.some((answer) => answer.voteGranted && answer.term === term);
}

/** True when the real server has answered this puppet in this term with no. */
export function denied(candidate: VotingPuppet, term: number): boolean {
  const answers = candidate.heard('RequestVoteResponse');
  return answers.some((answer) => !answer.voteGranted && answer.term === term);
}

/** After silence, makes a puppet a candidate of a new term that gets the real server's vote. Returns the term. */
export function obtainVote(
  { world, subject, cast, state }: Stage,
  candidate: VotingPuppet,
): number {
  world.run(QUIET);
  const term = cast.termAbove(state().currentTerm + 3);
  candidate.stand(term);
  candidate.askVote(subject);
  world.reach(
    `${subject} votes for ${candidate.id} in term ${term}`,
    () => granted(candidate, term),
    1_000,
  );
  return term;
}

/** Makes a puppet the leader of a new term, whom the real server follows. Returns the term. */
export function follow({ world, subject, cast, state }: Stage, leader: VotingPuppet): number {
  const term = cast.termAbove(state().currentTerm + 3);
  cast.crown(leader, term);
  leader.append(subject);
  world.reach(
    `${subject} follows ${leader.id} in term ${term}`,
    () => state().currentTerm === term && state().role === 'follower',
    1_000,
  );
  return term;
}

/** Says something again and again until it has had its effect. A goal. */
export function insist(
  world: World,
  goal: { readonly what: string; readonly withinMs?: number; done(): boolean },
  say: () => void,
): void {
  const until = world.now + (goal.withinMs ?? DEADLINE);
  while (!goal.done() && world.now < until) {
    say();
    world.run(OFTEN);
  }
  world.expect(goal.what, () => goal.done(), 1);
}
