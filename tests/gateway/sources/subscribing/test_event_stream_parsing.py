"""Server-sent events as the WHATWG standard has them, cut into chunks in every possible way."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.sources.errors import BadSourceResponse
from gateway.sources.subscribing.event_stream import EventStreamParser
from tests.gateway.sources.subscribing.chunks import cut

STREAM = b"\xef\xbb\xbf:hello\r\nevent: next\r\nid: 1\r\ndata: {\r\ndata:}\r\n\r\n\n\nretry: 5\ndata\n\nevent:complete\r\rdata: rest"
EVENTS = [(b"next", b"{\n}"), (b"", b""), (b"complete", b"")]


def parsed(chunks: list[bytes], limit: int = 1_000) -> list[tuple[bytes, bytes]]:
    parser = EventStreamParser("news", limit)
    return [(event.kind, event.data) for chunk in chunks for event in parser.feed(chunk)]


def test_kinds_and_data_of_events_are_read() -> None:
    assert parsed([STREAM]) == EVENTS


@given(st.data())
def test_where_chunks_end_makes_no_difference(data: st.DataObject) -> None:
    assert parsed(data.draw(cut(STREAM))) == EVENTS


def test_a_line_end_in_two_chunks_is_one() -> None:
    assert parsed([b"data: 1\r", b"\n\r", b"\ndata: 2\r\n\r\n"]) == [(b"", b"1"), (b"", b"2")]


def test_an_event_that_is_too_large_is_not_kept_until_it_ends() -> None:
    with pytest.raises(BadSourceResponse, match="larger than 100 bytes"):
        parsed([b"data: " + b"x" * 60, b"x" * 60], limit=100)
    with pytest.raises(BadSourceResponse, match="larger than 100 bytes"):
        parsed([b"data: 12345\n"] * 20, limit=100)


def test_heartbeats_do_not_add_up_to_an_event() -> None:
    assert parsed([b": still here\n"] * 50 + [b"data: 1\n\n"], limit=30) == [(b"", b"1")]


def test_each_event_has_the_whole_limit() -> None:
    assert len(parsed([b"data: " + b"x" * 60 + b"\n\n"] * 5, limit=100)) == 5
