------------------------------- MODULE Chosen -------------------------------
(* CHOOSE decides between several that fit: which one it is, the counts show. *)
EXTENDS Naturals, FiniteSets, Sequences
VARIABLES left, taken

Pairs == {<<i, j>> \in (1..3) \X (1..3) : i # j}
Init == left = SUBSET {1, 2, 3} /\ taken = <<>>

AnyOf(S) == CHOOSE x \in S : TRUE
Next ==
  \/ /\ left # {}
     /\ LET s == AnyOf(left) IN taken' = Append(taken, s) /\ left' = left \ {s}
  \/ \E n \in 0..2 :
       /\ \E s \in left : Cardinality(s) = n
       /\ Len(taken) < 5
       /\ LET s == CHOOSE s \in left : Cardinality(s) = n
              p == CHOOSE p \in Pairs : p[1] + p[2] = n + 3
          IN left' = left \ {s, {p[1]}} /\ taken' = Append(taken, {p[2]} \cup s)
=============================================================================
