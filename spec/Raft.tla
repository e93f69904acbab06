-------------------------------- MODULE Raft --------------------------------
(***************************************************************************)
(* What each server of a Raft cluster may do, and what the network may do  *)
(* to them. Every handler of the contract (skeleton/contract/raft.ts) is   *)
(* one atomic action with the same name. Section numbers and figures are   *)
(* those of "In Search of an Understandable Consensus Algorithm".          *)
(*                                                                         *)
(* A handler is written as in the reference: it takes the server as one    *)
(* record, State(i), works out the next record, and hands it to Step or    *)
(* Receive, the only places where variables change.                        *)
(*                                                                         *)
(* Where an implementation is free, the spec says which choices are safe:  *)
(* see CHOICES. Where it is not, a named operator says the one right thing.*)
(***************************************************************************)
EXTENDS Naturals, Sequences, FiniteSets

CONSTANTS
    Server,          \* All servers that may ever take part.
    InitialServers,  \* The first configuration. All others wait to be added.
    Value,           \* The commands of clients.
    Nil              \* Nobody: the vote that was not given.

\* On disk (Figure 2, "Persistent state on all servers"), for each server:
VARIABLES
    currentTerm,     \* The newest term it has seen.
    votedFor,        \* Who got its vote in that term, or Nil.
    log,             \* The entries behind its snapshot.
    snapshot         \* What stands for the entries before them.

\* In memory (Figure 2, "Volatile state"), for each server:
VARIABLES
    role,            \* Follower, Candidate or Leader.
    commitIndex,     \* The highest index that it knows to be committed.
    applied,         \* What its state machine was given, entry by entry; lastApplied is its length.
    votesGranted,    \* Candidates: who has voted for it.
    nextIndex,       \* Leaders: where to begin sending, for each server.
    matchIndex       \* Leaders: how far each server is known to agree.

VARIABLE messages    \* The network: what is on its way, in no order.

\* History, for properties only; no guard and no other variable depends on it.
VARIABLES
    committed,       \* The longest sequence of entries that any server ever applied.
    committedIn      \* The term in which each of them was first committed.

persistentVars == <<currentTerm, votedFor, log, snapshot>>
volatileVars   == <<role, commitIndex, applied, votesGranted, nextIndex, matchIndex>>
historyVars    == <<committed, committedIn>>
vars           == <<persistentVars, volatileVars, messages, historyVars>>

Follower  == "follower"
Candidate == "candidate"
Leader    == "leader"

Max(numbers) == CHOOSE n \in numbers : \A other \in numbers : other <= n
Min(numbers) == CHOOSE n \in numbers : \A other \in numbers : n <= other

IsPrefix(short, long) ==
    /\ Len(short) <= Len(long)
    /\ \A k \in 1..Len(short) : short[k] = long[k]

-----------------------------------------------------------------------------
(* 1. THE LOG. Indexes start at 1. The last index that the snapshot covers  *)
(* (0 without one) is the place before log[1]: its term is known, its entry *)
(* is not. Only this section knows where in `log` an index stands.          *)

\* Entries: a client's command, a configuration, or nothing at all (Section 8).
CommandEntry(term, v)      == [term |-> term, payload |-> [kind |-> "command", command |-> v]]
ConfigEntry(term, servers) == [term |-> term, payload |-> [kind |-> "config", servers |-> servers]]
NoopEntry(term)            == [term |-> term, payload |-> [kind |-> "noop"]]

BaseIndex(s) == s.snapshot.lastIncludedIndex
LastIndex(s) == BaseIndex(s) + Len(s.log)
LastTerm(s)  == IF s.log = <<>> THEN s.snapshot.lastIncludedTerm ELSE s.log[Len(s.log)].term

HasEntry(s, index) == BaseIndex(s) < index /\ index <= LastIndex(s)
EntryAt(s, index)  == s.log[index - BaseIndex(s)]
TermAt(s, index)   == IF HasEntry(s, index) THEN EntryAt(s, index).term
                                            ELSE s.snapshot.lastIncludedTerm

\* The entries after one index up to another one.
Entries(s, after, upTo) == SubSeq(s.log, after - BaseIndex(s) + 1, upTo - BaseIndex(s))

\* The log that ends at `after`, and then these entries.
ReplaceAfter(s, after, entries) == SubSeq(s.log, 1, after - BaseIndex(s)) \o entries

\* The consistency check (Section 5.3). What a snapshot covers is committed, and agrees.
AgreesAt(s, index, term) ==
    \/ index < BaseIndex(s)
    \/ index <= LastIndex(s) /\ TermAt(s, index) = term

\* A candidate's log, as told in its request, is at least as up-to-date as this one (Section 5.4.1).
LogUpToDate(s, m) ==
    \/ m.lastLogTerm > LastTerm(s)
    \/ m.lastLogTerm = LastTerm(s) /\ m.lastLogIndex >= LastIndex(s)

-----------------------------------------------------------------------------
(* 2. QUORUMS AND CONFIGURATIONS.                                           *)

\* Any two majorities of the same servers have one in common.
IsQuorum(supporters, servers) == 2 * Cardinality(supporters \cap servers) > Cardinality(servers)

ConfigIndexes(s) == {n \in BaseIndex(s) + 1 .. LastIndex(s) : EntryAt(s, n).payload.kind = "config"}

\* The configuration as of an index: the last one in the log up to there, or that of the snapshot.
ConfigurationAt(s, index) ==
    LET configs == {n \in ConfigIndexes(s) : n <= index}
    IN  IF configs = {} THEN s.snapshot.servers ELSE EntryAt(s, Max(configs)).payload.servers

\* A configuration counts as soon as it is in the log, committed or not (dissertation, 4.1).
Configuration(s) == ConfigurationAt(s, LastIndex(s))

\* A server belongs until it knows that its removal is committed (dissertation, 4.2.2).
Belongs(i, s) == i \in Configuration(s) \/ i \in ConfigurationAt(s, s.commitIndex)

-----------------------------------------------------------------------------
(* 3. CHOICES. An implementation may choose any member of these sets; for   *)
(* safety it makes no difference. Models narrow them (spec/README.md).      *)

\* What the network keeps of a message that it delivers: nothing, or a copy that arrives again.
Remains(m) == {{}, {m}}

\* A server may keep silent: the network could have lost its answer.
Answers(answer) == {{}, {answer}}

\* A stretch of the log of a leader, from `after` to `upTo`, for one server.
AppendEntriesRequest(i, s, j, after, upTo) ==
    [type |-> "AppendEntriesRequest", from |-> i, to |-> j, term |-> s.currentTerm,
     prevLogIndex |-> after, prevLogTerm |-> TermAt(s, after),
     entries |-> Entries(s, after, upTo), leaderCommit |-> s.commitIndex]

\* The snapshot of a leader, for one server (Section 7).
InstallSnapshotRequest(i, s, j) ==
    [type |-> "InstallSnapshotRequest", from |-> i, to |-> j, term |-> s.currentTerm,
     snapshot |-> s.snapshot]

\* Everything that a leader may send: the stretches of its log, and its snapshot, to each other server.
ReplicationMessages(i, s) ==
    LET places    == BaseIndex(s) .. LastIndex(s)
        stretches == {p \in places \X places : p[1] <= p[2]}
        others    == Server \ {i}
        appends   == {AppendEntriesRequest(i, s, j, p[1], p[2]) : j \in others, p \in stretches}
        installs  == IF BaseIndex(s) = 0 THEN {}
                     ELSE {InstallSnapshotRequest(i, s, j) : j \in others}
    IN  appends \cup installs

\* A leader may send any of that, at any time.
Replications(i, s) == IF s.role = Leader THEN SUBSET ReplicationMessages(i, s) ELSE {{}}

\* Where a leader tries again after a refusal: anywhere behind what is known to agree.
RetryIndexes(s, j) == s.matchIndex[j] + 1 .. s.nextIndex[j]

\* A request for a vote from outside of the configuration may be passed over. The dissertation
\* (4.2.3) passes over whoever asks while a leader is heard; of members that is the same as a loss.
MayDisregard(s, m) == m.from \notin Configuration(s)

\* A leader may begin its term with an entry that does nothing (Section 8).
FirstEntries(term) == {<<>>, <<NoopEntry(term)>>}

-----------------------------------------------------------------------------
(* 4. STEPS. A server is taken as a record and put back as a whole.         *)

State(i) ==
    [currentTerm  |-> currentTerm[i],  votedFor    |-> votedFor[i],
     log          |-> log[i],          snapshot    |-> snapshot[i],
     role         |-> role[i],         commitIndex |-> commitIndex[i],
     applied      |-> applied[i],      votesGranted |-> votesGranted[i],
     nextIndex    |-> nextIndex[i],    matchIndex  |-> matchIndex[i]]

Becomes(i, s) ==
    /\ currentTerm'  = [currentTerm  EXCEPT ![i] = s.currentTerm]
    /\ votedFor'     = [votedFor     EXCEPT ![i] = s.votedFor]
    /\ log'          = [log          EXCEPT ![i] = s.log]
    /\ snapshot'     = [snapshot     EXCEPT ![i] = s.snapshot]
    /\ role'         = [role         EXCEPT ![i] = s.role]
    /\ commitIndex'  = [commitIndex  EXCEPT ![i] = s.commitIndex]
    /\ applied'      = [applied      EXCEPT ![i] = s.applied]
    /\ votesGranted' = [votesGranted EXCEPT ![i] = s.votesGranted]
    /\ nextIndex'    = [nextIndex    EXCEPT ![i] = s.nextIndex]
    /\ matchIndex'   = [matchIndex   EXCEPT ![i] = s.matchIndex]
    /\ committed'    = IF IsPrefix(committed, s.applied) THEN s.applied ELSE committed
    /\ committedIn'  = IF ~IsPrefix(committed, s.applied) THEN committedIn
                       ELSE [k \in 1..Len(s.applied) |->
                                IF k <= Len(committedIn) THEN committedIn[k] ELSE s.currentTerm]

\* Server i becomes s and sends these messages.
Step(i, s, sent) ==
    /\ Becomes(i, s)
    /\ messages' = messages \cup sent

\* The same for a step that takes a message from the network.
Receive(i, s, m, sent) ==
    /\ Becomes(i, s)
    /\ \E kept \in Remains(m) : messages' = (messages \ {m}) \cup kept \cup sent

-----------------------------------------------------------------------------
(* 5. TERMS (Section 5.1).                                                  *)

NoIndexes == [j \in Server |-> 0]

\* What a follower is: what it counted as a candidate or leader is forgotten, its vote is not.
BecomeFollower(s) ==
    [s EXCEPT !.role = Follower, !.votesGranted = {},
              !.nextIndex = NoIndexes, !.matchIndex = NoIndexes]

\* In a new term nobody has this server's vote yet.
EnterTerm(s, term) == [s EXCEPT !.currentTerm = term, !.votedFor = Nil]

\* A server that sees a higher term adopts it and becomes a follower, before anything else.
UpdateTerm(s, m) ==
    IF m.term > s.currentTerm THEN BecomeFollower(EnterTerm(s, m.term)) ELSE s

OfThisTerm(s, m) == m.term = s.currentTerm

\* Whether a server leads in its term. Only then it takes requests and sends heartbeats, and it never stands.
Leads(s) == s.role = Leader

-----------------------------------------------------------------------------
(* 6. COMMIT (Sections 5.3, 5.4.2).                                         *)

\* Moves commitIndex, and gives the entries that it passes to the state machine.
CommitTo(s, index) ==
    IF index <= s.commitIndex THEN s
    ELSE [s EXCEPT !.commitIndex = index,
                   !.applied = @ \o Entries(s, Len(s.applied), index)]

\* The servers that hold the leader's entry at an index, as far as the leader knows.
Holders(i, s, index) == {j \in Server : j = i \/ s.matchIndex[j] >= index}

\* Figure 8: an entry of an older term may be on a majority and still be lost.
OfOwnTerm(s, index) == TermAt(s, index) = s.currentTerm

Committable(i, s) ==
    {n \in s.commitIndex + 1 .. LastIndex(s) :
        IsQuorum(Holders(i, s, n), Configuration(s)) /\ OfOwnTerm(s, n)}

\* A leader commits as far as a majority of its configuration agrees. One that has removed itself
\* leads until that is committed (dissertation, 4.2.2).
AdvanceCommitIndex(i, s) ==
    IF Committable(i, s) = {} THEN s
    ELSE LET t == CommitTo(s, Max(Committable(i, s)))
         IN  IF Belongs(i, t) THEN t ELSE BecomeFollower(t)

-----------------------------------------------------------------------------
(* 7. ELECTION (Sections 5.2, 5.4.1).                                       *)

\* What a new leader takes as known to agree: nothing, whatever it knew when it led before.
FirstMatchIndex(i) == NoIndexes

\* A candidate with the votes of a majority of its configuration leads.
BecomeLeader(i, s, firstEntries) ==
    [s EXCEPT !.role = Leader, !.votesGranted = {},
              !.nextIndex = [j \in Server |-> LastIndex(s) + 1],
              !.matchIndex = FirstMatchIndex(i),
              !.log = @ \o firstEntries]

\* A candidate counts its votes, and may lead. Alone it commits its first entry at once.
CountVotes(i, s, firstEntries) ==
    IF IsQuorum(s.votesGranted, Configuration(s))
    THEN AdvanceCommitIndex(i, BecomeLeader(i, s, firstEntries))
    ELSE s

\* The vote of a candidate in the term that it begins.
OwnVote(i) == i

RequestVoteRequest(i, s, j) ==
    [type |-> "RequestVoteRequest", from |-> i, to |-> j, term |-> s.currentTerm,
     lastLogIndex |-> LastIndex(s), lastLogTerm |-> LastTerm(s)]

\* A follower or candidate that heard nothing for too long asks for votes, if it belongs.
ElectionTimeout(i) ==
    LET before    == State(i)
        candidate == [EnterTerm(before, before.currentTerm + 1) EXCEPT
                        !.role = Candidate, !.votedFor = OwnVote(i), !.votesGranted = {i}]
        requests  == {RequestVoteRequest(i, candidate, j) : j \in Configuration(before) \ {i}}
    IN  /\ ~Leads(before)
        /\ Belongs(i, before)
        /\ \E firstEntries \in FirstEntries(candidate.currentTerm) :
               LET s == CountVotes(i, candidate, firstEntries)
               IN  \E sent \in Replications(i, s) : Step(i, s, requests \cup sent)

\* One vote a term; the same candidate may be told twice.
VoteFree(s, m) == s.votedFor \in {Nil, m.from}

RequestVoteResponse(i, s, m, grant) ==
    [type |-> "RequestVoteResponse", from |-> i, to |-> m.from, term |-> s.currentTerm,
     voteGranted |-> grant]

\* A server grants or denies its vote.
HandleRequestVoteRequest(i, m) ==
    LET s     == UpdateTerm(State(i), m)
        grant == OfThisTerm(s, m) /\ VoteFree(s, m) /\ LogUpToDate(s, m)
        next  == IF grant THEN [s EXCEPT !.votedFor = m.from] ELSE s
    IN  \/ \E sent \in Answers(RequestVoteResponse(i, next, m, grant)) : Receive(i, next, m, sent)
        \/ MayDisregard(State(i), m) /\ Receive(i, State(i), m, {})

\* A vote counts for a candidate, and in the term in which it was given.
VoteCounts(s, m) == s.role = Candidate /\ m.term = s.currentTerm /\ m.voteGranted

\* A candidate counts a vote, and leads as soon as it has a majority.
HandleRequestVoteResponse(i, m) ==
    LET s         == UpdateTerm(State(i), m)
        candidate == [s EXCEPT !.votesGranted = @ \cup {m.from}]
    IN  IF ~VoteCounts(s, m) THEN Receive(i, s, m, {})
        ELSE \E firstEntries \in FirstEntries(s.currentTerm) :
                 LET next == CountVotes(i, candidate, firstEntries)
                 IN  \E sent \in Replications(i, next) : Receive(i, next, m, sent)

-----------------------------------------------------------------------------
(* 8. REPLICATION (Section 5.3).                                            *)

\* A leader appends the command of a client to its log.
ClientRequest(i, v) ==
    LET before == State(i)
        s      == [before EXCEPT !.log = Append(@, CommandEntry(before.currentTerm, v))]
        next   == AdvanceCommitIndex(i, s)
    IN  /\ Leads(before)
        /\ \E sent \in Replications(i, next) : Step(i, next, sent)

\* A leader shows that it is there, and sends what was not acknowledged.
HeartbeatTimeout(i) ==
    LET s == State(i)
    IN  /\ Leads(s)
        /\ \E sent \in Replications(i, s) : Step(i, s, sent)

\* Figure 2, receiver 1: a leader whose term is over.
FromOldLeader(s, m) == m.term < s.currentTerm

\* Figure 2, receiver 2.
LogOk(s, m) == AgreesAt(s, m.prevLogIndex, m.prevLogTerm)

\* How many of the entries, counted from the first, are in the log already.
Present(s, m) ==
    Max({n \in 0..Len(m.entries) :
            \A k \in 1..n : AgreesAt(s, m.prevLogIndex + k, m.entries[k].term)})

\* Figure 2, receiver 3 and 4: only what conflicts is deleted, and what is missing appended.
StoreEntries(s, m) ==
    LET present == Present(s, m)
        missing == SubSeq(m.entries, present + 1, Len(m.entries))
    IN  IF missing = <<>> THEN s.log ELSE ReplaceAfter(s, m.prevLogIndex + present, missing)

\* The last index at which a message shows the leader's log. Behind it nothing was compared.
LastNewEntry(s, m) == m.prevLogIndex + Len(m.entries)

\* Figure 2, receiver 5.
FollowerCommit(s, m) == Min({m.leaderCommit, LastNewEntry(s, m)})

\* "Your log and mine are the same up to here."
AcknowledgedIndex(s, m) == LastNewEntry(s, m)

AppendEntriesResponse(i, s, m, success, index) ==
    [type |-> "AppendEntriesResponse", from |-> i, to |-> m.from, term |-> s.currentTerm,
     success |-> success, matchIndex |-> index]

\* A follower takes what a leader sends, if it fits behind what it has.
HandleAppendEntriesRequest(i, m) ==
    LET s        == UpdateTerm(State(i), m)
        follower == BecomeFollower(s)
        stored   == [follower EXCEPT !.log = StoreEntries(follower, m)]
        next     == CommitTo(stored, FollowerCommit(stored, m))
        refusal  == AppendEntriesResponse(i, s, m, FALSE, 0)
        success  == AppendEntriesResponse(i, s, m, TRUE, AcknowledgedIndex(stored, m))
    IN  IF FromOldLeader(s, m) THEN \E sent \in Answers(refusal) : Receive(i, s, m, sent)
        ELSE IF s.role = Leader THEN Receive(i, s, m, {})
        ELSE IF ~LogOk(s, m) THEN \E sent \in Answers(refusal) : Receive(i, follower, m, sent)
        ELSE \E sent \in Answers(success) : Receive(i, next, m, sent)

\* An answer counts for a leader, and in the term in which it was asked for.
AnswerCounts(s, m) == s.role = Leader /\ m.term = s.currentTerm

\* Answers overtake each other: an old one says less than is known.
NewMatchIndex(s, m) == Max({s.matchIndex[m.from], m.matchIndex})

\* The picture that a leader has of a follower moves forward.
Acknowledged(s, m) ==
    [s EXCEPT !.matchIndex[m.from] = NewMatchIndex(s, m),
              !.nextIndex[m.from] = Max({@, m.matchIndex + 1})]

\* A leader learns how far a follower has come, and commits what a majority holds.
HandleAppendEntriesResponse(i, m) ==
    LET s    == UpdateTerm(State(i), m)
        next == AdvanceCommitIndex(i, Acknowledged(s, m))
    IN  IF ~AnswerCounts(s, m) THEN Receive(i, s, m, {})
        ELSE IF m.success THEN \E sent \in Replications(i, next) : Receive(i, next, m, sent)
        ELSE \E index \in RetryIndexes(s, m.from) :
                 LET back == [s EXCEPT !.nextIndex[m.from] = index]
                 IN  \E sent \in Replications(i, back) : Receive(i, back, m, sent)

-----------------------------------------------------------------------------
(* 9. RESTART (Figure 2, "State").                                          *)

\* What is on disk between any two steps: a handler persists before it answers.
Disk(i) ==
    [currentTerm |-> currentTerm[i], votedFor |-> votedFor[i],
     log |-> log[i], snapshot |-> snapshot[i]]

\* A server crashes and boots as a follower, with its disk and an empty memory.
Restart(i) ==
    LET disk == Disk(i)
        s    == [currentTerm |-> disk.currentTerm, votedFor |-> disk.votedFor,
                 log |-> disk.log, snapshot |-> disk.snapshot,
                 role |-> Follower, votesGranted |-> {},
                 commitIndex |-> disk.snapshot.lastIncludedIndex,
                 applied |-> disk.snapshot.data,
                 nextIndex |-> NoIndexes, matchIndex |-> NoIndexes]
    IN  Step(i, s, {})

-----------------------------------------------------------------------------
(* 10. SNAPSHOTS (Section 7). The data of a snapshot is what the state      *)
(* machine was given. The snapshot of nothing has lastIncludedIndex 0.      *)

\* Only what was applied, and so is committed, may go.
MayCompact(s, index) == BaseIndex(s) < index /\ index <= Len(s.applied)

\* A new server that does not know the configuration at an index yet keeps its log.
KnowsServers(s, index) == ConfigurationAt(s, index) # {}

\* The configuration travels with the snapshot.
SnapshotServers(s, index) == ConfigurationAt(s, index)

SnapshotTerm(s, index) == TermAt(s, index)

SnapshotData(s, index) == SubSeq(s.applied, 1, index)

\* What stays of the log behind a snapshot.
LogBehind(s, index) == Entries(s, index, LastIndex(s))

\* The service hands over its state up to an index; the log up to there goes.
TakeSnapshot(i, index) ==
    LET s    == State(i)
        new  == [lastIncludedIndex |-> index, lastIncludedTerm |-> SnapshotTerm(s, index),
                 servers |-> SnapshotServers(s, index), data |-> SnapshotData(s, index)]
        next == [s EXCEPT !.snapshot = new, !.log = LogBehind(s, index)]
    IN  /\ MayCompact(s, index)
        /\ KnowsServers(s, index)
        /\ Step(i, next, {})

\* A snapshot says something new only behind what is committed here.
IsNewSnapshot(s, m) == m.snapshot.lastIncludedIndex > s.commitIndex

\* Figure 13, receiver 6: entries behind the snapshot stay if the log agrees with it.
KeepsSuffix(s, m) ==
    AgreesAt(s, m.snapshot.lastIncludedIndex, m.snapshot.lastIncludedTerm)

\* Figure 13, receiver 5 to 8.
InstalledSnapshot(s, m) ==
    LET index == m.snapshot.lastIncludedIndex
    IN  [s EXCEPT !.snapshot = m.snapshot, !.applied = m.snapshot.data, !.commitIndex = index,
                  !.log = IF KeepsSuffix(s, m) THEN Entries(s, index, LastIndex(s)) ELSE <<>>]

InstallSnapshotResponse(i, s, m, index) ==
    [type |-> "InstallSnapshotResponse", from |-> i, to |-> m.from, term |-> s.currentTerm,
     matchIndex |-> index]

\* A follower that is far behind takes its leader's snapshot for the beginning of its log.
HandleInstallSnapshotRequest(i, m) ==
    LET s        == UpdateTerm(State(i), m)
        follower == BecomeFollower(s)
        next     == IF IsNewSnapshot(s, m) THEN InstalledSnapshot(follower, m) ELSE follower
        refusal  == InstallSnapshotResponse(i, s, m, 0)
        success  == InstallSnapshotResponse(i, s, m, m.snapshot.lastIncludedIndex)
    IN  IF FromOldLeader(s, m) THEN \E sent \in Answers(refusal) : Receive(i, s, m, sent)
        ELSE IF s.role = Leader THEN Receive(i, s, m, {})
        ELSE \E sent \in Answers(success) : Receive(i, next, m, sent)

\* How far a snapshot that was installed takes a follower.
InstalledIndex(s, m) == m.matchIndex

\* A leader learns that a follower has its snapshot, and goes on behind it.
HandleInstallSnapshotResponse(i, m) ==
    LET s         == UpdateTerm(State(i), m)
        installed == [m EXCEPT !.matchIndex = InstalledIndex(s, m)]
        next      == AdvanceCommitIndex(i, Acknowledged(s, installed))
    IN  IF ~AnswerCounts(s, m) THEN Receive(i, s, m, {})
        ELSE \E sent \in Replications(i, next) : Receive(i, next, m, sent)

-----------------------------------------------------------------------------
(* 11. MEMBERSHIP (Section 6; dissertation, chapter 4): one server at a     *)
(* time.                                                                    *)

\* Majorities of configurations that differ by one server have a server in common.
DiffersByOne(old, new) == Cardinality((old \ new) \cup (new \ old)) = 1

\* One change at a time: each differs by one from the one before, two need not.
NoChangeUnderWay(s) == \A n \in ConfigIndexes(s) : n <= s.commitIndex

\* The fix of 2015: once an entry of its own term is committed, no older change can win any more.
CommittedInOwnTerm(s) == TermAt(s, s.commitIndex) = s.currentTerm

\* A leader knows nothing of a server that it adds, also if that was a member before.
Meet(s, added) ==
    [s EXCEPT !.nextIndex  = [j \in Server |-> IF j \in added THEN LastIndex(s) + 1 ELSE @[j]],
              !.matchIndex = [j \in Server |-> IF j \in added THEN 0 ELSE @[j]]]

\* A leader appends a configuration and uses it at once; before that, an entry of its own term.
ChangeServers(i, servers) ==
    LET before == State(i)
        ready  == CommittedInOwnTerm(before)
        added  == servers \ Configuration(before)
        entry  == IF ready THEN ConfigEntry(before.currentTerm, servers)
                           ELSE NoopEntry(before.currentTerm)
        s      == [IF ready THEN Meet(before, added) ELSE before EXCEPT !.log = Append(@, entry)]
        next   == AdvanceCommitIndex(i, s)
    IN  /\ Leads(before)
        /\ servers # {}
        /\ DiffersByOne(Configuration(before), servers)
        /\ NoChangeUnderWay(before)
        /\ ready \/ LastTerm(before) < before.currentTerm
        /\ \E sent \in Replications(i, next) : Step(i, next, sent)

-----------------------------------------------------------------------------
(* 12. THE NETWORK AND THE WHOLE. It reorders, since any message may be     *)
(* delivered next; it doubles (Remains), and it loses.                      *)

\* The network loses a message.
Lose(m) ==
    /\ messages' = messages \ {m}
    /\ UNCHANGED <<persistentVars, volatileVars, historyVars>>

\* A server that has never run: the first configuration is all that it was told, if it is in it.
NoSnapshot(i) ==
    [lastIncludedIndex |-> 0, lastIncludedTerm |-> 0, data |-> <<>>,
     servers |-> IF i \in InitialServers THEN InitialServers ELSE {}]

Init ==
    /\ currentTerm = [i \in Server |-> 0]
    /\ votedFor = [i \in Server |-> Nil]
    /\ log = [i \in Server |-> <<>>]
    /\ snapshot = [i \in Server |-> NoSnapshot(i)]
    /\ role = [i \in Server |-> Follower]
    /\ commitIndex = [i \in Server |-> 0]
    /\ applied = [i \in Server |-> <<>>]
    /\ votesGranted = [i \in Server |-> {}]
    /\ nextIndex = [i \in Server |-> NoIndexes]
    /\ matchIndex = [i \in Server |-> NoIndexes]
    /\ messages = {}
    /\ committed = <<>>
    /\ committedIn = <<>>

\* The handler of a message is that of its type.
Handle(m) ==
    \/ m.type = "RequestVoteRequest"      /\ HandleRequestVoteRequest(m.to, m)
    \/ m.type = "RequestVoteResponse"     /\ HandleRequestVoteResponse(m.to, m)
    \/ m.type = "AppendEntriesRequest"    /\ HandleAppendEntriesRequest(m.to, m)
    \/ m.type = "AppendEntriesResponse"   /\ HandleAppendEntriesResponse(m.to, m)
    \/ m.type = "InstallSnapshotRequest"  /\ HandleInstallSnapshotRequest(m.to, m)
    \/ m.type = "InstallSnapshotResponse" /\ HandleInstallSnapshotResponse(m.to, m)

Next ==
    \/ \E i \in Server : ElectionTimeout(i)
    \/ \E i \in Server : HeartbeatTimeout(i)
    \/ \E i \in Server, v \in Value : ClientRequest(i, v)
    \/ \E i \in Server : Restart(i)
    \/ \E i \in Server : \E index \in 1..LastIndex(State(i)) : TakeSnapshot(i, index)
    \/ \E i \in Server, servers \in SUBSET Server : ChangeServers(i, servers)
    \/ \E m \in messages : Handle(m)
    \/ \E m \in messages : Lose(m)

Spec == Init /\ [][Next]_vars
=============================================================================
