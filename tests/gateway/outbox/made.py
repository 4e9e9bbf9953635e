"""Made-up changes and a subscriber for them."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from gateway.federation.located import LocatedFile
from gateway.webhooks.configuration import Subscriber
from gateway.webhooks.signatures import parse_secret
from gateway.webhooks.subscribers import SubscriberKeys
from graph_model.change_kinds import ChangeKind
from graph_model.changes import Change, Stretch
from graph_model.model import Grade, Subject, SubjectData
from tests.gateway.webhooks.pushing import SECRET
from tests.graph_model.examples import SUBJECT, record

START = datetime(2026, 1, 5, 4, tzinfo=UTC)


def subscriber_keys(**more: Any) -> SubscriberKeys:
    """A subscriber's keys as a file has them, with careful values for tests."""
    given = {"name": "portal", "secretEnvironment": "X", "url": "http://127.0.0.1:1/", **more}
    return SubscriberKeys.model_validate(given, by_alias=True, by_name=False, strict=False)


def subscriber(folder: Path, **more: Any) -> Subscriber:
    path = folder / "webhooks.yaml"
    path.write_text("subscribers:\n- {name: portal}\n", encoding="utf-8")
    return Subscriber(subscriber_keys(**more), (parse_secret(SECRET),), LocatedFile(path), 0)


def graded(number: int, grade: Grade = Grade.B, item: str = "1-7", subject: Subject = SUBJECT) -> Change:
    """The `number`-th thing that was recorded: a grade."""
    at = START + timedelta(seconds=number)
    one = replace(record(item, grade), key=f"r{number}", recorded_at=at, subject_key=subject.key)
    return Change(ChangeKind.GRADE_RECORDED, at, one, SubjectData(subject, records=(one,)))


class ListFeed:
    """A feed over a list; a cursor is how many of it lie before."""

    def __init__(self) -> None:
        self.changes: list[Change] = []

    async def after(self, cursor: str | None, size: int, kinds: tuple[ChangeKind, ...]) -> Stretch:
        begin = int(cursor or 0)
        found = self.changes[begin : begin + size]
        return Stretch(tuple(found), str(begin + len(found)) if found else cursor)
