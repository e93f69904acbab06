----- MODULE MCTwoChanges -----
EXTENDS Guides
=====
