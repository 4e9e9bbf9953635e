"""When a system is synced next."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from gateway.sync.schedule.pace import LONGEST_PAUSE, due
from graph_model.intake.syncing.states import SyncState

NOW = datetime(2026, 11, 26, 8, tzinfo=UTC)
NEVER = SyncState("tax-credit")
spans = st.timedeltas(min_value=timedelta(seconds=1), max_value=timedelta(days=31))


def test_one_that_was_never_synced_is_synced_at_once() -> None:
    assert due(NEVER, timedelta(days=1)) is None


@given(spans)
def test_the_next_comes_before_what_is_promised_has_passed(every: timedelta) -> None:
    instant = due(replace(NEVER, last_success=NOW), every)
    assert instant is not None and NOW + every * 0.8 <= instant <= NOW + every * 0.95


@given(spans, st.integers(min_value=1, max_value=10_000))
def test_failures_pause_longer_and_longer_up_to_a_limit(every: timedelta, failures: int) -> None:
    state = replace(NEVER, last_success=NOW - timedelta(days=40), failed_at=NOW, failures=failures)
    instant = due(state, every)
    longest = min(LONGEST_PAUSE, every)
    assert instant is not None and NOW < instant <= NOW + longest * 1.25
    if failures > 9:
        assert instant >= NOW + longest * 0.75


def test_systems_that_were_synced_together_are_not_due_together() -> None:
    states = [replace(NEVER, system=f"system-{n}", last_success=NOW) for n in range(20)]
    assert len({due(state, timedelta(hours=1)) for state in states}) == 20
