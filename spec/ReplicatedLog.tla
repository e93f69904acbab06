---------------------------- MODULE ReplicatedLog ----------------------------
(***************************************************************************)
(* What a client may rely on: there is one log, it only grows, and every   *)
(* server applies a beginning of it. Raft.tla implements this module; the  *)
(* proof obligation is `Refinement` in RaftProperties.tla.                 *)
(***************************************************************************)
EXTENDS Naturals, Sequences

CONSTANT Server

VARIABLES
    committed,   \* The one log.
    applied      \* What each server's state machine has of it.

Beginning(short, long) ==
    /\ Len(short) <= Len(long)
    /\ \A k \in 1..Len(short) : short[k] = long[k]

Init ==
    /\ committed = <<>>
    /\ applied = [i \in Server |-> <<>>]

\* The log grows at its end, and nothing in it ever changes.
Grow == Beginning(committed, committed')

\* One server applies more, or starts again from a snapshot; the others stay as they are.
Apply ==
    \E i \in Server :
        /\ applied' = [applied EXCEPT ![i] = applied'[i]]
        /\ Beginning(applied'[i], committed')

Next == Grow /\ Apply

Spec == Init /\ [][Next]_<<committed, applied>>
=============================================================================
