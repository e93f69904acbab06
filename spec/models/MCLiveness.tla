----------------------------- MODULE MCLiveness -----------------------------
(***************************************************************************)
(* Something good happens at last, if servers and network do not stop while *)
(* there is something to do, and nothing is lost, doubled or crashed: those *)
(* budgets are 0. There is no symmetry and no view, with which TLC's check  *)
(* of liveness would not be sound.                                         *)
(***************************************************************************)
EXTENDS MCRaft

\* A message can arrive, or a timer go off, or a client ask, or a leader send.
Busy ==
    \/ messages # {}
    \/ budget.ElectionTimeout > 0 /\ \E i \in MayStand : role[i] # Leader
    \/ budget.ClientRequest > 0 /\ Leaders # {}
    \/ \E i \in Leaders : MCReplications(i, State(i)) # {}

\* The whole does not stop, and no server leaves its mail unread for ever. Weak fairness, with what
\* enables the steps spelled out. It is enough, for no budget is endless: the only circle of a
\* right Raft is a leader that repeats itself while the answer is waiting.
Fairness ==
    /\ []<>~Busy \/ []<><<TRUE>>_vars
    /\ \A i \in Server :
        \/ []<>(\A m \in messages : m.to # i)
        \/ []<><<lastStep'.server = i /\ lastStep'.action \notin {"HeartbeatTimeout",
                "ElectionTimeout", "ClientRequest"}>>_vars

MCLiveSpec == MCSpec /\ Fairness

\* A leader comes.
LeaderComes == <>(Leaders # {})

\* What it took from a client is committed, and applied by somebody.
RequestCommits == <>(\E n \in 1..Len(committed) : committed[n].payload.kind = "command")

\* In the end every server has applied all that is committed.
EverybodyLearns == <>[](\A i \in Server : applied[i] = committed)
=============================================================================
