"""What of the systems' live answers is news to the graph."""

from datetime import UTC, date, datetime

import pytest
from msgspec.structs import replace

from graph_model.live import LiveAnswer, LiveState, with_news
from graph_model.model import Grade, GradeRecord, SourceMode, Subject, SubjectData, SubjectKind

COMPANY = Subject("uscc:91995099000000019D", SubjectKind.ENTERPRISE, "渝信示例粮油有限公司")
STORED = GradeRecord(
    key="r1",
    subject_key=COMPANY.key,
    item_key="1-48",
    grade=Grade.B,
    native_grade="B",
    scale_key="tax-credit",
    score=80.0,
    evaluated_on=date(2024, 4, 28),
    valid_until=None,
    recorded_at=datetime(2024, 5, 1, tzinfo=UTC),
    superseded_at=None,
    system_key="tax-credit",
    mode=SourceMode.SYNCED,
    batch_key="batch",
)
CORRECTED = replace(STORED, key="r0", grade=Grade.A, superseded_at=datetime(2024, 5, 1, tzinfo=UTC))
LIVE = replace(STORED, key="live", mode=SourceMode.LIVE, recorded_at=datetime(2024, 6, 1, tzinfo=UTC), batch_key="live")


class Port:
    """Two records say the same where their grades are the same."""

    async def ask(self, subject_keys: object, system_keys: object = None) -> list[LiveAnswer]:
        return []

    def same(self, one: GradeRecord, other: GradeRecord) -> bool:
        return one.grade is other.grade


@pytest.mark.parametrize(
    ("live", "news"),
    [
        (LIVE, False),
        (replace(LIVE, grade=Grade.C), True),
        (replace(LIVE, grade=Grade.A), False),
        (replace(LIVE, evaluated_on=date(2025, 4, 28)), True),
        (replace(LIVE, item_key="1-47"), True),
        (replace(LIVE, subject_key="uscc:another"), False),
    ],
    ids=["said already", "another grade", "corrected since", "a later day", "another item", "another subject"],
)
def test_what_is_news(live: GradeRecord, news: bool) -> None:
    data = SubjectData(COMPANY, (CORRECTED, STORED))
    answer = LiveAnswer("tax-credit", LiveState.ANSWERED, LIVE.recorded_at, {live.subject_key: (live,)})
    found = with_news(data, [answer], Port())
    assert found.records == ((CORRECTED, STORED, live) if news else (CORRECTED, STORED))
    assert (found is data) is not news
