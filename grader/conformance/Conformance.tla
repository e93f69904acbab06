---------------------------- MODULE Conformance ----------------------------
(***************************************************************************)
(* The states in which a Raft in TypeScript is compared with Raft.tla, and  *)
(* in each of them all steps that Raft.tla allows.                         *)
(*                                                                         *)
(* A budget that is used up ends the way, and forbids nothing: the step     *)
(* that overdraws it is made and compared, and only not followed. So what   *)
(* is not a step here is not a step of Raft.tla.                            *)
(***************************************************************************)
EXTENDS MCRaft

CONSTANT Standing   \* The servers behind whose elections the way goes on.

VARIABLE maySend    \* What the server of the last step may send to replicate its log.

Overdraws(action) == TRUE

WithinBudget ==
    /\ \A action \in DOMAIN budget : budget[action] >= 0
    /\ \A i \in Server : role[i] # Follower => i \in Standing

\* A leader sends one request in a step of its own, or none. What else it might send is in maySend.
OneOrNone(i, s) == MCReplications(i, s) \cup {{}}

ConformanceSymmetry ==
    {p \in MCSymmetry : {p[i] : i \in Standing} = Standing}

DidAndMaySend(action, i, input) ==
    /\ lastStep' = [action |-> action, server |-> i, input |-> input]
    /\ \E s \in {State(i)'} :
           maySend' = IF s.role = Leader THEN ReplicationMessages(i, s) ELSE {}

ConformanceInit == MCInit /\ maySend = {}
=============================================================================
