----- MODULE MCPipelining -----
EXTENDS MCRaft
=====
