----- MODULE GuidedWeakenings -----
EXTENDS Weakenings, Guides
=====
