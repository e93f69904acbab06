----------------------------- MODULE MCElected ------------------------------
(***************************************************************************)
(* At most one leader can be elected in a given term, also if the first has *)
(* gone before the second comes. That needs to be remembered, which makes   *)
(* more states of each model, and so only this one does it.                 *)
(***************************************************************************)
EXTENDS MCRaft

VARIABLE elected    \* Who has led in which term.

DidAndElected(action, i, input) ==
    /\ lastStep' = [action |-> action, server |-> i, input |-> input]
    /\ elected' = IF role'[i] = Leader THEN elected \cup {<<currentTerm'[i], i>>} ELSE elected

OneLeaderATerm == \A one, other \in elected : one[1] = other[1] => one = other

ElectedInit == MCInit /\ elected = {}
ElectedSpec == ElectedInit /\ [][MCNext]_<<mcVars, elected>>
ElectedView == <<MCView, elected>>
=============================================================================
