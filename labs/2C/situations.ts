/**
 * The steps of a server that are worth a crash: how one real server among puppets is brought to each of them, as often
 * as it takes, and what it must still know afterwards.
 *
 * @module
 */
import { QUIET } from '../clusters.ts';
import { electSubject, type VotingPuppet } from '../puppets.ts';
import {
  arrivesLate,
  comes,
  isAppend,
  reign,
  type Stage,
  sameLog,
  writeEntries,
} from '../stage.ts';
import { freeVoteIsGranted } from './rules.ts';
import { ALL_HEARD, acknowledged, keepsEntries, silence } from './stage.ts';

/** A step that the real server is brought to. */
export interface Situation {
  readonly handler: string;
  /** Makes ready: the real server is up, and one input away from the step. Returns what remains to be done. */
  prepare(scene: Stage): Approach;
}

/** What remains to be done when all is ready. */
interface Approach {
  /** Gives the input, and returns when the step is over. */
  act(): void;
  /** Judges the restarted server, before anything else reaches it. */
  judge?(): void;
  /** Says to the restarted server what only its memory of the step protects it from. */
  tempt?(): void;
}

/** Lets time pass until something holds, or the real server is down. */
function untilDownOr(scene: Stage, withinMs: number, condition: () => boolean): void {
  const { world, subject } = scene;
  comes(world, withinMs, () => !world.isUp(subject) || condition());
}

/**
 * The puppets agree on the longest log among them, and the real server gets it: whatever it accepted alone and had not
 * yet sent may go. It has applied all of it, so that the step that follows has few effects. Returns the puppet that leads.
 */
export function sameLogs(scene: Stage): VotingPuppet {
  const { world, cast, subject, state } = scene;
  cast.able({ votes: false, acks: false });
  const [first, ...others] = cast.all;
  if (first === undefined) throw new Error('scenario: a puppet is needed');
  const better = (one: VotingPuppet, other: VotingPuppet): boolean =>
    other.lastTerm > one.lastTerm ||
    (other.lastTerm === one.lastTerm && other.lastIndex > one.lastIndex);
  const best = others.reduce((one, other) => (better(one, other) ? other : one), first);
  const leader = reign(scene, best, { term: cast.termAbove(state().currentTerm + 3) });
  writeEntries(leader, 1);
  for (let tries = 0; tries < 3 && !sameLog(state().log, leader.log); tries += 1) {
    leader.append(subject, { prevLogIndex: 0, count: leader.lastIndex });
    world.run(ALL_HEARD);
  }
  if (!sameLog(state().log, leader.log)) world.notReached(`${subject} has the log of ${leader.id}`);
  for (const puppet of cast.all) puppet.adoptLog(leader.log);
  for (let times = 0; times < 2; times += 1) {
    leader.append(subject, { leaderCommit: leader.lastIndex });
    world.run(ALL_HEARD);
  }
  return leader;
}

/** The real server leads, and all logs are the same. */
function leads(scene: Stage): void {
  const { world, subject, cast } = scene;
  sameLogs(scene);
  silence(scene);
  electSubject(world, subject, cast);
  world.reach('everybody has the log of the leader', () =>
    cast.all.every((puppet) => sameLog(puppet.log, world.state(subject).log)),
  );
}

export const standing: Situation = {
  handler: 'electionTimeout',
  prepare(scene) {
    const { cast, subject } = scene;
    const rival = cast.at(0);
    cast.able({ votes: false, acks: false });
    const known = cast.at(1).heard('RequestVoteRequest').length;
    return {
      act: () =>
        untilDownOr(scene, QUIET, () => cast.at(1).heard('RequestVoteRequest').length > known),
      tempt() {
        const term = Math.max(0, ...rival.heard('RequestVoteRequest').map((asked) => asked.term));
        if (term <= rival.currentTerm) return;
        rival.stand(term);
        rival.askVote(subject);
      },
    };
  },
};

/** A request for a vote in a new term; a rival asks in the same term behind the crash, and once more much later. */
export function votes(): Situation {
  const late: Parameters<VotingPuppet['puppet']['send']>[0][] = [];
  return {
    handler: 'handleRequestVoteRequest',
    prepare(scene) {
      const { subject, cast } = scene;
      const [candidate, rival] = [cast.at(0), cast.at(1)];
      const term = silence(scene);
      for (const puppet of [candidate, rival]) puppet.stand(term);
      return {
        act() {
          candidate.askVote(subject);
          scene.world.run(2);
        },
        judge: () => votedFreely(scene, candidate),
        tempt() {
          for (const request of late.splice(0)) arrivesLate(scene, rival, request);
          rival.askVote(subject);
          late.push(rival.voteRequest(subject));
        },
      };
    },
  };
}

/** Whatever was stored of a candidate's term: no vote of an older term stands beside it. */
function votedFreely({ world, subject, state }: Stage, candidate: VotingPuppet): void {
  const { currentTerm, votedFor } = state();
  const voted = votedFor !== null && votedFor !== candidate.id;
  if (currentTerm !== candidate.currentTerm || !voted) return;
  const seen = `${subject} heard of term ${currentTerm} from ${candidate.id} only, and restarts in it with a vote for ${votedFor}`;
  world.wrong(freeVoteIsGranted, seen);
}

/** The same where the term is known already, from a candidate whose log was too short. */
export const votesInKnownTerm: Situation = {
  handler: 'handleRequestVoteRequest',
  prepare(scene) {
    const { world, subject, cast, state } = scene;
    const [candidate, rival, loser] = [cast.at(0), cast.at(1), cast.at(2)];
    const log = sameLogs(scene).log;
    const term = silence(scene);
    for (const puppet of [candidate, rival, loser]) {
      puppet.adoptLog(puppet === loser ? [] : log);
      puppet.stand(term);
    }
    loser.askVote(subject);
    world.run(2);
    if (state().currentTerm !== term) world.notReached(`${subject} hears of term ${term}`);
    return {
      act() {
        candidate.askVote(subject);
        world.run(2);
      },
      tempt: () => rival.askVote(subject),
    };
  },
};

export const winning: Situation = {
  handler: 'handleRequestVoteResponse',
  prepare(scene) {
    const { cast, state } = scene;
    sameLogs(scene);
    silence(scene);
    return {
      act() {
        cast.able({ votes: true, acks: true });
        untilDownOr(scene, 20_000, () => state().role === 'leader');
      },
    };
  },
};

/** A candidate learns from a refusal that there is a newer term. */
export const losing: Situation = {
  handler: 'handleRequestVoteResponse',
  prepare(scene) {
    const { world, subject, cast, state } = scene;
    const voter = cast.at(0);
    sameLogs(scene);
    const term = world.reach(`${subject} asks for votes`, () => {
      const asked = voter.heard('RequestVoteRequest').at(-1)?.term ?? 0;
      return asked > voter.currentTerm && asked === state().currentTerm && asked;
    });
    return {
      act() {
        voter.enterTerm(cast.termAbove(term + 3));
        const answer = { type: 'RequestVoteResponse', to: subject, voteGranted: false } as const;
        arrivesLate(scene, voter, { ...answer, term: voter.currentTerm });
      },
      tempt: () => asksInTermOf(scene, voter),
    };
  },
};

/** A puppet asks for the real server's vote in the term that another one has told it of. */
function asksInTermOf({ cast, subject }: Stage, { currentTerm }: VotingPuppet): void {
  const candidate = cast.at(1);
  if (candidate.currentTerm >= currentTerm) return;
  candidate.stand(currentTerm);
  candidate.askVote(subject);
}

/** What a follower is sent by the leader of a new term. `count` entries of its log follow index `after`. */
interface Sent {
  /** How many entries of the old log the new leader shares. */
  readonly shared: (length: number) => number;
  readonly adds: number;
  readonly after: (length: number, shared: number) => number;
}

/** New entries; entries that conflict; a heartbeat; a gap; everything from the start. */
export const REQUESTS: readonly Sent[] = [
  { shared: (length) => length, adds: 2, after: (length) => length },
  { shared: (length) => length - 1, adds: 2, after: (_, shared) => shared },
  { shared: (length) => length, adds: 0, after: (length) => length },
  { shared: (length) => length, adds: 3, after: (length) => length + 2 },
  { shared: (length) => length, adds: 1, after: () => 0 },
];

export function follows(sent: Sent): Situation {
  return {
    handler: 'handleAppendEntriesRequest',
    prepare(scene) {
      const { world, subject, cast, state } = scene;
      const old = sameLogs(scene);
      writeEntries(old, 2);
      old.append(subject, { prevLogIndex: old.lastIndex - 2, count: 2 });
      world.run(ALL_HEARD);
      if (!sameLog(state().log, old.log)) world.notReached(`${subject} follows ${old.id}`);
      const length = old.lastIndex;
      const shared = sent.shared(length);
      const whole = old.log;
      const leader = cast.at(old === cast.at(0) ? 1 : 0);
      reign(scene, leader, {
        term: cast.termAbove(state().currentTerm + 3),
        log: whole.slice(0, shared),
      });
      if (sent.adds > 0) writeEntries(leader, sent.adds);
      const prevLogIndex = sent.after(length, shared);
      return {
        act() {
          const count = leader.lastIndex - prevLogIndex;
          leader.append(subject, { prevLogIndex, count, leaderCommit: shared });
          world.run(2);
        },
        judge() {
          keepsEntries(scene, whole, Math.min(shared, acknowledged(old)));
          keepsEntries(scene, leader.log, acknowledged(leader));
        },
        tempt: () => asksInTermOfLeader(scene, leader),
      };
    },
  };
}

/** A puppet that lost the election which a leader won asks late, in the leader's term. */
function asksInTermOfLeader({ cast, subject }: Stage, leader: VotingPuppet): void {
  const loser = cast.all.find(({ currentTerm }) => currentTerm < leader.currentTerm);
  if (loser === undefined) return;
  loser.stand(leader.currentTerm);
  loser.askVote(subject);
}

/** A leader hears that an entry is on a majority, and commits it. */
export const committing: Situation = {
  handler: 'handleAppendEntriesResponse',
  prepare(scene) {
    const { world, subject, state } = scene;
    leads(scene);
    return {
      act() {
        const end = world.lastIndex(subject) + 1;
        world.propose(subject, `to be committed ${end}`);
        untilDownOr(scene, QUIET, () => state().commitIndex >= end);
      },
    };
  },
};

/** A leader hears of a newer term in a refusal. */
export const deposed: Situation = {
  handler: 'handleAppendEntriesResponse',
  prepare(scene) {
    const { cast, subject, state } = scene;
    leads(scene);
    const follower = cast.at(0);
    const asked = follower.heard('AppendEntriesRequest').at(-1);
    return {
      act() {
        follower.enterTerm(cast.termAbove(asked?.term ?? 0, state().currentTerm) + 3);
        const answer = { type: 'AppendEntriesResponse', success: false, matchIndex: 0 } as const;
        arrivesLate(scene, follower, { ...answer, to: subject, term: follower.currentTerm });
      },
      tempt: () => asksInTermOf(scene, follower),
    };
  },
};

export const accepting: Situation = {
  handler: 'clientRequest',
  prepare(scene) {
    const { world, subject } = scene;
    leads(scene);
    return {
      act() {
        world.propose(subject, `accepted ${world.now}`);
      },
    };
  },
};

export const repeating: Situation = {
  handler: 'heartbeatTimeout',
  prepare(scene) {
    const { cast } = scene;
    leads(scene);
    const heard = (): number => cast.at(0).puppet.heard.filter(isAppend).length;
    const before = heard();
    return { act: () => untilDownOr(scene, QUIET, () => heard() > before + 20) };
  },
};

export const booting: Situation = {
  handler: 'restart',
  prepare(scene) {
    const { world, subject } = scene;
    const log = sameLogs(scene).log;
    world.crash(subject);
    return {
      act: () => world.restart(subject),
      judge: () => keepsEntries(scene, log, log.length),
    };
  },
};
