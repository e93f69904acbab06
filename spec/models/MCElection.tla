----- MODULE MCElection -----
EXTENDS MCRaft
=====
