----- MODULE MCNoop -----
EXTENDS MCRaft
=====
