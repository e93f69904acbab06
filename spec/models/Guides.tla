------------------------------- MODULE Guides -------------------------------
(***************************************************************************)
(* Some questions need three elections, too deep for all that could happen. *)
(* A guide says in which order timers go off, clients ask, servers crash    *)
(* and so on, and which servers reach each other from one of these to the   *)
(* next. What is sent and delivered in between is left open.                *)
(*                                                                         *)
(* A guide only forbids steps, so a counterexample under it is one of Raft. *)
(* Without a mistake nothing may fall under it: that is tested.             *)
(***************************************************************************)
EXTENDS MCRaft

CONSTANTS s1, s2, s3, s4, s5

Event(action, i, input, connected) ==
    [action |-> action, server |-> i, input |-> input, connected |-> connected]

TimesOut(i, connected)           == Event("ElectionTimeout", i, Nil, connected)
IsAsked(i, connected)            == Event("ClientRequest", i, CHOOSE v \in Value : TRUE, connected)
Boots(i, connected)              == Event("Restart", i, Nil, connected)
Compacts(i, index, connected)    == Event("TakeSnapshot", i, index, connected)
ChangesTo(i, servers, connected) == Event("ChangeServers", i, servers, connected)

\* The configuration of a model puts one of the guides below in its place.
Guide == <<>>

\* How many events of the guide there were.
Events(left) ==
    (ElectionTimeouts - left.ElectionTimeout) + (ClientRequests - left.ClientRequest)
        + (Restarts - left.Restart) + (Snapshots - left.TakeSnapshot)
        + (Changes - left.ChangeServers)

\* What a candidate or leader asked in an election or term that is over is lost.
Fresh(m) ==
    CASE m.type = "RequestVoteRequest" -> m.term = currentTerm[m.from] /\ role[m.from] = Candidate
      [] m.type \in {"AppendEntriesRequest", "InstallSnapshotRequest"} ->
             m.term = currentTerm[m.from]
      [] OTHER -> TRUE

\* A step is the next event of the guide, or only servers that reach each other take part in it.
Follows ==
    LET before == Events(budget)
        after  == Events(budget')
    IN  IF after > before
        THEN /\ after <= Len(Guide)
             /\ lastStep'.action = Guide[after].action
             /\ lastStep'.server = Guide[after].server
             /\ lastStep'.input = Guide[after].input
        ELSE /\ before > 0
             /\ \A m \in messages \ messages' : Fresh(m)
             /\ \A m \in (messages \ messages') \cup (messages' \ messages) :
                    {m.from, m.to} \subseteq Guide[before].connected

-----------------------------------------------------------------------------
(* The log of s1 is longer, and that of s2 is newer and committed.          *)
LongerIsNotNewer ==
    <<TimesOut(s1, {s1, s2}), IsAsked(s1, {s1}), IsAsked(s1, {s1}),
      TimesOut(s2, {s1, s2, s3}), IsAsked(s2, {s2, s3}),
      TimesOut(s1, {s1, s3})>>

(* s1 and s2 have another entry each at index 1, and s2 asks behind it.     *)
AnotherEntry ==
    <<TimesOut(s1, {s1, s2}), IsAsked(s1, {s1}),
      TimesOut(s2, {s2, s3}), IsAsked(s2, {s2}),
      Boots(s2, {s2}), TimesOut(s2, {s1, s2, s3})>>

(* s1 has an entry that nobody else has; s2 commits another one.            *)
ToldTooMuch ==
    <<TimesOut(s1, {s1, s2}), IsAsked(s1, {s1}),
      TimesOut(s2, {s2, s3}), IsAsked(s2, {s1, s2, s3})>>

(* s2 acknowledges an entry of s1, loses it to s3, and s1 leads once more.  *)
LedBefore ==
    <<TimesOut(s1, {s1, s3, s4}), IsAsked(s1, {s1, s2}),
      TimesOut(s3, {s3, s4, s5}), IsAsked(s3, {s2, s3}),
      TimesOut(s5, {s1, s5}), TimesOut(s1, {s1, s4, s5})>>

(* The same, with a crash in between. The acknowledgement arrives late.     *)
AskedBefore ==
    <<TimesOut(s1, {s1, s3, s4}), IsAsked(s1, {s1, s2}),
      TimesOut(s3, {s3, s4, s5}), IsAsked(s3, {s2, s3}),
      Boots(s1, {s1}), TimesOut(s1, {s1}), TimesOut(s1, {s1, s2, s4, s5})>>

(* s3 has two entries that nobody else has; s2 compacts its log.            *)
SnapshotOverConflict ==
    <<TimesOut(s3, {s2, s3}), IsAsked(s3, {s3}), IsAsked(s3, {s3}),
      TimesOut(s2, {s1, s2}), IsAsked(s2, {s1, s2}),
      Compacts(s2, 1, {s2, s3})>>

(* Two leaders change the same four servers: one takes s4 out, one s1.      *)
TwoChanges ==
    <<TimesOut(s1, {s1, s2, s3}), ChangesTo(s1, {s1, s2, s3}, {s1}),
      TimesOut(s3, {s2, s3, s4}), ChangesTo(s3, {s2, s3, s4}, {s3, s4})>>

(* And then s1 leads with its configuration, in which s3 and s4 do not matter. *)
TwoChangesAndALeader ==
    <<TimesOut(s1, {s1, s2, s3}), ChangesTo(s1, {s1, s2, s3}, {s1}),
      TimesOut(s3, {s2, s3, s4}), ChangesTo(s3, {s2, s3, s4}, {s3, s4}),
      Boots(s1, {s1}), TimesOut(s1, {s1}), TimesOut(s1, {s1, s2})>>

(* The same with the rule of 2015: each leader first commits an entry of    *)
(* its own, which the change of s1 does not survive.                        *)
TwoRightChanges ==
    <<TimesOut(s1, {s1, s2, s3}), ChangesTo(s1, {s1, s2, s3}, {s1, s2, s3}),
      ChangesTo(s1, {s1, s2, s3}, {s1}),
      TimesOut(s3, {s2, s3, s4}), ChangesTo(s3, {s2, s3, s4}, {s2, s3, s4}),
      ChangesTo(s3, {s2, s3, s4}, {s3, s4})>>

(* Figure 8, with three servers: what s1 brought to a majority, s3 overwrites. *)
Figure8 ==
    <<TimesOut(s1, {s1, s3}), IsAsked(s1, {s1}),
      TimesOut(s3, {s2, s3}), IsAsked(s3, {s3}),
      Boots(s1, {s1}), TimesOut(s1, {s1}), TimesOut(s1, {s1, s2}),
      Boots(s3, {s3}), TimesOut(s3, {s3}), TimesOut(s3, {s2, s3})>>
=============================================================================
