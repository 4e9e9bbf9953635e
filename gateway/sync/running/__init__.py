"""A sync carried out: the rows of a system that are new, judged and handed to graph_model.intake.syncing batch by batch.

`positions` says where in a system's changes a sync stands, `pages` reads on from there, `source_rows` gives each row its
identity, `seen` remembers on disk which rows there are; `one_system` drives one system through these steps, `several` some
at a time. docs/systems/sync.md is the same for people.
"""
