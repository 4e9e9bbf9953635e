"""Cases (案件): for what an investigator asks, named once; with it the searches, canvases and notes that are kept, and whom to watch.

What the plan leaves open (whose a case is, what of it is told to whom) is ours: docs/decisions/0041-cases.md.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from graph_model.errors import BadInput, LimitExceeded
from graph_model.intake.concealing import without_id_numbers
from graph_model.paging import Column, Ordering
from graph_model.persons import PREFIX as PERSON

ID_PREFIX = "case:"
"""What the id of a case begins with. What is called a case elsewhere does not."""
LONGEST_TITLE, LONGEST_REASON, LONGEST_NAME = 100, 200, 100
LONGEST_NOTE, LONGEST_PATH = 10_000, 4_000
MOST_OPEN, MOST_ENTRIES, MOST_WATCHED = 200, 200, 500
"""Of somebody's cases that are open at one time; of a case."""
NEWEST_FIRST = Ordering("cases", (Column("at", descending=True), Column("key", descending=True)), (str, str))
_PERSON = re.compile(re.escape(PERSON) + r"[0-9a-f]{32}", re.ASCII)


class EntryKind(StrEnum):
    """What is kept in a case."""

    SEARCH = "SEARCH"
    CANVAS = "CANVAS"
    NOTE = "NOTE"


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose a case is: an account in a role, a department and a district, '' where there is none. In another one of these it is
    somebody else."""

    account: str
    role: str
    department: str
    district: str


@dataclass(frozen=True, slots=True)
class Opening:
    """A case that is to be opened by somebody who is called `by`; `read_to` is where in the feed of changes it begins."""

    reason: str
    title: str | None
    by: str
    read_to: str


@dataclass(frozen=True, slots=True)
class Adding:
    """An entry: `content` is the address of a view of the page, or the text of a note."""

    kind: EntryKind
    name: str
    content: str


@dataclass(frozen=True, slots=True)
class Watching:
    """Subjects are watched from now on."""

    subject_keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unwatching:
    """Subjects are watched no more."""

    subject_keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Looking:
    """What has changed was looked at, up to a cursor of the feed."""

    read_to: str


@dataclass(frozen=True, slots=True)
class Closing:
    """It is over."""


Act = Adding | Watching | Unwatching | Looking | Closing


@dataclass(frozen=True, slots=True)
class Case:
    """A case as it stands. `read_to`: the cursor in the feed of changes behind which everything is new."""

    id: str
    reason: str
    title: str | None
    opened_at: datetime
    opened_by: str
    closed_at: datetime | None
    looked_at: datetime | None
    read_to: str
    version: int


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that is kept in a case."""

    number: int
    kind: EntryKind
    name: str
    content: str
    added_at: datetime


@dataclass(frozen=True, slots=True)
class Watched:
    """A subject that is watched, and since when."""

    subject_key: str
    since: datetime


def checked_opening(opening: Opening) -> Opening:
    """The case as it is to be kept, ID numbers struck out. Raises BadInput with the argument that cannot be."""
    reason = _line(opening.reason, LONGEST_REASON, "reason")
    title = None if opening.title is None else _line(opening.title, LONGEST_TITLE, "title")
    return Opening(reason, title, opening.by, opening.read_to)


def checked_entry(adding: Adding) -> Adding:
    """The entry as it is to be kept, ID numbers struck out. Raises BadInput with the argument that cannot be."""
    name = _line(adding.name, LONGEST_NAME, "name")
    text = adding.content.strip()
    if adding.kind is EntryKind.NOTE:
        if not 0 < len(text) <= LONGEST_NOTE:
            raise BadInput(f"1 到 {LONGEST_NOTE} 个字符 / 1 to {LONGEST_NOTE} characters are needed", "content")
        return Adding(adding.kind, name, without_id_numbers(text))
    if not text.startswith("/") or text[1:2] in ("/", "\\") or not text.isprintable() or len(text) > LONGEST_PATH:
        raise BadInput(
            f"应为本页面的地址，以 / 开头，至多 {LONGEST_PATH} 个字符 / must be the address of a view of this page, beginning with /, "
            f"{LONGEST_PATH} characters at most",
            "content",
        )
    if without_id_numbers(text) != text:
        raise BadInput("地址里有证件号码，不保存 / there is an ID number in the address: it is not kept", "content")
    return Adding(adding.kind, name, text)


def checked_subjects(keys: Sequence[str]) -> tuple[str, ...]:
    """The keys, each once. Raises BadInput for none at all and for one that is no key, LimitExceeded."""
    if not keys:
        raise BadInput("给出主体 / name the subjects", "subjects")
    if len(keys) > MOST_WATCHED:
        raise LimitExceeded(f"一次最多 {MOST_WATCHED} 个 / {MOST_WATCHED} at a time at most")
    for place, key in enumerate(keys):
        if key.startswith(PERSON) and not _PERSON.fullmatch(key):
            raise BadInput("不是自然人的键 / no key of a natural person", f"subjects[{place}]")
    return tuple(dict.fromkeys(keys))


def _line(text: str, longest: int, where: str) -> str:
    line = without_id_numbers(text.strip())
    if not 0 < len(line) <= longest or not line.isprintable():
        raise BadInput(f"一行，1 到 {longest} 个字符 / one line of 1 to {longest} characters", where)
    return line
