"""What composition has to say: errors that stop it, hints that do not, and the places in the subgraphs' files they speak of."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from gateway.federation.composition.codes import ErrorCode, HintCode


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where something stands: the subgraph, its file where there is one, and the line (1-based)."""

    subgraph: str
    file: str | None
    line: int | None

    def __str__(self) -> str:
        name = self.file or f"<{self.subgraph}>"
        return name if self.line is None else f"{name}:{self.line}"


@dataclass(frozen=True, slots=True)
class CompositionError:
    """`code` is the public code that other composers give for it; `subgraphs` are the ones to blame, sorted."""

    code: ErrorCode
    message: str
    subgraphs: tuple[str, ...]
    locations: tuple[Place, ...]

    def __str__(self) -> str:
        return f"{self.code}: {self.message}{_where(self.locations)}"


@dataclass(frozen=True, slots=True)
class Hint:
    """Something that composes and may still not be meant."""

    code: HintCode
    message: str
    subgraphs: tuple[str, ...]
    locations: tuple[Place, ...]

    def __str__(self) -> str:
        return f"{self.code}: {self.message}{_where(self.locations)}"


class CompositionFailed(Exception):
    """The subgraphs do not make a supergraph. `errors` has every reason that was found, never none."""

    def __init__(self, errors: Iterable[CompositionError]) -> None:
        self.errors = tuple(errors)
        super().__init__("\n".join(str(error) for error in self.errors))


@dataclass(slots=True)
class Findings:
    """Errors and hints as the steps report them; a step goes on after an error, so that one run tells all it can."""

    errors: list[CompositionError] = field(default_factory=list)
    hints: list[Hint] = field(default_factory=list)

    def error(self, code: ErrorCode, message: str, places: Iterable[Place]) -> None:
        error = CompositionError(code, message, *_subgraphs_and_places(places))
        if error not in self.errors:
            self.errors.append(error)

    def hint(self, code: HintCode, message: str, places: Iterable[Place]) -> None:
        hint = Hint(code, message, *_subgraphs_and_places(places))
        if hint not in self.hints:
            self.hints.append(hint)

    def stop_on_errors(self) -> None:
        """End composition between two steps: what follows would only report consequences."""
        if self.errors:
            raise CompositionFailed(self.errors)


def _subgraphs_and_places(places: Iterable[Place]) -> tuple[tuple[str, ...], tuple[Place, ...]]:
    found = tuple(dict.fromkeys(places))
    return tuple(sorted({place.subgraph for place in found})), tuple(place for place in found if place.line is not None)


def _where(places: tuple[Place, ...]) -> str:
    return f" ({', '.join(str(place) for place in places)})" if places else ""
