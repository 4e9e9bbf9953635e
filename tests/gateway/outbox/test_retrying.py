"""What an answer means, and how long the pause after it is."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.outbox.retrying import Meaning, next_attempt, retry_after, understood
from gateway.webhooks.subscribers import RetryOptions

NOW = datetime(2026, 11, 26, 4, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("status", "meaning"),
    [
        *((status, Meaning.ARRIVED) for status in (200, 201, 202, 204)),
        *((status, Meaning.AGAIN) for status in (301, 302, 307, 401, 403, 404, 405, 408, 425, 429, 500, 502, 503, 504)),
        *((status, Meaning.NEVER) for status in (400, 409, 413, 415, 422)),
        (410, Meaning.GONE),
    ],
)
def test_what_a_status_means(status: int, meaning: Meaning) -> None:
    attempt = understood(status, {}, NOW)
    assert attempt.meaning is meaning
    assert (attempt.failure == "") is (meaning is Meaning.ARRIVED)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("", 0),
        ("120", 120),
        ("Thu, 26 Nov 2026 04:02:00 GMT", 120),
        ("Thu, 26 Nov 2026 03:00:00 GMT", 0),
        ("soon", 0),
        ("-1", 0),
        ("１２", 0),
        ("9" * 400, 999_999_999),
    ],
)
def test_how_long_the_other_side_asks_us_to_wait(header: str, seconds: float) -> None:
    assert retry_after(header, NOW) == seconds


@given(behind=st.integers(1, 200), wait=st.floats(0, 1e9), seed=st.integers(0, 99))
def test_a_pause_grows_and_stays_within_its_bounds(behind: int, wait: float, seed: int) -> None:
    options = RetryOptions(attempts=100, first_delay=2.0, longest_delay=100.0)
    pause = next_attempt(options, behind, wait, Random(seed))
    if behind >= 100:
        assert pause is None
        return
    assert pause is not None
    grown = min(2.0 * 3 ** min(behind - 1, 40), 100.0)
    assert timedelta(seconds=min(max(grown / 2, wait), 100.0) - 1e-5) <= pause <= timedelta(seconds=100)
    if wait == 0:
        assert pause <= timedelta(seconds=grown)


def test_by_default_a_day_is_given_to_the_other_side() -> None:
    options = RetryOptions()
    pauses = [next_attempt(options, behind, 0, Random(3)) for behind in range(1, options.attempts)]
    whole = sum((pause for pause in pauses if pause is not None), timedelta())
    assert timedelta(hours=10) < whole < timedelta(hours=24)
    assert next_attempt(options, options.attempts, 0, Random(3)) is None
