"""One attempt against a real server: what comes of each way in which it can answer or not."""

from pathlib import Path

import pytest

from gateway.outbox.letters import Letter, LetterState
from gateway.outbox.payload import payload
from gateway.outbox.posting import HttpPost
from gateway.outbox.retrying import Attempt, Meaning
from graph_model.errors import BadInput
from tests.gateway.outbox.made import START, graded, subscriber, subscriber_keys
from tests.gateway.outbox.other_side import Answer, other_side

LETTER = Letter(
    *(1, "msg_1", "portal", LetterState.PENDING, payload([graded(1)], "c"), 1, START, START, 0, START, None, None)
)


async def posted(folder: Path, url: str, times: int = 1, timeout: float = 0.5) -> list[Attempt]:
    post = HttpPost(subscriber(folder, url=url, timeout=timeout))
    try:
        return [await post.post(LETTER) for _ in range(times)]
    finally:
        await post.close()


@pytest.mark.parametrize(
    ("answer", "meaning", "failure"),
    [
        (200, Meaning.ARRIVED, ""),
        (204, Meaning.ARRIVED, ""),
        (500, Meaning.AGAIN, "HTTP 500"),
        (422, Meaning.NEVER, "HTTP 422"),
        (410, Meaning.GONE, "HTTP 410"),
        ((302, {"location": "/elsewhere"}), Meaning.AGAIN, "HTTP 302"),
        ("cut", Meaning.AGAIN, "broke"),
        ("hang", Meaning.AGAIN, "no answer in time"),
        ("huge", Meaning.AGAIN, "larger than"),
        ("nonsense", Meaning.AGAIN, "not HTTP"),
    ],
)
async def test_what_comes_of_an_answer(tmp_path: Path, answer: Answer, meaning: Meaning, failure: str) -> None:
    with other_side(answer) as side:
        [attempt] = await posted(tmp_path, side.url)
        assert (attempt.meaning, failure in attempt.failure) == (meaning, True), attempt
        assert side.letters[0][0] == "msg_1" and side.disbelieved == 0


async def test_how_long_it_is_asked_to_wait(tmp_path: Path) -> None:
    with other_side((429, {"retry-after": "77"})) as side:
        [attempt] = await posted(tmp_path, side.url)
        assert (attempt.meaning, attempt.wait) == (Meaning.AGAIN, 77)


async def test_a_connection_that_was_idle_too_long_costs_no_attempt(tmp_path: Path) -> None:
    with other_side() as side:
        attempts = await posted(tmp_path, side.url, times=3)
        assert [attempt.meaning for attempt in attempts] == [Meaning.ARRIVED] * 3


async def test_nobody_is_there(tmp_path: Path) -> None:
    with other_side() as side:
        url = side.url
    [attempt] = await posted(tmp_path, url)
    assert attempt.meaning is Meaning.AGAIN and attempt.failure


@pytest.mark.parametrize(
    "url", ["http://portal.example/", "http://10.0.0.1/", "ftp://127.0.0.1/", "https://u:p@portal.example/"]
)
def test_an_address_that_nothing_is_pushed_to(url: str) -> None:
    with pytest.raises(ValueError, match="url"):
        subscriber_keys(url=url)


async def test_a_certificate_that_is_none_is_told_at_its_line(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"webhooks.yaml:2: subscribers\[0\].tls: tls.ca"):
        HttpPost(subscriber(tmp_path, url="https://portal.example/", tls={"ca": "none.pem"}))
