"""Answers that a subgraph compresses, honestly or not."""

import contextlib
import gzip
import sys
import tracemalloc
from collections.abc import Callable

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.sources.decompression import PIECE, decompressed
from gateway.sources.errors import BadSourceResponse
from gateway.sources.options import Encoding
from tests.gateway.sources.hosts import failure, fetch, http1, response, source_of

if sys.version_info >= (3, 14):
    from compression.zstd import compress as zstandard
else:
    from backports.zstd import compress as zstandard


COMPRESS: dict[Encoding, Callable[[bytes], bytes]] = {
    Encoding.GZIP: gzip.compress,
    Encoding.BROTLI: brotli.compress,
    Encoding.ZSTANDARD: zstandard,
}
ENCODINGS = pytest.mark.parametrize("encoding", Encoding)
LARGE = b'{"data": {"a": "' + b"0123456789" * 100_000 + b'"}}'


def compressing(encoding: Encoding, body: bytes) -> Callable[[str, bytes], bytes]:
    headers = f"content-type: application/json\r\nContent-Encoding: {encoding.value}\r\n"
    return lambda head, request: response(COMPRESS[encoding](body), headers)


@ENCODINGS
async def test_a_compressed_answer(encoding: Encoding) -> None:
    async with (
        http1(answer=compressing(encoding, LARGE)) as (url, seen),
        source_of(url, compression=[encoding.value]) as source,
    ):
        assert await fetch(source) == LARGE
    assert f"accept-encoding: {encoding.value}\r\n" in seen.heads[0]


async def test_by_preference_and_only_where_it_is_asked_for() -> None:
    async with http1() as (url, seen):
        async with source_of(url, compression=["zstd", "gzip"]) as source:
            await fetch(source)
        async with source_of(url) as source:
            await fetch(source)
    assert "accept-encoding: zstd, gzip\r\n" in seen.heads[0]
    assert "accept-encoding" not in seen.heads[1]


async def test_a_subgraph_need_not_compress() -> None:
    async with http1() as (url, _), source_of(url, compression=["gzip", "br"]) as source:
        assert await fetch(source) == b'{"data": {"a": 1}}'


@ENCODINGS
async def test_a_bomb_is_given_up_before_it_fills_the_memory(encoding: Encoding) -> None:
    bomb = COMPRESS[encoding](b" " * 20_000_000)
    headers = f"content-encoding: {encoding.value}\r\n"
    async with (
        http1(answer=lambda head, request: response(bomb, headers)) as (url, _),
        source_of(url, compression=[encoding.value], largestAnswer=1_000_000) as source,
    ):
        tracemalloc.start()
        error = await failure(source)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert isinstance(error, BadSourceResponse)
    assert "larger than 1000000 bytes when decompressed" in str(error)
    assert most < 1_000_000 + 20 * PIECE


@ENCODINGS
def test_the_limit_is_met_to_the_byte(encoding: Encoding) -> None:
    data = COMPRESS[encoding](LARGE)
    assert decompressed("shop", encoding, data, len(LARGE)) == LARGE
    with pytest.raises(BadSourceResponse, match="larger than"):
        decompressed("shop", encoding, data, len(LARGE) - 1)


@ENCODINGS
@pytest.mark.parametrize("wrong", [b"", b"{}", b"half"], ids=["nothing", "plain", "half"])
def test_what_is_not_what_it_says(encoding: Encoding, wrong: bytes) -> None:
    data = COMPRESS[encoding](LARGE)[:-10] if wrong == b"half" else wrong
    with pytest.raises(BadSourceResponse, match=f"not {encoding.value}"):
        decompressed("shop", encoding, data, 10_000_000)


@ENCODINGS
@given(data=st.binary(max_size=5_000), repeated=st.integers(0, 300))
def test_whatever_was_compressed_comes_back(encoding: Encoding, data: bytes, repeated: int) -> None:
    data *= repeated
    assert decompressed("shop", encoding, COMPRESS[encoding](data), len(data)) == data


@pytest.mark.parametrize("encoding", [Encoding.GZIP, Encoding.ZSTANDARD])
def test_parts_that_follow_each_other(encoding: Encoding) -> None:
    data = COMPRESS[encoding](b"first ") + COMPRESS[encoding](b"second")
    assert decompressed("shop", encoding, data, 100) == b"first second"


async def test_a_compression_that_was_not_asked_for() -> None:
    async with (
        http1(answer=compressing(Encoding.BROTLI, LARGE)) as (url, _),
        source_of(url, compression=["gzip"]) as source,
    ):
        error = await failure(source)
    assert isinstance(error, BadSourceResponse)
    assert "compressed as 'br', which it was not asked for" in str(error)


@ENCODINGS
@given(data=st.binary(max_size=200), at=st.integers(0, 10_000), flip=st.integers(1, 255))
def test_damaged_answers_are_told_or_opened_within_the_limit(
    encoding: Encoding, data: bytes, at: int, flip: int
) -> None:
    damaged = bytearray(COMPRESS[encoding](data * 50))
    damaged[at % len(damaged)] ^= flip
    for given_bytes in (bytes(damaged), data):
        with contextlib.suppress(BadSourceResponse):
            assert len(decompressed("shop", encoding, given_bytes, 100_000)) <= 100_000
