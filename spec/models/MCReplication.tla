----- MODULE MCReplication -----
EXTENDS MCRaft
=====
