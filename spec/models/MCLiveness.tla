----------------------------- MODULE MCLiveness -----------------------------
(***************************************************************************)
(* Something good happens at last. Messages that stay on their way arrive,  *)
(* timers go off, and nothing is lost, doubled or crashed: those budgets    *)
(* are 0. There is no symmetry, with which TLC's check would not be sound.  *)
(***************************************************************************)
EXTENDS MCRaft

Fairness ==
    /\ \A i \in Candidates : WF_vars(MCElectionTimeout(i))
    /\ \A i \in Server :
        /\ WF_vars(MCHeartbeatTimeout(i))
        /\ WF_vars(MCClientRequest(i))
        /\ WF_vars(MCHandleRequestVoteRequest(i))
        /\ WF_vars(MCHandleRequestVoteResponse(i))
        /\ WF_vars(MCHandleAppendEntriesRequest(i))
        /\ WF_vars(MCHandleAppendEntriesResponse(i))

MCLiveSpec == MCSpec /\ Fairness

\* A leader comes.
LeaderComes == <>(Leaders # {})

\* What it took from a client is committed, and applied by somebody.
RequestCommits == <>(\E n \in 1..Len(committed) : committed[n].payload.kind = "command")

\* In the end every server has applied all that is committed.
EverybodyLearns == <>[](\A i \in Server : applied[i] = committed)
=============================================================================
