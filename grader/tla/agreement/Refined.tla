------------------------------ MODULE Refined -------------------------------
(* Two channels behind each other are one: INSTANCE, ENABLED, and a refinement. *)
EXTENDS Naturals, Sequences
VARIABLES in, out
vars == <<in, out>>
In == INSTANCE Channel WITH Size <- 2, queue <- in
Both == INSTANCE Channel WITH Size <- 3, queue <- out \o in

Init == In!Init /\ out = <<>>
Put == In!Put /\ UNCHANGED out
Pass == in # <<>> /\ Len(out) < 1 /\ out' = Append(out, Head(in)) /\ in' = Tail(in)
Get == out # <<>> /\ out' = Tail(out) /\ UNCHANGED in
Next == Put \/ Pass \/ Get
Spec == Init /\ [][Next]_vars

OneChannel == Both!Spec
Sound == ENABLED Pass => ~ENABLED Get
=============================================================================
