------------------------------ MODULE TraceRun ------------------------------
(***************************************************************************)
(* A recorded run as a whole, for TLC: npm run tlc -- --trace <file>. It    *)
(* writes the module RecordedSteps; Trace.tla puts each of its steps to     *)
(* Raft.tla. A step that nothing allows is a deadlock, and the number of    *)
(* the step is that of the last state.                                      *)
(***************************************************************************)
EXTENDS RecordedSteps

VARIABLE at     \* The step that is looked at.

Recorded == Steps[at]

\* Whoever gets a refusal does nothing that losing it would not do.
IsRefusal(m) ==
    /\ m.term <= asked.after.currentTerm
    /\ \/ m.type = "RequestVoteResponse" /\ ~m.voteGranted
       \/ m.type = "AppendEntriesResponse" /\ ~m.success
       \/ m.type = "InstallSnapshotResponse" /\ m.matchIndex = 0

\* What the trace has is this outcome, or less of it that is as safe: nextIndex is a guess, and a
\* server may know, commit and apply later.
Fits(s, may) ==
    LET t == asked.after
    IN  /\ \A name \in {"currentTerm", "votedFor", "log", "snapshot", "role", "votesGranted"} :
               s[name] = t[name]
        /\ \/ t.commitIndex = s.commitIndex
           \/ t.commitIndex \in asked.before.commitIndex .. s.commitIndex
        /\ \A j \in asked.servers : t.matchIndex[j] <= s.matchIndex[j]
        /\ Recorded.crashed \/ IsPrefix(Recorded.applied, s.applied)
        /\ \A m \in asked.sent : m \in may \/ IsRefusal(m)

\* A message of the submission's own may have any of a timeout's effects, or effects of its own.
OwnMessage ==
    \/ ElectionTimeout(asked.me)
    \/ HeartbeatTimeout(asked.me)
    \/ outcome' = asked.after /\ mayTell' = asked.sent

AnyInput ==
    \/ DoNothing(asked.me)
    \/ StepDown(asked.me)
    \/ /\ Recorded.action \in {"HandleRequestVoteRequest", "HandleAppendEntriesRequest",
                               "HandleInstallSnapshotRequest"}
       /\ AdoptTerm(asked.me, asked.input)

Taken ==
    CASE Recorded.action = "Restart" -> Restart(asked.me)
      [] Recorded.action = "ElectionTimeout" -> ElectionTimeout(asked.me) \/ AnyInput
      [] Recorded.action = "HeartbeatTimeout" -> HeartbeatTimeout(asked.me) \/ AnyInput
      [] Recorded.action = "ClientRequest" -> ClientRequest(asked.me, asked.input) \/ AnyInput
      [] Recorded.action = "TakeSnapshot" -> TakeSnapshot(asked.me, asked.input) \/ AnyInput
      [] Recorded.action = "ChangeServers" -> ChangeServers(asked.me, asked.input) \/ AnyInput
      [] Recorded.action = "HandleRequestVoteRequest" ->
             HandleRequestVoteRequest(asked.me, asked.input) \/ AnyInput
      [] Recorded.action = "HandleRequestVoteResponse" ->
             HandleRequestVoteResponse(asked.me, asked.input) \/ AnyInput
      [] Recorded.action = "HandleAppendEntriesRequest" ->
             \/ HandleAppendEntriesRequest(asked.me, asked.input)
             \/ FollowAndRefuse(asked.me, asked.input)
             \/ DropConflict(asked.me, asked.input)
             \/ AnyInput
      [] Recorded.action = "HandleAppendEntriesResponse" ->
             HandleAppendEntriesResponse(asked.me, asked.input) \/ AnyInput
      [] Recorded.action = "HandleInstallSnapshotRequest" ->
             \/ HandleInstallSnapshotRequest(asked.me, asked.input)
             \/ FollowAndRefuse(asked.me, asked.input)
             \/ KeepLog(asked.me, asked.input)
             \/ AnyInput
      [] Recorded.action = "HandleInstallSnapshotResponse" ->
             HandleInstallSnapshotResponse(asked.me, asked.input) \/ AnyInput
      [] OTHER -> OwnMessage

RunInit ==
    /\ at = 1
    /\ asked = Steps[1].asked
    /\ outcome = Nil
    /\ mayTell = {}
    \* The variables of Raft.tla are not looked at: State and Step are replaced.
    /\ currentTerm = Nil
    /\ votedFor = Nil
    /\ log = Nil
    /\ snapshot = Nil
    /\ role = Nil
    /\ commitIndex = Nil
    /\ applied = Nil
    /\ votesGranted = Nil
    /\ nextIndex = Nil
    /\ matchIndex = Nil
    /\ messages = Nil
    /\ committed = Nil
    /\ committedIn = Nil

RunNext ==
    \/ /\ at <= Len(Steps)
       /\ Taken
       /\ Fits(outcome', mayTell')
       /\ at' = at + 1
       /\ asked' = IF at < Len(Steps) THEN Steps[at + 1].asked ELSE asked
       /\ UNCHANGED vars
    \/ /\ at > Len(Steps)
       /\ UNCHANGED <<vars, asked, outcome, mayTell, at>>
=============================================================================
