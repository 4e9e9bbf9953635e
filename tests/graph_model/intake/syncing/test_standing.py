"""How the sync of a system stands, told from its state and from what is connected."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from graph_model.errors import BadInput, StoreUnavailable, Timeout
from graph_model.intake.syncing.standing import Connected, SyncFault, SyncStanding, awaited, fault, standing, under_way
from graph_model.intake.syncing.states import SyncState

NOW = datetime(2026, 11, 26, 8, tzinfo=UTC)
DAILY = Connected(timedelta(days=1), live=True)
NEVER = SyncState("tax-credit")
SYNCED = replace(NEVER, last_success=NOW - timedelta(hours=23))
FAILED = replace(NEVER, failures=1, failed_at=NOW, error_code="TIMEOUT", error="…")


@pytest.mark.parametrize(
    ("state", "connected", "expected"),
    [
        (None, None, SyncStanding.NOT_CONNECTED),
        (None, DAILY, SyncStanding.WAITING),
        (NEVER, DAILY, SyncStanding.WAITING),
        (SYNCED, DAILY, SyncStanding.SYNCED),
        (SYNCED, Connected(timedelta(hours=22), live=True), SyncStanding.LATE),
        (SYNCED, None, SyncStanding.SYNCED),
        (FAILED, DAILY, SyncStanding.FAILING),
        (replace(SYNCED, failures=3, failed_at=NOW), DAILY, SyncStanding.FAILING),
    ],
)
def test_how_a_system_stands(state: SyncState | None, connected: Connected | None, expected: SyncStanding) -> None:
    assert standing(state, connected, NOW) is expected


def test_a_silent_run_is_over() -> None:
    run = replace(NEVER, holder="gateway", beat_at=NOW - timedelta(minutes=9))
    assert under_way(run, NOW) and not under_way(run, NOW + timedelta(minutes=1)) and not under_way(NEVER, NOW)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (StoreUnavailable.code, SyncFault.UNREACHABLE),
        (Timeout.code, SyncFault.TOO_SLOW),
        (BadInput.code, SyncFault.MISMATCHED),
        ("SOURCE_SHRUNK", SyncFault.SHRUNK),
        ("SOMETHING_ELSE", SyncFault.INTERNAL),
    ],
)
def test_why_it_failed(code: str, expected: SyncFault) -> None:
    assert fault(replace(FAILED, error_code=code)) is expected


def test_what_failed_since_the_start_is_not_awaited() -> None:
    """One that failed before may be reached now; one that was synced once answers from the graph."""
    states = {
        "never": replace(NEVER, system="never"),
        "failed-now": replace(FAILED, system="failed-now", failed_at=NOW + timedelta(seconds=1)),
        "failed-before": replace(FAILED, system="failed-before", failed_at=NOW - timedelta(days=1)),
        "synced": replace(SYNCED, system="synced"),
    }
    assert awaited(states, [*states, "unheard-of"], NOW) == ["never", "failed-before", "unheard-of"]
