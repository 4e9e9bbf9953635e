"""What requests that are under way at the same time share: a switch, for it trades freshness for work."""

from enum import StrEnum


class Deduplicate(StrEnum):
    """Only what is the same to the byte and for the same identity is shared, never a mutation.

    `SUBGRAPHS`: requests to a subgraph; `ALL`: whole queries of clients too. A query that joins one under way is told what was
    so when that one began; with `NONE` no answer is older than its request.
    """

    NONE = "none"
    SUBGRAPHS = "subgraphs"
    ALL = "all"
