"""The operational store: what the gateway must remember that is no part of the graph. SQLite in the data folder, or PostgreSQL.

`tables` says what is in it, `migrations` how it came to be so, `database` opens it, `exclusive` lets one process of several do
what only one may.
"""
