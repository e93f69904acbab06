---------------------------- MODULE MCEverything ----------------------------
EXTENDS MCRaft

\* A crash, a loss or a copy: one of them in a behaviour, together with everything else.
OneFault ==
    (Restarts - budget'.Restart) + (Losses - budget'.Lose) + (Duplicates - budget'.Duplicate) <= 1
=============================================================================
