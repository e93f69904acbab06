----- MODULE MCRefinement -----
EXTENDS MCRaft
=====
