"""Whom a row means that has no valid USCC, or one that nobody is known by.

`clues` takes from a row what may tell it; `candidates` asks the graph once a batch who has any of that; `rules` decides, and
never guesses; `identifying` puts the row down to whom it means. docs/import-format.md is the same for people.
"""

from graph_model.intake.identification.identifying import identify

__all__ = ["identify"]
