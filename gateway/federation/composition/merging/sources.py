"""What merging works on: every subgraph with its facts, and the definitions of one thing over the subgraphs that have it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from gateway.federation.composition.facts import Facts
from gateway.federation.composition.findings import Place
from gateway.federation.composition.subgraph import Element, Kind, Type

E = TypeVar("E", bound=Element)


@dataclass(frozen=True, slots=True)
class Source(Generic[E]):
    """One subgraph's definition of a thing."""

    facts: Facts
    element: E

    @property
    def subgraph(self) -> str:
        return self.facts.subgraph.name

    @property
    def graph(self) -> str:
        return self.facts.subgraph.graph


Sources = Sequence[Source[E]]


@dataclass(frozen=True, slots=True)
class MergedType:
    """A type's definitions, before they are one. An @interfaceObject stands among the sources of its interface."""

    name: str
    kind: Kind
    sources: tuple[Source[Type], ...]


def places(sources: Iterable[Source[E]]) -> list[Place]:
    return [source.element.place for source in sources]


def names(sources: Iterable[Source[E]]) -> str:
    """The subgraphs as a person lists them: "a", "b" and "c"."""
    return listed([source.subgraph for source in sources])


def listed(names: Sequence[str]) -> str:
    quoted = [f'"{name}"' for name in dict.fromkeys(names)]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} and {quoted[-1]}"


def in_order(groups: Iterable[Iterable[str]]) -> Iterator[str]:
    """Every name once, in the order of first appearance."""
    return iter(dict.fromkeys(name for group in groups for name in group))


class Family:
    """Which types are possible for which, over all subgraphs together."""

    def __init__(self, all_facts: Iterable[Facts]) -> None:
        self._below: dict[str, set[str]] = {}
        for known in all_facts:
            for t in known.subgraph.types.values():
                for interface in t.interfaces:
                    self._below.setdefault(interface, set()).add(t.name)
                self._below.setdefault(t.name, set()).update(t.members)

    def is_below(self, name: str, above: str) -> bool:
        """Does the type implement, or is it a member of, the other?"""
        return name in self._below.get(above, ())
