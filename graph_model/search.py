"""Finding subjects by what a person types: part of a name, the beginning of a code or of a key. Both stores give the same
answers in the same order: exact, then beginning, then the shorter name, then the key."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from graph_model.errors import BadInput
from graph_model.keyset import Listing, PageQuery
from graph_model.model import SubjectData, SubjectKind
from graph_model.paging import ROWS, Column, Ordering, Page, PageRequest, Place, Wanted
from graph_model.store import GraphStore
from graph_model.subjects import NOTHING, Needs, projection, subject_data
from graph_model.uscc import LENGTH, narrowed

LONGEST = 100
"""Characters of a search text."""

SCAN = "MATCH (s:Subject) WHERE (toLower(s.displayName) CONTAINS $text OR s.uscc STARTS WITH $code OR s.key STARTS WITH $plain)"
RANK = (
    "CASE WHEN toLower(s.displayName) = $text OR s.uscc = $code OR s.key = $plain THEN 0 "
    "WHEN toLower(s.displayName) STARTS WITH $text OR s.uscc STARTS WITH $code OR s.key STARTS WITH $plain THEN 1 "
    "ELSE 2 END"
)
ORDER = Ordering("search", (Column(RANK), Column("size(s.displayName)"), Column("s.key")), (int, int, str))

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]{2,}")
_CODE = re.compile(rf"[0-9A-Z]{{2,{LENGTH}}}")
_NOTHING = "\N{NULL}"
"""Begins no code and no key."""


@dataclass(frozen=True, slots=True)
class Sought:
    """What a text looks for: `text` in names (lower case), `code` at the beginning of codes, `plain` of keys."""

    text: str
    code: str
    plain: str

    @property
    def only_han(self) -> bool:
        """At least two Chinese characters and nothing else: what an index of pairs of characters can find."""
        return _HAN.fullmatch(self.text) is not None

    def parameters(self) -> dict[str, Any]:
        phrase = self.text.replace("\\", "\\\\").replace('"', '\\"')
        return {"text": self.text, "fullText": f'"{phrase}"', "code": self.code, "plain": self.plain}

    def place(self, data: SubjectData) -> Place:
        """Where a subject that was found stands; the same as RANK says."""
        subject, name = data.subject, data.subject.name.lower()
        code = subject.uscc or ""
        if name == self.text or code == self.code or subject.key == self.plain:
            rank = 0
        else:
            begins = name.startswith(self.text) or code.startswith(self.code) or subject.key.startswith(self.plain)
            rank = 1 if begins else 2
        return rank, len(subject.name), subject.key


def sought(text: str) -> Sought:
    """What `text` looks for. Raises BadInput for an empty or overlong text."""
    trimmed = " ".join(text.split())
    if not trimmed:
        raise BadInput("请输入要找的名称、代码或键 / give a name, a code or a key to look for", "text")
    if len(trimmed) > LONGEST:
        raise BadInput(f"最多 {LONGEST} 个字符 / {LONGEST} characters at most", "text")
    code = narrowed(trimmed).upper()
    is_key = trimmed.startswith(("uscc:", "person:"))
    return Sought(trimmed.lower(), code if _CODE.fullmatch(code) else _NOTHING, trimmed if is_key else _NOTHING)


async def search(
    store: GraphStore,
    request: PageRequest,
    look_for: Sought,
    *,
    kinds: Sequence[SubjectKind] | None = None,
    district: str | None = None,
    needs: Needs = NOTHING,
    wanted: Wanted = ROWS,
    timeout: float | None = None,
) -> Page[SubjectData]:
    """A page of the subjects that a text finds, of one district where it is given; one query.

    Two or more Chinese characters and nothing else go to the store's index of names (`GraphStore.subjects_named`), which
    gives every name that contains them; any other text is looked for in every name.
    """
    named = store.subjects_named if look_for.only_han else SCAN
    asked = (
        (None if kinds is None else [kind.value for kind in kinds], "kinds", "s.kind IN $kinds"),
        (district, "district", "s.district = $district"),
    )
    only = {name: value for value, name, _ in asked if value is not None}
    listing = Listing("s", "Subject", " AND ".join([named, *(text for value, _, text in asked if value is not None)]))
    query = PageQuery(listing, ORDER, request, wanted)
    rows = await store.read(
        query.clauses.text + projection(needs, query.clauses.carried),
        {**look_for.parameters(), **only, **query.parameters},
        timeout=timeout,
    )
    return query.page(rows, subject_data, look_for.place)
