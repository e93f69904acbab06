------------------------------ MODULE Channel -------------------------------
(* One end of a channel; Refined.tla makes an instance of it. *)
EXTENDS Naturals, Sequences
CONSTANT Size
VARIABLE queue
Init == queue = <<>>
Put == Len(queue) < Size /\ \E x \in 1..2 : queue' = Append(queue, x)
Get == queue # <<>> /\ queue' = Tail(queue)
Next == Put \/ Get
Spec == Init /\ [][Next]_queue
=============================================================================
