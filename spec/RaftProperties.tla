--------------------------- MODULE RaftProperties ---------------------------
(***************************************************************************)
(* What must hold, in three groups: the five properties of Figure 3, the   *)
(* smaller truths on which they rest, which break earlier and so make for  *)
(* shorter counterexamples, and properties of steps. Each has one sentence *)
(* and one name; models, weakenings and README use that name.              *)
(***************************************************************************)
EXTENDS Raft

(* VOCABULARY. It uses no operator of Raft.tla that is a rule of the        *)
(* protocol: a rule that is broken must not break the property with it.      *)

\* What the operators of section 1 need of a server.
LogOf(i) == [log |-> log[i], snapshot |-> snapshot[i]]

InLog(i) == BaseIndex(LogOf(i)) + 1 .. LastIndex(LogOf(i))

\* This entry stands at this index in a server's log, or its snapshot stands for it.
Holds(i, index, entry) ==
    LET base == snapshot[i].lastIncludedIndex
    IN  IF index <= base THEN snapshot[i].data[index] = entry
        ELSE index <= base + Len(log[i]) /\ log[i][index - base] = entry

Leaders == {i \in Server : role[i] = Leader}

MessagesOf(type) == {m \in messages : m.type = type}

IsMajority(servers, configuration) ==
    2 * Cardinality(servers \cap configuration) > Cardinality(configuration)

\* Every majority of one has a server in common with every majority of the other: two majorities
\* that avoid each other where they can need more of the common servers than there are.
Overlap(one, other) ==
    LET common   == Cardinality(one \cap other)
        needs(c) == Max({0, Cardinality(c) \div 2 + 1 + common - Cardinality(c)})
    IN  one = other \/ needs(one) + needs(other) > common

LastConfiguration(entries, first) ==
    LET configs == {n \in 1..Len(entries) : entries[n].payload.kind = "config"}
    IN  IF configs = {} THEN first ELSE entries[Max(configs)].payload.servers

CommittedConfiguration(index) == LastConfiguration(SubSeq(committed, 1, index), InitialServers)

NewestConfiguration(i) == LastConfiguration(log[i], snapshot[i].servers)

\* With everybody's vote for whom it is not less up-to-date than, a server would be elected.
Electable(i) ==
    LET mine == LogOf(i)
        supporters == {j \in Server :
            \/ LastTerm(LogOf(j)) < LastTerm(mine)
            \/ LastTerm(LogOf(j)) = LastTerm(mine) /\ LastIndex(LogOf(j)) <= LastIndex(mine)}
    IN  IsMajority(supporters, NewestConfiguration(i))

-----------------------------------------------------------------------------
(* FIGURE 3                                                                *)

\* At most one leader can be elected in a given term.
ElectionSafety ==
    \A i, j \in Leaders : currentTerm[i] = currentTerm[j] => i = j

\* A leader never overwrites or deletes entries in its log; it only appends new entries.
LeaderAppendOnly ==
    [][\A i \in Server :
        role[i] = Leader /\ role'[i] = Leader =>
            \A n \in InLog(i) :
                n > snapshot'[i].lastIncludedIndex =>
                    /\ n - snapshot'[i].lastIncludedIndex <= Len(log'[i])
                    /\ log'[i][n - snapshot'[i].lastIncludedIndex] = EntryAt(LogOf(i), n)]_vars

\* If two logs contain an entry with the same index and term, they are identical up to it.
LogMatching ==
    \A i, j \in Server : \A n \in InLog(i) \cap InLog(j) :
        EntryAt(LogOf(i), n).term = EntryAt(LogOf(j), n).term =>
            \A k \in InLog(i) \cap InLog(j) :
                k <= n => EntryAt(LogOf(i), k) = EntryAt(LogOf(j), k)

\* An entry that was committed in some term is in the log of every leader of a later term.
LeaderCompleteness ==
    \A i \in Leaders : \A n \in 1..Len(committed) :
        committedIn[n] < currentTerm[i] => Holds(i, n, committed[n])

\* No two servers ever apply different entries at the same index.
StateMachineSafety == \A i \in Server : IsPrefix(applied[i], committed)

-----------------------------------------------------------------------------
(* SMALLER TRUTHS: terms and votes                                         *)

\* Every variable has a value of its kind, and what is committed is applied.
TypeOK ==
    \A i \in Server :
        /\ currentTerm[i] \in Nat
        /\ votedFor[i] \in Server \cup {Nil}
        /\ role[i] \in {Follower, Candidate, Leader}
        /\ commitIndex[i] = Len(applied[i])
        /\ votesGranted[i] \subseteq Server
        /\ snapshot[i].servers \subseteq Server

\* Candidates and leaders have voted for themselves.
VotesForItself == \A i \in Server : role[i] # Follower => votedFor[i] = i

\* A vote that a candidate counts was given to it and to nobody else.
VotesAreReal ==
    \A i \in Server : \A j \in votesGranted[i] :
        \/ currentTerm[j] > currentTerm[i]
        \/ currentTerm[j] = currentTerm[i] /\ votedFor[j] = i

\* A vote that is on its way is kept by the server that gave it.
VotesAreKept ==
    \A m \in MessagesOf("RequestVoteResponse") :
        m.voteGranted =>
            \/ currentTerm[m.from] > m.term
            \/ currentTerm[m.from] = m.term /\ votedFor[m.from] = m.to

\* Nobody speaks for a term that it has not reached, or has forgotten.
MessagesKnowTheirTerm == \A m \in messages : m.term <= currentTerm[m.from]

\* All requests of leaders of one term come from one server, also after it has gone.
OneVoiceATerm ==
    LET requests == MessagesOf("AppendEntriesRequest") \cup MessagesOf("InstallSnapshotRequest")
    IN  \A one, other \in requests : one.term = other.term => one.from = other.from

\* All entries of a candidate are older than its term.
CandidateTermIsNew == \A i \in Server : role[i] = Candidate => LastTerm(LogOf(i)) < currentTerm[i]

-----------------------------------------------------------------------------
(* SMALLER TRUTHS: logs                                                    *)

\* Terms never fall along a log, and none is above the server's own.
TermsRise ==
    \A i \in Server :
        /\ LastTerm(LogOf(i)) <= currentTerm[i]
        /\ \A k \in 1..Len(log[i]) :
               log[i][k].term >= IF k = 1 THEN snapshot[i].lastIncludedTerm ELSE log[i][k - 1].term

\* A leader has every entry of its term that anyone has.
LeaderHoldsItsTerm ==
    \A i \in Leaders : \A j \in Server \ {i} : \A n \in InLog(j) :
        LET entry == EntryAt(LogOf(j), n)
        IN  entry.term = currentTerm[i] => Holds(i, n, entry)

\* The entry of a server at an index, be it in its log or in its snapshot.
EntryOf(i, n) ==
    LET base == snapshot[i].lastIncludedIndex
    IN  IF n <= base THEN snapshot[i].data[n] ELSE log[i][n - base]

\* Up to an index, all entries of one server are also those of another one.
HoldsUpTo(j, i, index) ==
    /\ index <= LastIndex(LogOf(i))
    /\ \A n \in 1..index : Holds(j, n, EntryOf(i, n))

\* What a leader counts for a server, that server has, unless it has gone on to a later term.
MatchIndexIsTrue ==
    \A i \in Leaders : \A j \in Server \ {i} :
        currentTerm[j] <= currentTerm[i] => HoldsUpTo(j, i, matchIndex[i][j])

\* What a follower acknowledged, it has like the leader, unless one of them has gone on.
AnswersAreTrue ==
    \A m \in MessagesOf("AppendEntriesResponse") \cup MessagesOf("InstallSnapshotResponse") :
        role[m.to] = Leader /\ currentTerm[m.to] = m.term /\ currentTerm[m.from] <= m.term =>
            HoldsUpTo(m.from, m.to, m.matchIndex)

\* A leader sends what a follower may take: entries in order, none of the future.
RequestsAreSound ==
    \A m \in MessagesOf("AppendEntriesRequest") : \A k \in 1..Len(m.entries) :
        /\ m.entries[k].term <= m.term
        /\ m.entries[k].term >= IF k = 1 THEN m.prevLogTerm ELSE m.entries[k - 1].term

-----------------------------------------------------------------------------
(* SMALLER TRUTHS: commitment and snapshots                                *)

\* A server knows no more as committed than it has.
CommitIndexIsInLog ==
    \A i \in Server :
        /\ BaseIndex(LogOf(i)) <= commitIndex[i]
        /\ commitIndex[i] <= LastIndex(LogOf(i))

\* The state machine got what stands in the log, in that order.
AppliedIsLog == \A i \in Server : \A n \in 1..Len(applied[i]) : Holds(i, n, applied[i][n])

\* A committed entry is held by a majority of a configuration that is in use, or the last committed
\* one: where a leader is alone and adds a server, nobody uses that any more.
CommittedIsOnQuorum ==
    LET configurations == {NewestConfiguration(i) : i \in Server}
                              \cup {CommittedConfiguration(Len(committed))}
    IN  \A n \in 1..Len(committed) :
            LET holders == {j \in Server : Holds(j, n, committed[n])}
            IN  \E servers \in configurations : IsMajority(holders, servers)

\* A snapshot stands for committed entries and knows term and configuration of the last one.
SnapshotIsCommitted ==
    \A i \in Server :
        LET index == snapshot[i].lastIncludedIndex
        IN  /\ Len(snapshot[i].data) = index
            /\ IsPrefix(snapshot[i].data, committed)
            /\ index > 0 => /\ snapshot[i].lastIncludedTerm = committed[index].term
                            /\ snapshot[i].servers = CommittedConfiguration(index)

-----------------------------------------------------------------------------
(* SMALLER TRUTHS: membership                                              *)

\* A leader has at most one configuration that is not committed.
OneChangeAtATime ==
    \A i \in Leaders :
        Cardinality({n \in InLog(i) :
            n > commitIndex[i] /\ EntryAt(LogOf(i), n).payload.kind = "config"}) <= 1

\* Majorities of whoever could still be elected meet those of the newest committed configuration.
ConfigurationsOverlap ==
    \A i \in Server :
        Electable(i) => Overlap(NewestConfiguration(i), CommittedConfiguration(Len(committed)))

-----------------------------------------------------------------------------
(* STEPS                                                                   *)

\* Terms never go back, also not over a crash.
TermsNeverFall == [][\A i \in Server : currentTerm'[i] >= currentTerm[i]]_vars

\* A vote is given once a term, and never taken back.
OneVoteATerm ==
    [][\A i \in Server :
        currentTerm'[i] = currentTerm[i] /\ votedFor[i] # Nil => votedFor'[i] = votedFor[i]]_vars

\* What is known as committed does not go back while a server runs. A crash takes it back to the
\* snapshot, and only a crash makes a server that had applied more have exactly its snapshot.
CommitIndexNeverFalls ==
    [][\A i \in Server :
        \/ commitIndex'[i] >= commitIndex[i]
        \/ role'[i] = Follower /\ commitIndex'[i] = snapshot[i].lastIncludedIndex
                               /\ snapshot'[i] = snapshot[i] /\ messages' = messages]_vars

\* A snapshot is only replaced by one of more entries.
SnapshotsNeverGoBack ==
    [][\A i \in Server :
        snapshot'[i] # snapshot[i] =>
            snapshot'[i].lastIncludedIndex > snapshot[i].lastIncludedIndex]_vars

\* What a leader knows of the others it does not unlearn, unless it meets a server anew.
MatchIndexNeverFalls ==
    [][\A i, j \in Server :
        role[i] = Leader /\ role'[i] = Leader =>
            \/ matchIndex'[i][j] >= matchIndex[i][j]
            \/ j \notin NewestConfiguration(i)]_vars

\* A leader commits behind an entry of its own term only.
LeaderCommitsItsTerm ==
    [][\A i \in Server :
        role[i] = Leader /\ currentTerm'[i] = currentTerm[i] /\ commitIndex'[i] > commitIndex[i] =>
            log'[i][commitIndex'[i] - snapshot'[i].lastIncludedIndex].term = currentTerm[i]]_vars

-----------------------------------------------------------------------------
(* REFINEMENT                                                              *)

Abstract == INSTANCE ReplicatedLog

\* Raft is an implementation of the replicated log.
Refinement == Abstract!Spec
=============================================================================
