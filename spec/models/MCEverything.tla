----- MODULE MCEverything -----
EXTENDS MCRaft
=====
