------------------------------ MODULE Recursive -----------------------------
(* Recursive operators and functions, and operators as arguments. *)
EXTENDS Naturals, Sequences, FiniteSets
VARIABLES list, sum

RECURSIVE Sum(_)
Sum(s) == IF s = <<>> THEN 0 ELSE Head(s) + Sum(Tail(s))

RECURSIVE Sorted(_)
Sorted(s) ==
  IF s = <<>> THEN <<>>
  ELSE LET Less(x) == x < Head(s)
           Rest == Tail(s)
       IN Sorted(SelectSeq(Rest, Less)) \o <<Head(s)>> \o
          Sorted(SelectSeq(Rest, LAMBDA x : x >= Head(s)))

fib[n \in 0..20] == IF n < 2 THEN n ELSE fib[n - 1] + fib[n - 2]

Half(x) == x \div 2
Twice(F(_), x) == F(F(x))
Init == list = <<>> /\ sum = 0
Next ==
  \/ /\ Len(list) < 4
     /\ \E n \in 1..4 : list' = Append(list, fib[n + 1])
     /\ sum' = Twice(Half, Sum(list') * 4)
  \/ list # Sorted(list) /\ list' = Sorted(list) /\ UNCHANGED sum

SumIsRight == sum = Sum(Sorted(list))
=============================================================================
