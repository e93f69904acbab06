------------------------------- MODULE MCRaft -------------------------------
(***************************************************************************)
(* Raft made finite, for TLC. Every model (MC*.tla with its .cfg) extends   *)
(* this module and gives the numbers.                                      *)
(*                                                                         *)
(* Bounds are budgets: each timeout, request, crash, snapshot, change, loss *)
(* and copy is paid for, and no state is cut off after it was reached. So   *)
(* the graph of states is closed, and liveness can be checked on it.        *)
(*                                                                         *)
(* The operators of section 3 of Raft.tla, CHOICES, are narrowed here. A    *)
(* narrowing hides behaviours and adds none: what is found is real, and    *)
(* what is left out is said beside each, and in spec/README.md.             *)
(***************************************************************************)
EXTENDS RaftProperties, TLC

CONSTANTS
    ElectionTimeouts,   \* How often that happens, all together.
    ClientRequests,     \* How many commands, all together.
    Restarts,           \* How many crashes.
    Snapshots,          \* How often a server takes a snapshot.
    Changes,            \* How often a configuration is changed.
    Losses,             \* How many messages the network loses.
    Duplicates,         \* How many messages it delivers once more.
    Heartbeats,         \* How many requests of leaders that tell nothing new.
    InFlight,           \* How many requests of one leader to one server may be on their way.
    Batch,              \* How many entries a request carries at most.
    MayStand,           \* The servers whose election timers may go off.
    HideDead            \* TRUE: messages that nobody will ever heed make no difference.

ASSUME
    /\ InitialServers # {} /\ InitialServers \subseteq Server /\ Nil \notin Server
    /\ MayStand \subseteq Server

VARIABLES
    budget,     \* What is left of the first eight of these numbers.
    lastStep    \* What happened last: for the story of a counterexample. No view looks at it.

mcVars == <<vars, budget, lastStep>>

FullBudget ==
    [ElectionTimeout |-> ElectionTimeouts, ClientRequest |-> ClientRequests, Restart |-> Restarts,
     TakeSnapshot |-> Snapshots, ChangeServers |-> Changes, Lose |-> Losses,
     Duplicate |-> Duplicates, Heartbeat |-> Heartbeats]

CanSpend(action) == budget[action] > 0

Did(action, i, input) == lastStep' = [action |-> action, server |-> i, input |-> input]

-----------------------------------------------------------------------------
(* Choices, narrowed.                                                       *)

\* Copies are paid for.
MCRemains(m) == IF budget.Duplicate > 0 THEN {{}, {m}} ELSE {{}}

\* Servers always answer: a message that is never delivered is the same as one never sent.
MCAnswers(answer) == {{answer}}

InFlightTo(i, j) ==
    {m \in messages :
        m.from = i /\ m.to = j /\ m.term = currentTerm[i]
            /\ m.type \in {"AppendEntriesRequest", "InstallSnapshotRequest"}}

\* From nextIndex on, as in the paper; the snapshot where entries are gone.
Request(i, s, j) ==
    IF s.nextIndex[j] <= BaseIndex(s) THEN InstallSnapshotRequest(i, s, j)
    ELSE AppendEntriesRequest(i, s, j, s.nextIndex[j] - 1,
                              Min({s.nextIndex[j] - 1 + Batch, LastIndex(s)}))

\* Entries, or a higher commitIndex, or a question: the leader has not heard yet that they agree.
TellsNews(s, j) ==
    \/ s.matchIndex[j] < LastIndex(s)
    \/ commitIndex[j] < s.commitIndex

\* A leader sends one request at a time, and in a step of its own: what else it would send in the
\* same step, it sends in the next. What tells nothing new is paid for.
MCReplications(i, s) ==
    IF s # State(i) THEN {{}}
    ELSE {{Request(i, s, j)} : j \in {k \in Configuration(s) \ {i} :
            /\ Cardinality(InFlightTo(i, k)) < InFlight
            /\ TellsNews(s, k) \/ budget.Heartbeat > 0}}

\* One index further back, as in the paper.
MCRetryIndexes(s, j) == {Max({s.matchIndex[j] + 1, s.nextIndex[j] - 1})}

\* Nothing is passed over: a message that is never delivered is the same.
MCMayDisregard(s, m) == FALSE

\* No entry at the start of a term; a client's request may follow at once.
MCFirstEntries(term) == {<<>>}

\* Or always an empty one.
MCNoopFirst(term) == {<<NoopEntry(term)>>}

-----------------------------------------------------------------------------
(* The steps, paid for and told. What forbids most of them is asked before   *)
(* anything is chosen: TLC would try every choice.                          *)

Paid(action, i, input) ==
    /\ budget' = [budget EXCEPT ![action] = @ - 1]
    /\ Did(action, i, input)

MCElectionTimeout(i) ==
    CanSpend("ElectionTimeout") /\ ElectionTimeout(i) /\ Paid("ElectionTimeout", i, Nil)

MCHeartbeatTimeout(i) ==
    /\ HeartbeatTimeout(i)
    /\ budget' = IF \A m \in messages' \ messages : TellsNews(State(i), m.to) THEN budget
                 ELSE [budget EXCEPT !.Heartbeat = @ - 1]
    /\ Did("HeartbeatTimeout", i, Nil)

MCClientRequest(i) ==
    /\ CanSpend("ClientRequest") /\ Leads(State(i))
    /\ \E v \in Value : ClientRequest(i, v) /\ Paid("ClientRequest", i, v)

MCRestart(i) == CanSpend("Restart") /\ Restart(i) /\ Paid("Restart", i, Nil)

MCTakeSnapshot(i) ==
    /\ CanSpend("TakeSnapshot")
    /\ \E index \in 1..LastIndex(State(i)) :
           TakeSnapshot(i, index) /\ Paid("TakeSnapshot", i, index)

MCChangeServers(i) ==
    /\ CanSpend("ChangeServers") /\ Leads(State(i))
    /\ \E servers \in SUBSET Server :
           ChangeServers(i, servers) /\ Paid("ChangeServers", i, servers)

MCLose == CanSpend("Lose") /\ \E m \in messages : Lose(m) /\ Paid("Lose", m.to, m)

\* The messages of one type for one server.
Inbox(i, type) == {m \in messages : m.to = i /\ m.type = type}

\* Told as handled, and paid for if the network kept a copy.
Delivered(action, i, m) ==
    /\ budget' = IF m \in messages' THEN [budget EXCEPT !.Duplicate = @ - 1] ELSE budget
    /\ Did(action, i, m)

MCHandleRequestVoteRequest(i) ==
    \E m \in Inbox(i, "RequestVoteRequest") :
        HandleRequestVoteRequest(i, m) /\ Delivered("HandleRequestVoteRequest", i, m)

MCHandleRequestVoteResponse(i) ==
    \E m \in Inbox(i, "RequestVoteResponse") :
        HandleRequestVoteResponse(i, m) /\ Delivered("HandleRequestVoteResponse", i, m)

MCHandleAppendEntriesRequest(i) ==
    \E m \in Inbox(i, "AppendEntriesRequest") :
        HandleAppendEntriesRequest(i, m) /\ Delivered("HandleAppendEntriesRequest", i, m)

MCHandleAppendEntriesResponse(i) ==
    \E m \in Inbox(i, "AppendEntriesResponse") :
        HandleAppendEntriesResponse(i, m) /\ Delivered("HandleAppendEntriesResponse", i, m)

MCHandleInstallSnapshotRequest(i) ==
    \E m \in Inbox(i, "InstallSnapshotRequest") :
        HandleInstallSnapshotRequest(i, m) /\ Delivered("HandleInstallSnapshotRequest", i, m)

MCHandleInstallSnapshotResponse(i) ==
    \E m \in Inbox(i, "InstallSnapshotResponse") :
        HandleInstallSnapshotResponse(i, m) /\ Delivered("HandleInstallSnapshotResponse", i, m)

MCInit ==
    /\ Init
    /\ budget = FullBudget
    /\ lastStep = [action |-> "Init", server |-> Nil, input |-> Nil]

MCNext ==
    \/ \E i \in MayStand : MCElectionTimeout(i)
    \/ \E i \in Server : MCHeartbeatTimeout(i)
    \/ \E i \in Server : MCClientRequest(i)
    \/ \E i \in Server : MCRestart(i)
    \/ \E i \in Server : MCTakeSnapshot(i)
    \/ \E i \in Server : MCChangeServers(i)
    \/ \E i \in Server : MCHandleRequestVoteRequest(i)
    \/ \E i \in Server : MCHandleRequestVoteResponse(i)
    \/ \E i \in Server : MCHandleAppendEntriesRequest(i)
    \/ \E i \in Server : MCHandleAppendEntriesResponse(i)
    \/ \E i \in Server : MCHandleInstallSnapshotRequest(i)
    \/ \E i \in Server : MCHandleInstallSnapshotResponse(i)
    \/ MCLose

MCSpec == MCInit /\ [][MCNext]_mcVars

-----------------------------------------------------------------------------
(* Fewer states for the same answers.                                       *)

\* A response that its receiver will not heed, now or ever: it has gone on, or asks no more.
Dead(m) ==
    \/ /\ m.type = "RequestVoteResponse"
       /\ \/ m.term < currentTerm[m.to]
          \/ m.term = currentTerm[m.to] /\ (role[m.to] # Candidate \/ ~m.voteGranted)
    \/ /\ m.type \in {"AppendEntriesResponse", "InstallSnapshotResponse"}
       /\ \/ m.term < currentTerm[m.to]
          \/ m.term = currentTerm[m.to] /\ role[m.to] # Leader

LiveMessages == IF HideDead THEN {m \in messages : ~Dead(m)} ELSE messages

\* Two states with the same view have the same future, and the same of what properties look at,
\* but for VotesAreKept and MessagesKnowTheirTerm: they see the dead messages of one of them.
MCView == <<persistentVars, volatileVars, historyVars, LiveMessages, budget>>

\* Servers with the same part to play are alike, and so are commands. (One UNION, since TLC passes
\* over a symmetry whose outermost operator has as many arguments as there are permutations.)
MCSymmetry == UNION {
    {p \in Permutations(Server) :
        /\ {p[i] : i \in InitialServers} = InitialServers
        /\ {p[i] : i \in MayStand} = MayStand},
    IF Cardinality(Value) > 1 THEN Permutations(Value) ELSE {}}

-----------------------------------------------------------------------------
(* WITNESSES: what a model must reach, put as an invariant that must fall.   *)
(* If one of them holds, the models look the other way. They are tested.     *)

NothingIsCommitted == committed = <<>>
NobodyLeads == Leaders = {}
NoSecondLeader == \A i \in Leaders : currentTerm[i] = 1
NoTwoLeadersAtATime == Cardinality(Leaders) <= 1
NoConflict ==
    \A i, j \in Server : \A n \in InLog(i) \cap InLog(j) :
        EntryAt(LogOf(i), n) = EntryAt(LogOf(j), n)
NoEntryIsReplaced ==
    [][\A i \in Server : \A n \in InLog(i) :
        \/ n <= snapshot'[i].lastIncludedIndex
        \/ /\ n - snapshot'[i].lastIncludedIndex <= Len(log'[i])
           /\ log'[i][n - snapshot'[i].lastIncludedIndex] = EntryAt(LogOf(i), n)]_mcVars
NoRequestStopsBeforeTheCommit == \A m \in MessagesOf("AppendEntriesRequest") :
    m.leaderCommit <= m.prevLogIndex + Len(m.entries)
NoRequestsOvertake == \A one, other \in MessagesOf("AppendEntriesRequest") :
    one.from = other.from /\ one.to = other.to /\ one.term = other.term => one = other
NoOldEntryIsCommittedLater == \A n \in 1..Len(committed) : committed[n].term = committedIn[n]
NoSnapshotIsInstalled == \A i \in Server : lastStep.action = "HandleInstallSnapshotRequest" /\
    lastStep.server = i => snapshot[i] # lastStep.input.snapshot
NoSuffixIsKept == \A i \in Server : lastStep.action = "HandleInstallSnapshotRequest" /\
    lastStep.server = i /\ snapshot[i] = lastStep.input.snapshot => log[i] = <<>>
NoChangeIsCommitted == \A n \in 1..Len(committed) : committed[n].payload.kind # "config"
NoTwoConfigurations == \A i, j \in Server : NewestConfiguration(i) \subseteq NewestConfiguration(j)
    \/ NewestConfiguration(j) \subseteq NewestConfiguration(i)
NobodyLeavesTheLead == \A i \in Server : ~(role[i] = Follower /\ commitIndex[i] > 0
    /\ votedFor[i] = i /\ i \notin NewestConfiguration(i))
=============================================================================
