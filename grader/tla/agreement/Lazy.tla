-------------------------------- MODULE Lazy --------------------------------
(* Sets that are never listed whole, and such that are: SUBSET, functions, records, products. *)
EXTENDS Integers, Sequences, FiniteSets, TLC
VARIABLES f, r, S

TypeOK ==
  /\ f \in [1..3 -> Nat]
  /\ r \in [n : Int, kind : STRING]
  /\ S \in SUBSET (Nat \X Nat)
  /\ DOMAIN f \in SUBSET Int

Init ==
  /\ f \in [1..3 -> {0, 1}]
  /\ r \in [n : -1..0, kind : {"a", "b"}]
  /\ S = {}

Turn == \E i \in DOMAIN f : f' = [f EXCEPT ![i] = 1 - @] /\ UNCHANGED <<r, S>>
Mark ==
  /\ <<f[1], f[2]>> \notin S
  /\ Cardinality(S) < 2
  /\ S' = S \cup {<<f[1], f[2]>>}
  /\ r' = [r EXCEPT !.kind = IF r.n \in Nat THEN "a" ELSE "b"]
  /\ UNCHANGED f
Choose ==
  \E T \in SUBSET S :
    /\ Cardinality(T) = 1
    /\ S' = S \ T
    /\ f' = 1 :> r.n + 1 @@ f
    /\ r' \in {q \in [n : {r.n}, kind : {"a", "b"}] : q # r}
Next == Turn \/ Mark \/ Choose
=============================================================================
