---------------------------- MODULE Philosophers ----------------------------
(* Everybody takes the left fork first: a deadlock. *)
EXTENDS Naturals
CONSTANT N
VARIABLES fork, state
P == 0 .. N - 1
Right(p) == (p + 1) % N

Init == fork = [p \in P |-> N] /\ state = [p \in P |-> "thinks"]
Move(p, from, to) == state[p] = from /\ state' = [state EXCEPT ![p] = to]
TakeLeft(p) == fork[p] = N /\ Move(p, "thinks", "waits") /\ fork' = [fork EXCEPT ![p] = p]
TakeRight(p) ==
  fork[Right(p)] = N /\ Move(p, "waits", "eats") /\ fork' = [fork EXCEPT ![Right(p)] = p]
Rest(p) == Move(p, "eats", "thinks") /\ fork' = [fork EXCEPT ![p] = N, ![Right(p)] = N]
Next == \E p \in P : TakeLeft(p) \/ TakeRight(p) \/ Rest(p)
=============================================================================
