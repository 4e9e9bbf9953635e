"""Running a plan. It is compiled once (`program`), then every request takes the same steps:

`requests` writes a body, `gathering` collects the objects to look up, `running` sends what need not wait, `interning` makes
equal entities one, `merging` puts the answers together, `projection` makes the client's answer; where something is not as it
should be, `completion` makes it exactly, with nulls and errors where they belong (`errors`, `reporting`).
"""
