/**
 * Rafts with one bug that lab 2A must find: terms, and the roles that belong to them.
 *
 * @module
 */
import { change, type Mutant } from './mutant.ts';

/** The head of a handler, up to the line that adopts a higher term. */
const head = (type: string): string =>
  `m: ${type},\n  env: Environment,\n): Step {\n  const s = updateTerm(state, m);`;

/** Terms and roles. */
export const mutants2ATerms: readonly Mutant[] = [
  {
    id: 'goes-back-to-older-terms',
    lab: '2A',
    story:
      'A request for a vote sets the term, also to an older one. The votes of the newer terms are forgotten, and given again.',
    source: 'Figure 2; WRaft#4',
    edits: [
      change(
        'election.ts',
        head('RequestVoteRequest'),
        head('RequestVoteRequest').replace(
          'updateTerm(state, m);',
          "m.term === state.currentTerm ? state : { ...state, currentTerm: m.term, votedFor: null, role: 'follower' as const };",
        ),
      ),
    ],
  },
  {
    id: 'obeys-an-older-leader',
    lab: '2A',
    story:
      'The term of an AppendEntries is not looked at. The leader of term 1, cut off for long, comes back and deposes that of term 2.',
    source: 'Figure 2, AppendEntries 1; MIT suite, mutant 33',
    edits: [
      change(
        'replication.ts',
        'const fromOldLeader = m.term < s.currentTerm;',
        'const fromOldLeader = false;',
      ),
      change(
        'replication.ts',
        "if (s.role === 'leader') return { state: s, effects: [] };\n\n  const follower",
        "if (s.role === 'leader' && m.term === s.currentTerm) return { state: s, effects: [] };\n\n  const follower",
      ),
    ],
  },
  {
    id: 'deaf-to-a-newer-leader',
    lab: '2A',
    story:
      'A leader ignores every AppendEntries, thinking that there can be no other leader. Both lead on, side by side.',
    source: '§5.1, discovery of newer terms',
    edits: [
      change(
        'replication.ts',
        head('AppendEntriesRequest'),
        `m: AppendEntriesRequest,
  env: Environment,
): Step {
  if (state.role === 'leader') return { state, effects: [] };
  const s = updateTerm(state, m);`,
      ),
    ],
  },
  {
    id: 'deaf-to-terms-in-append-answers',
    lab: '2A',
    story:
      'A newer term in an answer to AppendEntries is ignored. A leader that was replaced goes on leading as long as nobody else speaks to it.',
    source: '§5.1; willemt 75b0104; MIT suite, mutant 24',
    edits: [
      change(
        'replication.ts',
        head('AppendEntriesResponse'),
        head('AppendEntriesResponse').replace('updateTerm(state, m)', 'state'),
      ),
    ],
  },
  {
    id: 'deaf-to-terms-in-vote-answers',
    lab: '2A',
    story:
      'A newer term in an answer to RequestVote is ignored. A candidate far behind climbs to it one timeout at a time.',
    source: '§5.1; openraft 4015cc38; MIT suite, mutant 24',
    edits: [
      change(
        'election.ts',
        head('RequestVoteResponse'),
        head('RequestVoteResponse').replace('updateTerm(state, m)', 'state'),
      ),
    ],
  },
  {
    id: 'append-answers-echo-the-term',
    lab: '2A',
    story:
      'An answer to AppendEntries repeats the term of the request. A leader that was replaced never learns it from a refusal.',
    source: 'RaftOS#27; redpanda#31547',
    edits: [
      change('replication.ts', 'const { currentTerm: term } = s;\n', 'const { term } = m;\n'),
    ],
  },
  {
    id: 'vote-answers-echo-the-term',
    lab: '2A',
    story:
      'An answer to RequestVote repeats the term of the request. A candidate that is behind never learns it from a refusal.',
    source: 'RaftOS#27; redpanda#31547',
    edits: [change('election.ts', 'term: next.currentTerm,', 'term: m.term,')],
  },
  {
    id: 'stands-in-the-same-term',
    lab: '2A',
    story:
      'An election does not raise the term. After a split vote, or behind a leader that is gone, everybody has voted already.',
    source: 'Figure 2, Candidates',
    edits: [
      change(
        'election.ts',
        'currentTerm: state.currentTerm + 1,',
        'currentTerm: Math.max(1, state.currentTerm),',
      ),
    ],
  },
  {
    id: 'voter-raises-the-term',
    lab: '2A',
    story:
      'A server that is asked for its vote raises its own term above the candidate’s. The candidate is always behind.',
    source: 'Raft Q&A',
    edits: [
      change(
        'election.ts',
        head('RequestVoteRequest'),
        head('RequestVoteRequest').replace('(state, m)', '(state, { ...m, term: m.term + 1 })'),
      ),
    ],
  },
  {
    id: 'terms-as-text',
    lab: '2A',
    story:
      'Terms are compared as text. "10" > "9" is false, and from term 10 on nobody adopts a newer one.',
    source: 'JavaScript',
    edits: [
      change(
        'term.ts',
        'return m.term > s.currentTerm ?',
        'return String(m.term) > String(s.currentTerm) ?',
      ),
    ],
  },
  {
    id: 'keeps-its-role-in-a-newer-term',
    lab: '2A',
    story:
      'A newer term is adopted, the role stays. A leader of term 1 that hears of term 2 leads that, too.',
    source: '§5.1; Figure 2, All Servers',
    edits: [
      change(
        'term.ts',
        "votedFor: null, role: 'follower', leaderId: null };",
        'votedFor: null, leaderId: null };',
      ),
    ],
  },
  {
    id: 'candidate-ignores-the-winner',
    lab: '2A',
    story:
      'A candidate does not follow the leader of its own term. It stands again, in a newer term, and deposes a leader that everybody hears.',
    source: '§5.2; MIT suite, mutant 46',
    edits: [
      change(
        'replication.ts',
        "if (s.role === 'leader') return { state: s, effects: [] };\n\n  const follower",
        "if (s.role !== 'follower') return { state: s, effects: [] };\n\n  const follower",
      ),
    ],
  },
  {
    id: 'names-the-first-leader-for-ever',
    lab: '2A',
    story:
      'Whom a server follows is noted once. After the next election it sends clients to a server that leads no more.',
    source: 'hashicorp/raft a88bfa8; dissertation §6.2',
    edits: [
      change(
        'term.ts',
        "votedFor: null, role: 'follower', leaderId: null };",
        "votedFor: null, role: 'follower' };",
      ),
      change(
        'replication.ts',
        "{ ...s, role: 'follower', leaderId };",
        "{ ...s, role: 'follower', leaderId: s.leaderId ?? leaderId };",
      ),
      change('election.ts', "role: 'candidate',\n    leaderId: null,", "role: 'candidate',"),
    ],
  },
];
