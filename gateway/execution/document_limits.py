"""The most that a document may ask for; `document_size` holds documents against it."""

import sys
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DocumentLimits:
    """The most of each. `fields`, `aliases` and `directives` are an operation's, with what it spreads; `depth` is in fields."""

    tokens: int = 10_000
    depth: int = 25
    fields: int = 2_000
    root_fields: int = 50
    aliases: int = 200
    directives: int = 200
    fragments: int = 100


DEFAULT_LIMITS = DocumentLimits()
DEFAULT_COST_LIMIT = 100_000
"""What an operation may cost (gateway.execution.cost)."""
DEFAULT_LIST_SIZE = 10
"""Of a list of which its schema does not say how long it is."""
NO_LIMITS = DocumentLimits(*[sys.maxsize] * 7)
"""For documents that a program of ours writes, out of one that was within the limits."""
