------------------------------- MODULE Viewed -------------------------------
(* A clock that counts its ticks for the reader only: VIEW, and a constraint. *)
EXTENDS Integers
VARIABLES hour, ticks, alarm

Init == hour \in 0..3 /\ ticks = 0 /\ alarm \in {"off", "on"}
Tick == hour' = (hour + 1) % 12 /\ ticks' = ticks + 1 /\ UNCHANGED alarm
Switch == alarm' = IF alarm = "on" THEN "off" ELSE "on"
Ring == alarm = "on" /\ hour = 7 /\ UNCHANGED <<hour, ticks>> /\ Switch
Wind == alarm = "off" /\ hour > 9 /\ Switch /\ hour' \in {0, 1} /\ ticks' = ticks
Next == Tick \/ Ring \/ Wind
Spec == Init /\ [][Next]_<<hour, ticks, alarm>>

Face == <<hour, alarm>>
NotTooLong == ticks < 8
=============================================================================
