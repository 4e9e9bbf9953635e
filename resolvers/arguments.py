"""Arguments that several fields take: their types with descriptions, and how keys and names become keys."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, TypeAlias

import strawberry

from graph_model import uscc
from graph_model.catalogue import Catalogue
from graph_model.errors import BadInput
from graph_model.model import COMPOSITE

IDEMPOTENCY_KEY = (
    "幂等键，最多 200 个字符：同一键再办一次，没有变化。 / "
    "The same again under the same key changes nothing; 200 characters at most."
)
AsOf: TypeAlias = Annotated[
    datetime | None,
    strawberry.argument(
        description="问的是哪一天（该时刻在重庆的日期）；默认今天。 / The day asked about (the instant's day in Chongqing); today by "
        "default."
    ),
]
KnownAt: TypeAlias = Annotated[
    datetime | None,
    strawberry.argument(
        description="只用当时已知的；默认现在。 / Only what was known at that instant; now by default."
    ),
]
First: TypeAlias = Annotated[
    int | None,
    strawberry.argument(
        description="从头起的条数，0 到 100，默认 20。 / Rows from the start, 0 to 100, 20 by default."
    ),
]
After: TypeAlias = Annotated[str | None, strawberry.argument(description="在这个游标之后。 / After this cursor.")]
Last: TypeAlias = Annotated[
    int | None,
    strawberry.argument(
        description="从末尾起的条数，0 到 100；不能与 first 同用。 / Rows from the end, 0 to 100; not together with first."
    ),
]
Before: TypeAlias = Annotated[str | None, strawberry.argument(description="在这个游标之前。 / Before this cursor.")]

_USCC, _ITEM = "uscc:", "item:"


def subject_key(text: str, argument: str) -> str:
    """The key that `text` writes, a code put right. Raises BadInput; its message never quotes what could be an ID number."""
    if text.startswith(_USCC):
        return _USCC + uscc_of(text.removeprefix(_USCC), argument)
    if not text.startswith("person:"):
        raise BadInput("应为 uscc:… 或 person:… / a key uscc:… or person:… is needed", argument)
    return text


def subject_key_or_error(text: str, argument: str) -> str | BadInput:
    """`subject_key`, its error as a value: for lists, where it stands in the place of the subject."""
    try:
        return subject_key(text, argument)
    except BadInput as error:
        return error


def organisation_key(text: str, argument: str) -> str:
    """The key uscc:… that a code, or the key itself, writes. Raises BadInput."""
    return _USCC + uscc_of(text.removeprefix(_USCC), argument)


def uscc_of(text: str, argument: str) -> str:
    """The verified code that `text` writes. Raises BadInput."""
    try:
        return uscc.check(text)
    except uscc.BadUscc as error:
        raise BadInput(error.message, argument) from error


def item_key(catalogue: Catalogue, text: str, argument: str) -> str:
    """Key of an item from its key or global id, `composite` too. Raises BadInput for an item that there is not."""
    key = text.removeprefix(_ITEM)
    if key != COMPOSITE and catalogue.item(key) is None:
        raise BadInput(f"没有事项“{_cut(key)}” / there is no such item, give a key like 1-7", argument)
    return key


def department_key(catalogue: Catalogue, text: str, argument: str) -> str:
    """Key of a department from its key, name or global id. Raises BadInput."""
    department = catalogue.department(text.removeprefix("department:"))
    if department is None:
        raise BadInput(f"没有部门“{_cut(text)}” / there is no such department, give its key or name", argument)
    return department.key


def department_keys(catalogue: Catalogue, texts: Sequence[str], argument: str) -> frozenset[str]:
    return frozenset(department_key(catalogue, text, argument) for text in texts)


def _cut(text: str) -> str:
    return text if len(text) <= 40 else text[:40] + "…"
