"""What goes into composition and what comes out."""

from dataclasses import dataclass

from gateway.federation.composition.findings import Hint


@dataclass(frozen=True, slots=True)
class SubgraphSource:
    """A subgraph's schema as text; `file` is where it was read, for messages."""

    name: str
    url: str
    sdl: str
    file: str | None = None


@dataclass(frozen=True, slots=True)
class Composed:
    """A supergraph, and what is worth a second look."""

    supergraph_sdl: str
    hints: tuple[Hint, ...]
