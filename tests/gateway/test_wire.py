"""Domain values as JSON."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from gateway.execution.errors import plain
from gateway.wire import error_from, to_wire
from graph_model.errors import BadInput, CreditError, StoreUnavailable
from graph_model.model import Grade


@dataclass(frozen=True, slots=True)
class Inner:
    evaluated_on: date | None
    values: dict[str, str]


@dataclass(frozen=True)
class Outer:
    message_en: str
    grade: Grade
    at: datetime
    held: tuple[Inner, ...]


def test_names_are_written_as_in_the_api_and_keys_stay() -> None:
    value = Outer("x", Grade.A, datetime(2023, 8, 21, tzinfo=UTC), (Inner(None, {"native_grade": "M"}),))
    assert to_wire(value) == {
        "messageEn": "x",
        "grade": "A",
        "at": "2023-08-21T00:00:00+00:00",
        "held": [{"evaluatedOn": None, "values": {"native_grade": "M"}}],
    }


def test_an_error_is_itself_again_on_the_other_side() -> None:
    assert isinstance(error_from(plain("x", "BAD_INPUT")), BadInput)
    assert isinstance(error_from(plain("x", "SOURCE_UNAVAILABLE")), StoreUnavailable)
    assert type(error_from(plain("x", "INTERNAL"))) is CreditError
    assert error_from({"message": "no code"}).message == "no code"
