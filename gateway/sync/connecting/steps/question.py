"""A question of the walk: what is proposed for one part of a mapping, and why; and how an answer is read."""

import difflib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from gateway.sync.connecting.draft import Draft
from gateway.sync.connecting.said import Said
from gateway.sync.connecting.structure import Place
from gateway.sync.connecting.view import View
from graph_model.catalogue import Catalogue
from graph_model.errors import BadInput
from graph_model.model import Item, System, SystemKind

NOTHING = "-"
"""The answer that says: there is none."""


class Part(StrEnum):
    """The parts of a mapping that are asked for, as options and answers name them."""

    SYSTEM = "system"
    TITLE = "title"
    TABLE = "table"
    USCC = "uscc"
    PERSON_ID = "personId"
    REGISTRATION_NUMBER = "registrationNumber"
    ORGANISATION_CODE = "organisationCode"
    FORMER_USCC = "formerUscc"
    NAME = "name"
    GRADE = "grade"
    ITEM = "item"
    SCALE = "scale"
    CODES = "codes"
    SCORE = "score"
    EVALUATED_ON = "evaluatedOn"
    VALID_UNTIL = "validUntil"
    DOCUMENT_NO = "documentNo"
    DELETED = "deleted"
    CHANGES = "changes"
    KEY = "key"
    LIVE = "live"


@dataclass(frozen=True, slots=True)
class Scene:
    """What an answer is found and read with."""

    view: View
    catalogue: Catalogue
    draft: Draft

    @property
    def system(self) -> System | None:
        """The system of the plan that is connected; None for one that is registered."""
        return None if self.draft.system is None else self.catalogue.system(self.draft.system)

    def items(self) -> tuple[Item, ...]:
        """The items that it may grade: of a system of annex 1 its own, of any other all, those without a system first."""
        system = self.system
        if system is not None and system.kind is SystemKind.ANNEX:
            return self.catalogue.items_of_system(system.key)
        return tuple(sorted(self.catalogue.items, key=lambda item: item.system_key is not None))

    def place(self, text: str, part: Part) -> Place:
        """The place that a person writes: `column`, `table.column`, `column:path`. Raises BadInput with the nearest."""
        main = self.draft.main
        known = {place.written(main): place for place in self.view.places(main)}
        if text in known:
            return known[text]
        folded = {written.casefold(): place for written, place in known.items()}
        if text.casefold() in folded:
            return folded[text.casefold()]
        raise unknown("列 / column", text, known, part)


@dataclass(frozen=True, slots=True)
class Option:
    """A possible answer and what speaks for it."""

    text: str
    why: Said


@dataclass(frozen=True, slots=True)
class Question:
    """`options` are the possible answers that something speaks for, the best first: that one is proposed."""

    part: Part
    asked: Said
    options: tuple[Option, ...]
    required: bool = False
    form: Said | None = None
    """How an answer is written, where it is not a column alone."""

    @property
    def proposed(self) -> Option | None:
        return self.options[0] if self.options else None


@dataclass(frozen=True, slots=True)
class Step:
    """One part: its question in a scene, and the draft with an answer. `each`: asked once for every evaluation in a row."""

    part: Part
    ask: Callable[[Scene, int], Question | None]
    take: Callable[[Scene, str, int], Draft]
    each: bool = False


def unknown(kind: str, word: str, known: Iterable[str], part: Part) -> BadInput:
    """The error of an answer that names what is not there."""
    names = list(known)
    near = difflib.get_close_matches(word, names, n=1)
    hint = f",是否 / did you mean {near[0]}?" if near else f"; 有 / there are: {'、'.join(names[:20])}"
    return BadInput(f"没有{kind} {word!r}{hint}", part.value)
