----- MODULE MCFigure8 -----
EXTENDS Guides
=====
