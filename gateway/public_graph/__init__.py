"""The public graph: `credit`, the department systems and the subgraphs that are registered with it, one schema at one endpoint.

`registered` says what there is to join, `joining` makes one supergraph of it, `routes` which way an operation takes, and
`public_graph` runs it: straight to `credit` as without any registered subgraph, or through the federation engine.
"""
