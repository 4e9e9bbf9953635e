"""A database read through its mapping.

The steps: `structure` holds the mapping against the tables that are there, `statement` says what is asked, `streaming` asks
it in batches without writing, `rows` (with `values`) gives each row the canonical columns of graph_model.intake, and
`judging` has the intake judge it.
"""
