----- MODULE MCFigure8 -----
EXTENDS MCRaft
=====
