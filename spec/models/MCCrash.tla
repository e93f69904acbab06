----- MODULE MCCrash -----
EXTENDS MCRaft
=====
