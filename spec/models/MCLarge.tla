------------------------------ MODULE MCLarge ------------------------------
(***************************************************************************)
(* Two elections and a request, whoever stands, with all states as they     *)
(* are: no symmetry, no view, and no dead message is left out. What the     *)
(* other models pass over as being alike is looked at here once. It takes   *)
(* hours, and is checked only where it is named.                           *)
(***************************************************************************)
EXTENDS MCRaft
=============================================================================
