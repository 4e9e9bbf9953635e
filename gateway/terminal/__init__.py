"""The verbs of the command line. A module a group of verbs; tables in the `…_tables` modules; questions in `operations/`."""
