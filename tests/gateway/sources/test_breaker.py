"""A circuit breaker: when it opens, whom it lets through, when it closes."""

from gateway.sources.breaker import Breaker, BreakerSettings, State


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def opened() -> tuple[Breaker, Clock]:
    clock = Clock()
    breaker = Breaker(clock, BreakerSettings(failures=3, pause=1.0, longest=3.0))
    for _ in range(3):
        assert breaker.admits()
        breaker.failed()
    return breaker, clock


def test_it_opens_after_failures_in_a_row() -> None:
    breaker, _ = opened()
    assert breaker.state is State.OPEN
    assert not breaker.admits()


def test_a_success_between_starts_the_count_anew() -> None:
    breaker = Breaker(Clock(), BreakerSettings(failures=2))
    for _ in range(5):
        breaker.failed()
        breaker.succeeded()
    assert breaker.state is State.CLOSED


def test_after_the_pause_one_probe_goes_through() -> None:
    breaker, clock = opened()
    clock.now = 1.0
    assert breaker.state is State.HALF_OPEN
    assert breaker.admits()
    assert not breaker.admits()
    breaker.succeeded()
    assert str(breaker.state) == State.CLOSED and breaker.admits()


def test_a_failed_probe_opens_it_for_longer_up_to_a_limit() -> None:
    breaker, clock = opened()
    for pause in (1.0, 2.0, 3.0, 3.0):
        clock.now += pause - 0.01
        assert not breaker.admits()
        clock.now += 0.01
        assert breaker.admits()
        breaker.failed()


def test_a_probe_that_was_given_up_lets_the_next_one_try() -> None:
    breaker, clock = opened()
    clock.now = 1.0
    assert breaker.admits()
    breaker.abandoned()
    assert breaker.admits()


def test_failures_of_requests_sent_before_it_opened_do_not_prolong_it() -> None:
    breaker, clock = opened()
    clock.now = 0.9
    breaker.failed()
    clock.now = 1.0
    assert breaker.admits()
