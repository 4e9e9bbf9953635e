"""Whom a system is asked about: entities by their unified social credit code or, where it knows none, natural persons by our key."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from gateway.live.keys import key_of
from gateway.live.places import owner_place, told
from gateway.sources.sql.description import BadArgument, BadValue, Place
from gateway.sync.mapping import Mapping
from gateway.sync.mapping.model import SubjectKeys
from gateway.sync.reading import values
from graph_model import persons
from graph_model.intake.concealing import key_of_number

OWNER, PERSON = "the code of the owner", "the ID number of the person"
"""Beside the columns of a mapping, which are named as in the database."""
_KEY = re.compile(re.escape(persons.PREFIX) + r"[0-9a-f]{32}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Owner:
    """A type of the schema with its key; `field` leads to it from a record. `place` reads the key of a row's owner."""

    type: str
    key: str
    key_type: str
    field: str
    described: str
    key_of: Callable[[object], str]
    place: Place


ENTITY = Owner(
    "Entity",
    "uscc",
    "USCC",
    "entity",
    "主体；代码不是统一社会信用代码的为空。 / The entity; null where the code is none.",
    key_of,
    owner_place(OWNER),
)


def person(secret: bytes) -> Owner:
    """Natural persons: `secret` keys them, as it does where rows are synced."""

    def read(value: Any) -> str:
        if (key := person_of(value, secret)) is None:
            raise BadValue("该行没有证件号码 / the row has no ID number")
        return key

    return Owner(
        "Person",
        "key",
        "ID",
        "person",
        "自然人；证件号码读不出的为空。 / The natural person; null where the ID number cannot be read.",
        _person_key,
        Place((PERSON,), told(read)),
    )


def person_of(value: Any, secret: bytes) -> str | None:
    """The key of the person whose ID number stands in a row; None where there is none. Raises Refused."""
    written = values.plain(value)
    return None if written is None or written == "" else key_of_number(written, "personId", secret)


def asked_keys(mapping: Mapping) -> SubjectKeys | None:
    """Who the rows are about that are asked for live."""
    return mapping.keys if mapping.asked is None else mapping.asked.keys


def owner_of(keys: SubjectKeys | None, secret: bytes = b"") -> Owner:
    """Whom the records of a system lead to: entities where it knows any. Without the secret no row of a person can be read."""
    return person(secret) if keys is not None and keys.uscc is None else ENTITY


def _person_key(given: object) -> str:
    if not isinstance(given, str) or _KEY.fullmatch(given) is None:
        raise BadArgument("key: 应为 person: 加 32 位十六进制数 / a person's key is person: and 32 hex digits")
    return given
