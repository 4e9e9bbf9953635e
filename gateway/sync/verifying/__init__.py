"""A system's rows held against what the graph has of them; nothing is written but who is at it.

The steps: `source_side` reads every row as a sync would, `graph_side` reads what the graph has, both into the file of
`two_sides` as `digests`; `differences` are what the two do not share, `explaining` says what explains one (with `lag` for
rows that no sync has come to yet). `one_system` goes through the steps, `several` one system after the other.
"""
