"""Connecting a database that nobody here knows: it is looked at, and a mapping file is proposed part by part, each with its reason.

The steps: `looking` reads the structure and a bounded sample in read-only transactions (`structure`, `sampling`), `traits` says
what the values of a column look like, `lexicon` what its name and comment mean, `scope` which tables can be joined to one. `steps`
has a question for each part of a mapping, with what is proposed and why; `draft` takes the answers, `writing` makes the file.
"""
