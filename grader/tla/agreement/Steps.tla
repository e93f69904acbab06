------------------------------- MODULE Steps --------------------------------
(* Two counters of which one must never fall, and does: a property of steps. *)
EXTENDS Naturals
VARIABLES x, y
vars == <<x, y>>

Init == x = 0 /\ y = 5
Up == x < 4 /\ x' = x + 1 /\ UNCHANGED y
Down == y > 0 /\ x > 1 /\ y' = y - 1 /\ x' \in {x, x + 1}
Reset == x + y > 6 /\ x' = 1 /\ y' = y
Next == Up \/ Down \/ Reset
Spec == Init /\ [][Next]_vars

NeverFalls == [][x' >= x]_vars
=============================================================================
