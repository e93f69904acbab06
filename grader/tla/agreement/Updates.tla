------------------------------ MODULE Updates -------------------------------
(* EXCEPT with paths, several updates and @; CASE, LET and records. *)
EXTENDS Naturals, Sequences
CONSTANT Account
VARIABLES bank, log

Init ==
  /\ bank = [a \in Account |-> [money |-> 2, past |-> <<>>]]
  /\ log = <<>>

Note(from, to, sum) == [from |-> from, to |-> to, sum |-> sum]

Pay(from, to) ==
  LET sum == CASE bank[from].money > 1 -> 2
               [] bank[from].money = 1 -> 1
               [] OTHER -> 0
      note == Note(from, to, sum)
  IN  /\ from # to
      /\ sum > 0
      /\ Len(log) < 3
      /\ bank' = [bank EXCEPT ![from].money = @ - sum, ![to].money = @ + sum,
                              ![to].past = Append(@, sum)]
      /\ log' = Append(log, note)

Tip(a) ==
  /\ bank[a].money > 2
  /\ bank[a].past # <<>>
  /\ bank' = [bank EXCEPT ![a] = [@ EXCEPT !.money = @ - 1, !.past[1] = @ + 1]]
  /\ UNCHANGED log

Next == \E a, b \in Account : Pay(a, b) \/ Tip(a)

NobodyIsRich == \A a \in Account : bank[a].money < 6
=============================================================================
