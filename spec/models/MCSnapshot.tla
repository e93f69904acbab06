----- MODULE MCSnapshot -----
EXTENDS MCRaft
=====
