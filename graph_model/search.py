"""Finding subjects by what a person types: part of a name or of its spelling, the beginning of a code or of a key. Both stores give the
same answers in the same order: exact, then beginning, then within, then by spelling in the same way, then by a former name in the same
way; the shorter name, then the key."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import accumulate
from typing import Any

from graph_model.errors import BadInput
from graph_model.former_names import other_names
from graph_model.keyset import Listing, PageQuery
from graph_model.model import Subject, SubjectData, SubjectKind
from graph_model.paging import ROWS, Column, Ordering, Page, PageRequest, Place, Wanted
from graph_model.spelling import FORMER, spelled, syllables_of
from graph_model.store import GraphStore
from graph_model.subjects import NOTHING, Needs, projection, subject_data
from graph_model.uscc import LENGTH, narrowed

LONGEST = 100
"""Characters of a search text."""

BY_TEXT, BY_LETTERS = "s.searchText CONTAINS $text", "s.searchText CONTAINS $letters"
BY_CODE, BY_KEY = "s.uscc STARTS WITH $code", "s.key STARTS WITH $plain"
BY_ONE_LETTER = "toLower(s.displayName) CONTAINS $text"
"""One letter is in nearly every spelling: it is looked for in names alone."""
_PRESENT = "split(s.searchText, $former)[0]"
"""What a subject with former names is found by as long as it is called as now."""
_SPELLED = "{text} CONTAINS $spelled OR {text} CONTAINS $initials"
RANK = (
    "CASE WHEN s.searchText STARTS WITH $whole OR s.uscc = $code OR s.key = $plain THEN 0 "
    "WHEN s.searchText STARTS WITH $text OR s.uscc STARTS WITH $code OR s.key STARTS WITH $plain THEN 1 "
    "WHEN toLower(s.displayName) CONTAINS $text THEN 2 "
    f"WHEN s.formerNames IS NULL THEN CASE WHEN {_SPELLED.format(text='s.searchText')} THEN 3 ELSE 4 END "
    f"WHEN {_SPELLED.format(text=_PRESENT)} THEN 3 WHEN {_PRESENT} CONTAINS $letters THEN 4 "
    "WHEN s.searchText CONTAINS $formerWhole THEN 5 WHEN s.searchText CONTAINS $formerBeginning THEN 6 ELSE 7 END"
)
"""By a former name alone from 5 on: 5 it is the text, 6 it begins with it, 7 it has it or is spelled so."""
ORDER = Ordering("search", (Column(RANK), Column("size(s.displayName)"), Column("s.key")), (int, int, str))

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]{2,}")
_CODE = re.compile(rf"[1-9ANY][0-9]{{1,7}}[0-9A-Z]{{0,{LENGTH - 8}}}")
"""How codes begin (GB 32100-2015): who registered, the kind, a division of six digits."""
_LETTERS = re.compile(r"[a-z0-9]+")
_APART = str.maketrans("", "", " '’")
_NOTHING = "\N{NULL}"
"""Begins no code and no key, and is in no spelling."""


class FoundBy(StrEnum):
    """What of a subject a text was found in."""

    NAME = "NAME"
    SPELLING = "SPELLING"
    CODE = "CODE"
    KEY = "KEY"
    FORMER_NAME = "FORMER_NAME"


@dataclass(frozen=True, slots=True)
class Match:
    """Where a text was found: `length` characters of the name from `start`, of a code or key from its beginning. `former` is the former
    name in which it was."""

    by: FoundBy
    start: int
    length: int
    former: str | None = None


@dataclass(frozen=True, slots=True)
class Sought:
    """What a text looks for: `text` in names (lower case), `code` at the beginning of codes, `plain` of keys, `letters` in spellings."""

    text: str
    code: str
    plain: str
    letters: str

    @property
    def only_han(self) -> bool:
        """At least two Chinese characters and nothing else: what an index of pairs of characters can find."""
        return _HAN.fullmatch(self.text) is not None

    def parameters(self) -> dict[str, Any]:
        phrase = self.text.replace("\\", "\\\\").replace('"', '\\"')
        return {
            "text": self.text,
            "fullText": f'"{phrase}"',
            "code": self.code,
            "plain": self.plain,
            "letters": self.letters,
            "whole": f"{self.text}\n",
            "spelled": f"\n{self.letters}",
            "initials": f" {self.letters}",
            "former": FORMER,
            "formerWhole": f"{FORMER}{self.text}\n",
            "formerBeginning": f"{FORMER}{self.text}",
        }

    @property
    def clause(self) -> str:
        """What binds `s` to the subjects that are found, where no index of names does: no part that can find nothing."""
        one_letter = len(self.text) == 1 and self.text.isascii()
        parts = (
            (one_letter, BY_ONE_LETTER),
            (not one_letter and self.letters in (_NOTHING, self.text), BY_TEXT),
            (self.letters not in (_NOTHING, self.text), f"{BY_TEXT} OR {BY_LETTERS}"),
            (self.code != _NOTHING, BY_CODE),
            (self.plain != _NOTHING, BY_KEY),
        )
        # Two that are joined by OR cost the embedded store ten times as much as one.
        return f"MATCH (s:Subject) WHERE ({' OR '.join(part for there, part in parts if there)})"

    def place(self, data: SubjectData) -> Place:
        """Where a subject that was found stands; the same as RANK says."""
        subject, name = data.subject, data.subject.name.lower()
        code = subject.uscc or ""
        if name == self.text or code == self.code or subject.key == self.plain:
            rank = 0
        elif name.startswith(self.text) or code.startswith(self.code) or subject.key.startswith(self.plain):
            rank = 1
        elif self.text in name:
            rank = 2
        else:
            rank = self._rank_by_spelling(subject)
        return rank, len(subject.name), subject.key

    def _rank_by_spelling(self, subject: Subject) -> int:
        """Of one whose name does not have the text; where its spelling has not, either, a former name was found."""
        spelling = spelled(subject.name)
        if spelling.startswith(self.letters) or f" {self.letters}" in spelling:
            return 3
        former = [name.lower() for name in other_names(subject.name, subject.former_names)]
        if not former or self.letters in spelling:
            return 4
        if self.text in former:
            return 5
        return 6 if any(name.startswith(self.text) for name in former) else 7

    def match(self, subject: Subject) -> Match:
        """What of a subject that was found is what was looked for."""
        start = subject.name.lower().find(self.text)
        if start >= 0:
            return Match(FoundBy.NAME, start, len(self.text))
        if (subject.uscc or "").startswith(self.code):
            return Match(FoundBy.CODE, 0, len(self.code))
        if subject.key.startswith(self.plain):
            return Match(FoundBy.KEY, 0, len(self.plain))
        if self.letters in spelled(subject.name):
            return Match(FoundBy.SPELLING, *_spelled_at(subject.name, self.letters))
        return self._former_match(subject)

    def _former_match(self, subject: Subject) -> Match:
        """In the last of the former names that has the text, or else is spelled so."""
        former = other_names(subject.name, subject.former_names)
        name = next((name for name in former if self.text in name.lower()), None)
        if name is not None:
            return Match(FoundBy.FORMER_NAME, name.lower().find(self.text), len(self.text), name)
        name = next((name for name in former if self.letters in spelled(name)), subject.name)
        return Match(FoundBy.FORMER_NAME, *_spelled_at(name, self.letters), name)


def _spelled_at(name: str, letters: str) -> tuple[int, int]:
    """Where in a name its syllables, or else their first letters, have these letters: start and length in characters."""
    syllables = syllables_of(name)
    for parts in (syllables, [syllable[:1] for syllable in syllables]):
        place = "".join(parts).find(letters)
        if place >= 0:
            ends = list(accumulate(len(part) for part in parts))
            first, last = bisect_right(ends, place), bisect_left(ends, place + len(letters))
            return first, last - first + 1
    return 0, 0


def sought(text: str) -> Sought:
    """What `text` looks for. Raises BadInput for an empty or overlong text."""
    trimmed = " ".join(text.split())
    if not trimmed:
        raise BadInput("请输入要找的名称、代码或键 / give a name, a code or a key to look for", "text")
    if len(trimmed) > LONGEST:
        raise BadInput(f"最多 {LONGEST} 个字符 / {LONGEST} characters at most", "text")
    code = narrowed(trimmed).upper()
    is_key = trimmed.startswith(("uscc:", "person:"))
    together = trimmed.lower().translate(_APART)
    return Sought(
        trimmed.lower(),
        code if _CODE.fullmatch(code) else _NOTHING,
        trimmed if is_key else _NOTHING,
        together if len(together) > 1 and _LETTERS.fullmatch(together) else _NOTHING,
    )


@dataclass(frozen=True, slots=True)
class Among:
    """Among which subjects is looked; of each part one of the values must hold (None: it does not matter)."""

    kinds: tuple[SubjectKind, ...] | None = None
    districts: tuple[str, ...] | None = None
    statuses: tuple[str, ...] | None = None
    industries: tuple[str, ...] | None = None

    def within(self, district: str | None) -> "Among":
        """Those of them that are in a district; None: all."""
        if district is None:
            return self
        named = self.districts is None or district in self.districts
        return replace(self, districts=(district,) if named else ())

    def parameters(self) -> dict[str, list[str]]:
        parts = (
            ("kinds", self.kinds),
            ("districts", self.districts),
            ("statuses", self.statuses),
            ("industries", self.industries),
        )
        return {name: [str(value) for value in values] for name, values in parts if values is not None}


EVERYBODY = Among()
_AMONG = {
    "kinds": "s.kind IN $kinds",
    "districts": "s.district IN $districts",
    "statuses": "s.status IN $statuses",
    "industries": "s.industry IN $industries",
}


def _found(store: GraphStore, look_for: Sought | None, among: Among) -> str:
    """The subjects that a text finds; None: all. Two or more Chinese characters and nothing else go to the store's index of names
    (`GraphStore.subjects_named`), which gives every name that contains them; any other text is looked for in every name."""
    only = [_AMONG[name] for name in among.parameters()]
    if look_for is None:
        return "MATCH (s:Subject)" + (f" WHERE {' AND '.join(only)}" if only else "")
    return " AND ".join([store.subjects_named if look_for.only_han else look_for.clause, *only])


async def search(
    store: GraphStore,
    request: PageRequest,
    look_for: Sought,
    *,
    among: Among = EVERYBODY,
    needs: Needs = NOTHING,
    wanted: Wanted = ROWS,
    timeout: float | None = None,
) -> Page[SubjectData]:
    """A page of the subjects that a text finds; one query."""
    listing = Listing("s", "Subject", _found(store, look_for, among))
    query = PageQuery(listing, ORDER, request, wanted)
    rows = await store.read(
        query.clauses.text + projection(needs, query.clauses.carried),
        {**look_for.parameters(), **among.parameters(), **query.parameters},
        timeout=timeout,
    )
    return query.page(rows, subject_data, look_for.place)


@dataclass(frozen=True, slots=True)
class Facets:
    """Of some subjects, how many are of which kind, district, status and industry; the most first, then by value."""

    kinds: tuple[tuple[str, int], ...]
    districts: tuple[tuple[str, int], ...]
    statuses: tuple[tuple[str, int], ...]
    industries: tuple[tuple[str, int], ...]


async def facets(
    store: GraphStore, look_for: Sought | None, *, among: Among = EVERYBODY, timeout: float | None = None
) -> Facets:
    """Of those that a text finds; None: of all. One query, whatever is counted by. What is not known of a subject is in no facet."""
    text = f"{_found(store, look_for, among)} RETURN s.kind, s.district, s.status, s.industry, count(s)"
    given = {} if look_for is None else look_for.parameters()
    rows = await store.read(text, {**given, **among.parameters()}, timeout=timeout)
    return Facets(*(_counted((row[column], row[4]) for row in rows) for column in range(4)))


def _counted(values: Iterable[tuple[str | None, int]]) -> tuple[tuple[str, int], ...]:
    found: Counter[str] = Counter()
    for value, count in values:
        if value is not None:
            found[value] += count
    return tuple(sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))
