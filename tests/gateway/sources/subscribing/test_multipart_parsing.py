"""multipart/mixed as it comes: a body is told as soon as the boundary behind it is there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.sources.errors import BadSourceResponse
from gateway.sources.subscribing.multipart import MultipartParser
from tests.gateway.sources.subscribing.chunks import cut

JSON = b"content-type: application/json\r\n\r\n"
STREAM = (
    b"\r\n--graphql\r\n" + JSON + b"{}\r\n--graphql \r\n\r\n{1}\r\n--graphql\r\n" + JSON + b"{-}\r\n--graphql--\r\nrest"
)
BODIES = [b"{}", b"{1}", b"{-}"]


def parsed(chunks: list[bytes], limit: int = 1_000) -> tuple[list[bytes], bool]:
    parser = MultipartParser("news", b"graphql", limit)
    return [body for chunk in chunks for body in parser.feed(chunk)], parser.ended


def test_bodies_are_read_until_the_last_boundary() -> None:
    assert parsed([STREAM]) == (BODIES, True)


@given(st.data())
def test_where_chunks_end_makes_no_difference(data: st.DataObject) -> None:
    assert parsed(data.draw(cut(STREAM))) == (BODIES, True)


def test_the_first_boundary_may_stand_at_the_very_beginning() -> None:
    assert parsed([STREAM[2:]]) == (BODIES, True)


def test_a_boundary_of_its_own_before_the_last_one_is_no_part() -> None:
    assert parsed([b"--graphql\r\n" + JSON + b"{}\r\n--graphql\r\n--graphql--"]) == ([b"{}"], True)


def test_a_body_is_told_with_the_boundary_behind_it() -> None:
    assert parsed([b"--graphql\r\n" + JSON + b"{}\r\n--graphql"]) == ([b"{}"], False)


def test_a_part_without_a_blank_line_is_refused() -> None:
    with pytest.raises(BadSourceResponse, match="no blank line"):
        parsed([b"--graphql\r\n{}\r\n--graphql"])


@pytest.mark.parametrize(
    "chunks", [[b"--graphql\r\n\r\n", b"x" * 90, b"x" * 90], [b"--graphql\r\n\r\n" + b"x" * 120 + b"\r\n--graphql"]]
)
def test_a_part_that_is_too_large_is_not_kept(chunks: list[bytes]) -> None:
    with pytest.raises(BadSourceResponse, match="larger than 100 bytes"):
        parsed(chunks, limit=100)
