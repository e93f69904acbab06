----- MODULE MCMembership -----
EXTENDS MCRaft
=====
