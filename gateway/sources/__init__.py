"""What a fetch can talk to: a subgraph over HTTP, a local schema, a SQL database. None of them knows of credit."""
