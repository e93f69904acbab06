----------------------------- MODULE Weakenings -----------------------------
(***************************************************************************)
(* Raft, broken on purpose. Each operator stands for one of Raft.tla that   *)
(* it breaks; weakenings.json says which, with the story, the source, the  *)
(* invariant that falls first and the smallest model in which it does.     *)
(* `npm run tlc -- NAME` runs one, `npm run tlc -- --weakenings` all.      *)
(***************************************************************************)
EXTENDS MCLiveness

-----------------------------------------------------------------------------
(* Terms and votes                                                         *)

ForgetsItsVote(i) ==
    [currentTerm |-> currentTerm[i], votedFor |-> Nil, log |-> log[i], snapshot |-> snapshot[i]]

ForgetsItsTerm(i) ==
    [currentTerm |-> 0, votedFor |-> Nil, log |-> log[i], snapshot |-> snapshot[i]]

VotesTwice(s, m) == TRUE

VotesBlindly(s, m) == TRUE

VotesByTerm(s, m) == m.lastLogTerm >= LastTerm(s)

CountsOldVotes(s, m) == s.role = Candidate /\ m.voteGranted

CountsRefusedVotes(s, m) == s.role = Candidate /\ m.term = s.currentTerm

HalfIsEnough(supporters, servers) ==
    2 * Cardinality(supporters \cap servers) >= Cardinality(servers)

KeepsItsVoteFree(i) == Nil

LeadsOn(s, m) == IF m.term > s.currentTerm THEN EnterTerm(s, m.term) ELSE s

GoesBackInTime(s, m) ==
    IF m.term # s.currentTerm THEN BecomeFollower(EnterTerm(s, m.term)) ELSE s

VotesByLength(s, m) == m.lastLogIndex >= LastIndex(s)

KeepsTheVoteOfLastTerm(s, term) == [s EXCEPT !.currentTerm = term]

-----------------------------------------------------------------------------
(* Replication and commit                                                  *)

ForgetsItsLog(i) ==
    [currentTerm |-> currentTerm[i], votedFor |-> votedFor[i], log |-> <<>>,
     snapshot |-> snapshot[i]]

ObeysOldLeaders(s, m) == FALSE

TruncatesAlways(s, m) == ReplaceAfter(s, m.prevLogIndex, m.entries)

StoresInReverse(s, m) ==
    LET present == Present(s, m)
        missing == [n \in 1..(Len(m.entries) - present) |-> m.entries[Len(m.entries) + 1 - n]]
    IN  IF missing = <<>> THEN s.log ELSE ReplaceAfter(s, m.prevLogIndex + present, missing)

NeverTruncates(s, m) ==
    s.log \o SubSeq(m.entries, Present(s, m) + 1, Len(m.entries))

KeepsConflicts(s, m) == Min({Len(m.entries), LastIndex(s) - m.prevLogIndex})

ChecksLengthOnly(s, m) == m.prevLogIndex <= LastIndex(s)

CommitsWhatItWasTold(s, m) == Min({m.leaderCommit, LastIndex(s)})

CandidateTakesRequests(s) == s.role # Follower

\* A heartbeat may be empty, also where there are entries to send.
EmptyOnesToo(i, s) ==
    LET full     == MCReplications(i, s)
        requests == {m \in UNION full : m.type = "AppendEntriesRequest"}
    IN  full \cup {{[m EXCEPT !.entries = <<>>]} : m \in requests}

NeverLearns(s, m) == 0

AcknowledgesItsWholeLog(s, m) == LastIndex(s)

AcknowledgesNothing(s, m) == 0

CommitsOldTerms(s, index) == TRUE

CountsWhatWasSent(i, s, index) == {j \in Server : j = i \/ s.nextIndex[j] >= index}

CountsTheLogOfNow(s, m) ==
    [s EXCEPT !.matchIndex[m.from] = LastIndex(s), !.nextIndex[m.from] = LastIndex(s) + 1]

CountsOneTooMany(i, s, index) == {j \in Server : j = i \/ s.matchIndex[j] + 1 >= index}

TrustsNextIndex(i) ==
    [j \in Server |-> IF j = i THEN 0 ELSE Len(log[i]) + snapshot[i].lastIncludedIndex]

StepsDownWithIndexes(s) == [s EXCEPT !.role = Follower, !.votesGranted = {}]

KeepsMatchIndex(i) == matchIndex[i]

CountsOldAnswers(s, m) == s.role = Leader

MatchIndexGoesBack(s, m) == m.matchIndex

DropsUncommitted(i, s, firstEntries) ==
    [s EXCEPT !.role = Leader, !.votesGranted = {},
              !.nextIndex = [j \in Server |-> s.commitIndex + 1],
              !.matchIndex = NoIndexes,
              !.log = SubSeq(s.log, 1, s.commitIndex - BaseIndex(s))]

-----------------------------------------------------------------------------
(* Snapshots                                                               *)

ForgetsItsSnapshot(i) ==
    [currentTerm |-> currentTerm[i], votedFor |-> votedFor[i], log |-> log[i],
     snapshot |-> NoSnapshot(i)]

CompactsUncommitted(s, index) == BaseIndex(s) < index /\ index <= LastIndex(s)

DataOfTheWholeLog(s, index) == SubSeq(s.snapshot.data \o s.log, 1, index)

SnapshotDropsTheRest(s, index) == <<>>

SnapshotOfThisTerm(s, index) == s.currentTerm + 1

SnapshotOfTheFirstServers(s, index) == InitialServers

SnapshotOfTheNewestServers(s, index) == Configuration(s)

InstallDropsTheRest(s, m) == FALSE

InstallKeepsConflicts(s, m) == TRUE

SwallowedEntriesAreNew(s, index, term) ==
    \/ index = 0
    \/ BaseIndex(s) <= index /\ index <= LastIndex(s) /\ TermAt(s, index) = term

InstallsOldSnapshots(s, m) == TRUE

CountsItsWholeLogAsInstalled(s, m) == LastIndex(s)

NeverInstalls(s, m) == FALSE

CompactsWithoutServers(s, index) == TRUE

-----------------------------------------------------------------------------
(* Membership                                                              *)

ChangesManyServers(old, new) == old # new

TrustsNewServers(s, added) ==
    [s EXCEPT !.nextIndex  = [j \in Server |-> IF j \in added THEN LastIndex(s) + 1 ELSE @[j]],
              !.matchIndex = [j \in Server |-> IF j \in added THEN LastIndex(s) ELSE @[j]]]

ChangesWhileChanging(s) == TRUE

ChangesBeforeItsTerm(s) == TRUE

CountsStrangers(supporters, servers) == 2 * Cardinality(supporters) > Cardinality(servers)

\* A leader may send to servers that do not belong.
StrangersToo(i, s) ==
    IF s # State(i) THEN {{}}
    ELSE {{Request(i, s, j)} : j \in {k \in Server \ {i} :
            Cardinality(InFlightTo(i, k)) < InFlight /\ TellsNews(s, k)}}

UsesTheCommittedServers(s) == ConfigurationAt(s, s.commitIndex)

UsesTheFirstServers(s) == InitialServers
=============================================================================
