------------------------------- MODULE Trace -------------------------------
(***************************************************************************)
(* One step of one server of a recorded run, put to Raft.tla.               *)
(*                                                                         *)
(* An action reads State(i) and Disk(i), and hands what comes of it to Step *)
(* or Receive. These four are replaced, so that nothing has to be known but *)
(* one server and the message. What section 3 of Raft.tla leaves open is    *)
(* not tried out: it is taken from what the trace tells, if it may be so.   *)
(***************************************************************************)
EXTENDS Raft

VARIABLES
    asked,      \* The step: see asked.ts, and turned and to.
    outcome,    \* The server after it, as a record.
    mayTell     \* The messages that it may send.

Plain == INSTANCE Raft

AskedServers  == asked.servers
AskedState(i) == asked.before
AskedDisk(i)  == IF asked.turned = "Disk" THEN [currentTerm |-> asked.after.currentTerm,
                    votedFor |-> asked.after.votedFor, log |-> asked.after.log,
                    snapshot |-> asked.after.snapshot]
                 ELSE asked.disk

\* Only what the server becomes and says is looked at.
AskedStep(i, s, sent)       == outcome' = s /\ mayTell' = sent
AskedReceive(i, s, m, sent) == outcome' = s /\ mayTell' = sent

-----------------------------------------------------------------------------
(* 1. CHOICES, taken from the trace. What was not sent is as good as lost,  *)
(* so that the largest choice stands for all smaller ones.                  *)

AskedAnswers(answer) == {{answer}}

\* A leader may also tell of less than it has committed.
MaySend(i, s, m) ==
    /\ m.from = i
    /\ m.to \in asked.servers \ {i}
    /\ IF m.type = "AppendEntriesRequest"
       THEN /\ BaseIndex(s) <= m.prevLogIndex
            /\ m.prevLogIndex + Len(m.entries) <= LastIndex(s)
            /\ m.leaderCommit <= s.commitIndex
            /\ m = [AppendEntriesRequest(i, s, m.to, m.prevLogIndex,
                        m.prevLogIndex + Len(m.entries)) EXCEPT !.leaderCommit = m.leaderCommit]
       ELSE /\ m.type = "InstallSnapshotRequest"
            /\ BaseIndex(s) > 0
            /\ m = InstallSnapshotRequest(i, s, m.to)

AskedReplications(i, s) ==
    IF Leads(s) THEN {{m \in asked.sent : MaySend(i, s, m)}} ELSE {{}}

\* The place that the trace has, or the one in the range that is next to it.
AskedRetryIndexes(s, j) ==
    LET told == asked.after.nextIndex[j]
    IN  IF s.matchIndex[j] >= s.nextIndex[j] THEN {}
        ELSE {Min({Max({told, s.matchIndex[j] + 1}), s.nextIndex[j]})}

\* A service says what its state is; Raft carries it.
AskedData(s, index) == asked.data

-----------------------------------------------------------------------------
(* 2. WHAT IF. Each of these is the operator of Raft.tla, but for the one   *)
(* that is asked about. A test is taken to be TRUE or FALSE, a value to be  *)
(* that of the trace. If the step would be allowed then, that is the place  *)
(* where the code and the specification part.                               *)

Turned(name, holds) == IF asked.turned = name THEN asked.to ELSE holds

AskedIsQuorum(supporters, servers) == Turned("IsQuorum", Plain!IsQuorum(supporters, servers))
AskedBelongs(i, s)                 == Turned("Belongs", Plain!Belongs(i, s))
AskedLeads(s)                      == Turned("Leads", Plain!Leads(s))
AskedOfThisTerm(s, m)              == Turned("OfThisTerm", Plain!OfThisTerm(s, m))
AskedVoteFree(s, m)                == Turned("VoteFree", Plain!VoteFree(s, m))
AskedLogUpToDate(s, m)             == Turned("LogUpToDate", Plain!LogUpToDate(s, m))
AskedVoteCounts(s, m)              == Turned("VoteCounts", Plain!VoteCounts(s, m))
AskedFromOldLeader(s, m)           == Turned("FromOldLeader", Plain!FromOldLeader(s, m))
AskedLogOk(s, m)                   == Turned("LogOk", Plain!LogOk(s, m))
AskedAnswerCounts(s, m)            == Turned("AnswerCounts", Plain!AnswerCounts(s, m))
AskedOfOwnTerm(s, index)           == Turned("OfOwnTerm", Plain!OfOwnTerm(s, index))
AskedMayCompact(s, index)          == Turned("MayCompact", Plain!MayCompact(s, index))
AskedKnowsServers(s, index)        == Turned("KnowsServers", Plain!KnowsServers(s, index))
AskedIsNewSnapshot(s, m)           == Turned("IsNewSnapshot", Plain!IsNewSnapshot(s, m))
AskedKeepsSuffix(s, m)             == Turned("KeepsSuffix", Plain!KeepsSuffix(s, m))
AskedDiffersByOne(old, new)        == Turned("DiffersByOne", Plain!DiffersByOne(old, new))
AskedNoChangeUnderWay(s)           == Turned("NoChangeUnderWay", Plain!NoChangeUnderWay(s))
AskedCommittedInOwnTerm(s)         == Turned("CommittedInOwnTerm", Plain!CommittedInOwnTerm(s))

(* Two operators of Raft.tla in a form that takes no longer for a long log.  *)

AskedCommittable(i, s) ==
    LET servers == Configuration(s)
    IN  {n \in s.commitIndex + 1 .. LastIndex(s) :
            IsQuorum(Holders(i, s, n), servers) /\ OfOwnTerm(s, n)}

AskedPresent(s, m) ==
    LET missing == {k \in 1..Len(m.entries) :
                       ~AgreesAt(s, m.prevLogIndex + k, m.entries[k].term)}
    IN  IF missing = {} THEN Len(m.entries) ELSE Min(missing) - 1

\* StoreEntries, with Present in that form.
StoredEntries(s, m) ==
    LET present == AskedPresent(s, m)
        missing == SubSeq(m.entries, present + 1, Len(m.entries))
    IN  IF missing = <<>> THEN s.log ELSE ReplaceAfter(s, m.prevLogIndex + present, missing)

Valued(name, told, value) == IF asked.turned = name THEN told ELSE value

\* What the trace acknowledges; nothing if it acknowledges nothing.
ToldIndex == Max({0} \cup {m.matchIndex : m \in {n \in asked.sent : "matchIndex" \in DOMAIN n}})

AskedOwnVote(i)             == Valued("OwnVote", asked.after.votedFor, Plain!OwnVote(i))
AskedEnterTerm(s, term)     == Valued("EnterTerm",
                                      [s EXCEPT !.currentTerm = asked.after.currentTerm],
                                      Plain!EnterTerm(s, term))
\* Taken otherwise, the term of the message is passed over, or another one is adopted.
AskedUpdateTerm(s, m)       == IF asked.turned = "UpdateTerm"
                               THEN IF asked.to \/ asked.after.currentTerm = s.currentTerm THEN s
                                    ELSE BecomeFollower(EnterTerm(s, asked.after.currentTerm))
                               ELSE IF m.term > s.currentTerm
                                    THEN BecomeFollower(EnterTerm(s, m.term)) ELSE s
AskedStoreEntries(s, m)     == Valued("StoreEntries", asked.after.log, StoredEntries(s, m))
AskedFollowerCommit(s, m)   == Valued("FollowerCommit", asked.after.commitIndex,
                                      Plain!FollowerCommit(s, m))
AskedAcknowledgedIndex(s, m) == Valued("AcknowledgedIndex", ToldIndex,
                                       Plain!AcknowledgedIndex(s, m))
AskedNewMatchIndex(s, m)    == Valued("NewMatchIndex", asked.after.matchIndex[m.from],
                                      Plain!NewMatchIndex(s, m))
AskedInstalledIndex(s, m)   == Valued("InstalledIndex", asked.after.matchIndex[m.from],
                                      Plain!InstalledIndex(s, m))
AskedFirstMatchIndex(i)     == Valued("FirstMatchIndex", asked.after.matchIndex,
                                      Plain!FirstMatchIndex(i))
AskedSnapshotTerm(s, index) == Valued("SnapshotTerm", asked.after.snapshot.lastIncludedTerm,
                                      Plain!SnapshotTerm(s, index))
AskedSnapshotServers(s, index) == Valued("SnapshotServers", asked.after.snapshot.servers,
                                         Plain!SnapshotServers(s, index))
AskedLogBehind(s, index)    == Valued("LogBehind", asked.after.log, Plain!LogBehind(s, index))
AskedCommitTo(s, index)     == Valued("CommitTo",
                                      [s EXCEPT !.commitIndex = asked.after.commitIndex,
                                                !.applied = asked.after.applied],
                                      Plain!CommitTo(s, index))
\* What they call must be the replaced operator as well.
AskedBecomeLeader(i, s, firstEntries) ==
    LET t == [Plain!BecomeLeader(i, s, firstEntries) EXCEPT !.matchIndex = FirstMatchIndex(i)]
    IN  Valued("BecomeLeader",
               [t EXCEPT !.votedFor = asked.after.votedFor, !.log = asked.after.log], t)
\* "Acknowledged" is right and beyond the specification: a leader may bring servers up to date before
\* it adds them, and know then what they have acknowledged to it in its term.
AskedMeet(s, added) ==
    LET t     == Plain!Meet(s, added)
        known == [j \in Server |-> IF j \in added
                                   THEN Min({asked.after.matchIndex[j], asked.acknowledged[j]})
                                   ELSE t.matchIndex[j]]
    IN  CASE asked.turned = "Meet" -> [t EXCEPT !.matchIndex = asked.after.matchIndex]
          [] asked.turned = "Acknowledged" -> [t EXCEPT !.matchIndex = known]
          [] OTHER -> t
AskedInstalledSnapshot(s, m) ==
    LET t == [Plain!InstalledSnapshot(s, m) EXCEPT
                  !.log = IF KeepsSuffix(s, m)
                          THEN Entries(s, m.snapshot.lastIncludedIndex, LastIndex(s)) ELSE <<>>]
    IN  Valued("InstalledSnapshot",
               [s EXCEPT !.snapshot = asked.after.snapshot, !.log = asked.after.log,
                         !.commitIndex = asked.after.commitIndex, !.applied = asked.after.applied],
               t)
AskedBecomeFollower(s)      == Valued("BecomeFollower",
                                      [s EXCEPT !.role = asked.after.role,
                                                !.votedFor = asked.after.votedFor,
                                                !.log = asked.after.log,
                                                !.votesGranted = asked.after.votesGranted,
                                                !.nextIndex = asked.after.nextIndex,
                                                !.matchIndex = asked.after.matchIndex],
                                      Plain!BecomeFollower(s))

-----------------------------------------------------------------------------
(* 3. BEYOND THE SPECIFICATION. Steps of Rafts that are right, which        *)
(* Raft.tla does not have.                                                  *)

\* A message is passed over, or a timer; a leader may send at any time.
DoNothing(i) ==
    LET s == State(i)
    IN  \E sent \in Replications(i, s) : AskedStep(i, s, sent)

\* A leader or candidate gives up by itself (dissertation, 6.2).
StepDown(i) ==
    LET s == State(i)
    IN  AskedStep(i, BecomeFollower(s), {})

\* A server adopts the term of a message and does nothing else with it.
AdoptTerm(i, m) ==
    LET s == UpdateTerm(State(i), m)
    IN  AskedStep(i, s, {})

\* A follower knows its leader and refuses, whether the log fits or not.
FollowAndRefuse(i, m) ==
    LET s == UpdateTerm(State(i), m)
    IN  /\ ~FromOldLeader(s, m)
        /\ s.role # Leader
        /\ AskedStep(i, BecomeFollower(s), {})

\* A follower drops an entry that conflicts with prevLogTerm, which no leader of this term has.
DropConflict(i, m) ==
    LET s == UpdateTerm(State(i), m)
        f == BecomeFollower(s)
    IN  /\ ~FromOldLeader(s, m)
        /\ s.role # Leader
        /\ ~LogOk(s, m)
        /\ HasEntry(s, m.prevLogIndex)
        /\ m.prevLogIndex > s.commitIndex
        /\ AskedStep(i, [f EXCEPT !.log = ReplaceAfter(f, m.prevLogIndex - 1, <<>>)], {})

\* A follower that has all that a snapshot stands for keeps its log (Figure 13, receiver 6), and may
\* acknowledge what it knows to be committed.
KeepLog(i, m) ==
    LET s     == UpdateTerm(State(i), m)
        index == m.snapshot.lastIncludedIndex
        known == {InstallSnapshotResponse(i, s, m, n) : n \in {index, Max({index, s.commitIndex})}}
    IN  /\ ~FromOldLeader(s, m)
        /\ s.role # Leader
        /\ ~IsNewSnapshot(s, m) \/ (HasEntry(s, index) /\ KeepsSuffix(s, m))
        /\ AskedStep(i, BecomeFollower(s), known)

-----------------------------------------------------------------------------
AskedInit == asked = {} /\ outcome = {} /\ mayTell = {}

AskedNext ==
    \/ ElectionTimeout(asked.me)
    \/ HeartbeatTimeout(asked.me)
    \/ ClientRequest(asked.me, asked.input)
    \/ Restart(asked.me)
    \/ TakeSnapshot(asked.me, asked.input)
    \/ ChangeServers(asked.me, asked.input)
    \/ HandleRequestVoteRequest(asked.me, asked.input)
    \/ HandleRequestVoteResponse(asked.me, asked.input)
    \/ HandleAppendEntriesRequest(asked.me, asked.input)
    \/ HandleAppendEntriesResponse(asked.me, asked.input)
    \/ HandleInstallSnapshotRequest(asked.me, asked.input)
    \/ HandleInstallSnapshotResponse(asked.me, asked.input)
    \/ DoNothing(asked.me)
    \/ StepDown(asked.me)
    \/ AdoptTerm(asked.me, asked.input)
    \/ FollowAndRefuse(asked.me, asked.input)
    \/ DropConflict(asked.me, asked.input)
    \/ KeepLog(asked.me, asked.input)
=============================================================================
