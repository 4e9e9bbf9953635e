"""Domain values as JSON: dataclasses and structs become objects whose names are written as in the API (`rejectedAt`)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from typing import Any

import msgspec

from graph_model.errors import (
    BadInput,
    Conflict,
    CreditError,
    Forbidden,
    LimitExceeded,
    NotFound,
    StoreUnavailable,
    Timeout,
)

ERRORS: Mapping[str, type[CreditError]] = {
    error.code: error for error in (BadInput, Conflict, Forbidden, LimitExceeded, NotFound, StoreUnavailable, Timeout)
}


def to_wire(value: Any) -> Any:
    """The value as what JSON has; keys of mappings stay as they are."""
    if isinstance(value, msgspec.Struct) or (is_dataclass(value) and not isinstance(value, type)):
        return {_camel(name): to_wire(getattr(value, name)) for name in _names(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): to_wire(held) for key, held in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [to_wire(held) for held in value]
    return value


def _names(value: Any) -> Iterable[str]:
    """The fields of a struct or a dataclass."""
    return value.__struct_fields__ if isinstance(value, msgspec.Struct) else (field.name for field in fields(value))


def error_from(error: Mapping[str, Any]) -> CreditError:
    """An error of a response (`message`, `extensions.code`) as what it was on the other side."""
    code = (error.get("extensions") or {}).get("code", "")
    return ERRORS.get(code, CreditError)(str(error.get("message", error)))


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)
