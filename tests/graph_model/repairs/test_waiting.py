"""From which day a repair may be asked for; the plan says “督促其修复信用” and no term."""

from datetime import date, timedelta

import pytest

from graph_model.model import DishonestyFact, Severity
from graph_model.repairs.waiting import NO_WAITS, RepairWait, RepairWaits, TooEarly
from seed.plan_files import load_plan, plan_text
from tests.graph_model.draws.quarter import NOW

DAY = date(2026, 1, 31)
WAITS = RepairWaits("1", (RepairWait(Severity.MINOR, 0, 30), RepairWait(Severity.SERIOUS, 365, 90)))


def fact(severity: Severity) -> DishonestyFact:
    return DishonestyFact("f", "uscc:x", "wage-arrears", severity, DAY, "1号", None, NOW)


@pytest.mark.parametrize(
    ("severity", "rejected", "days"),
    [
        (Severity.MINOR, [], 0),
        (Severity.SERIOUS, [], 365),
        (Severity.MINOR, [10], 40),
        (Severity.MINOR, [10, 50], 80),
        (Severity.SERIOUS, [10], 365),
        (Severity.SERIOUS, [300], 390),
        (Severity.ORDINARY, [], 0),  # no term is laid down
    ],
)
def test_it_waits_from_the_fact_on_and_again_from_each_rejection(
    severity: Severity, rejected: list[int], days: int
) -> None:
    found = WAITS.askable_on(fact(severity), [DAY + timedelta(days=one) for one in rejected])
    assert found == DAY + timedelta(days=days)


def test_without_terms_it_may_be_asked_for_at_once() -> None:
    assert all(NO_WAITS.askable_on(fact(severity)) == DAY for severity in Severity)


def test_the_terms_of_the_plan_s_data_are_ours_and_rise_with_the_weight() -> None:
    waits = load_plan().repairs.waits
    assert [one.severity for one in waits] == list(Severity) and all(one.ours for one in waits)
    assert [one.days for one in waits] == sorted(one.days for one in waits)
    assert "督促其修复信用" in plan_text() and "修复期" not in plan_text()


def test_the_day_is_told() -> None:
    assert "2027-01-31" in TooEarly(date(2027, 1, 31)).message
