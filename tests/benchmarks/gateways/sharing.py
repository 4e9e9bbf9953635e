"""What requests that are under way at the same time share."""

from enum import StrEnum


class Sharing(StrEnum):
    """`SUBGRAPHS`: the answers of subgraphs as bytes; `PARSED`: parsed once, too; `ALL`: whole answers to clients."""

    NONE = "none"
    SUBGRAPHS = "subgraphs"
    PARSED = "parsed"
    ALL = "all"
