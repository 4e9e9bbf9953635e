"""A SQL database as a subgraph: it answers GraphQL fetches by single SELECTs, and knows nothing of what its rows mean.

`description` is what it is given: types, tables, keys and how a value is read. The steps of a fetch: `selecting` says what is
asked for, `statements` (with `cursors`) makes a SELECT of it, `database` asks it in time, `answering` puts the rows together.
"""
