----------------------------- MODULE Symmetric -----------------------------
(* Alike workers take tasks from a heap and pass them on: SYMMETRY. *)
EXTENDS Naturals, FiniteSets, TLC
CONSTANTS Worker, Task
VARIABLES heap, hands

Init == heap = Task /\ hands = [w \in Worker |-> {}]

Take(w) ==
  /\ Cardinality(hands[w]) < 2
  /\ \E t \in heap :
       /\ heap' = heap \ {t}
       /\ hands' = [hands EXCEPT ![w] = @ \cup {t}]

PassOn(w, v) ==
  /\ w # v
  /\ \E t \in hands[w] : hands' = [hands EXCEPT ![w] = @ \ {t}, ![v] = @ \cup {t}]
  /\ UNCHANGED heap

Next == \/ \E w \in Worker : Take(w)
        \/ \E w, v \in Worker : PassOn(w, v)

Alike == Permutations(Worker) \cup Permutations(Task)
NothingLost == heap \cup UNION {hands[w] : w \in Worker} = Task
=============================================================================
