------------------------------ MODULE Multisets ------------------------------
(***************************************************************************)
(* A shop: coins go from a purse into a till and come back as change, and   *)
(* every operator of Bags has a part in it.                                *)
(***************************************************************************)
EXTENDS Naturals, FiniteSets, Bags

VARIABLES purse, till, seen

Coins == {1, 2, 5}
Worth(bag) ==
    LET Sum[s \in SUBSET Coins] ==
            IF s = {} THEN 0
            ELSE LET c == CHOOSE c \in s : TRUE IN c * CopiesIn(c, bag) + Sum[s \ {c}]
    IN  Sum[Coins]

Doubled(c) == IF c = 5 THEN 5 ELSE 2

Init ==
    /\ purse = SetToBag(Coins) (+) SetToBag({2})
    /\ till = EmptyBag
    /\ seen = {}

Pay == \E some \in SubBag(purse) :
    /\ BagCardinality(some) \in 1..2
    /\ purse' = purse (-) some
    /\ till' = till (+) some
    /\ seen' = IF BagCardinality(till') > 2 THEN seen \cup BagToSet(some) ELSE seen

Change == \E c \in Coins :
    /\ BagIn(c, till)
    /\ LET coin == SetToBag({c})
       IN  purse' = IF purse = coin THEN purse (+) coin ELSE BagUnion({purse, coin})
    /\ till' = till (-) SetToBag({c})
    /\ UNCHANGED seen

Melt ==
    /\ till # EmptyBag
    /\ SetToBag({1, 5}) \sqsubseteq till
    /\ till' = BagOfAll(Doubled, till)
    /\ UNCHANGED <<purse, seen>>

Next == Pay \/ Change \/ Melt

Spec == Init /\ [][Next]_<<purse, till, seen>>

TypeOK == IsABag(purse) /\ IsABag(till) /\ ~IsABag([c \in Coins |-> 0])
NothingIsLost == BagCardinality(purse) + BagCardinality(till) = 4
Inside == \A some \in SubBag(till) : some \sqsubseteq till
ExactlyOnce == Cardinality(SubBag(SetToBag(Coins))) = 8
Known == seen \subseteq BagToSet(purse (+) till) \cup {1}
WorthGrows == [][Worth(purse') + Worth(till') >= Worth(purse) + Worth(till)]_<<purse, till>>
=============================================================================
