"""Compressed answers, opened piece by piece: what grows beyond its limit is given up before it fills the memory."""

import sys
import zlib
from collections.abc import Callable, Iterator
from typing import Any

import brotli

from gateway.sources.errors import BadSourceResponse
from gateway.sources.options import Encoding

if sys.version_info >= (3, 14):
    from compression.zstd import ZstdDecompressor, ZstdError
else:
    from backports.zstd import ZstdDecompressor, ZstdError

PIECE = 256 * 1024
Pieces = Iterator[bytes]


class Truncated(Exception):
    """The data ended before what it holds did."""


def decompressed(source: str, encoding: Encoding, data: bytes, limit: int) -> bytes:
    """What `data` holds, `limit` bytes at most; raises BadSourceResponse."""
    parts: list[bytes] = []
    size = 0
    try:
        for piece in OPENERS[encoding](data):
            size += len(piece)
            if size > limit:
                raise BadSourceResponse(source, f"its answer is larger than {limit} bytes when decompressed")
            parts.append(piece)
    except (zlib.error, brotli.error, ZstdError, Truncated) as error:
        raise BadSourceResponse(source, f"its answer is not {encoding.value}: {error}") from error
    return b"".join(parts)


def _gzip(data: bytes) -> Pieces:
    while True:  # members may follow each other
        opener = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
        while not opener.eof:
            piece = opener.decompress(data, PIECE)
            data = opener.unconsumed_tail
            if not piece and not data and not opener.eof:
                raise Truncated("it ends too early")
            yield piece
        data = opener.unused_data
        if not data:
            return


def _brotli(data: bytes) -> Pieces:
    opener: Any = brotli.Decompressor()
    piece = opener.process(data, output_buffer_limit=PIECE)
    while piece:
        yield piece
        piece = b"" if opener.is_finished() else opener.process(b"", output_buffer_limit=PIECE)
    if not opener.is_finished():
        raise Truncated("it ends too early")


def _zstandard(data: bytes) -> Pieces:
    while True:  # frames may follow each other
        opener = ZstdDecompressor()
        while not opener.eof:
            if opener.needs_input and not data:
                raise Truncated("it ends too early")
            yield opener.decompress(data, PIECE)
            data = b""
        data = opener.unused_data
        if not data:
            return


OPENERS: dict[Encoding, Callable[[bytes], Pieces]] = {
    Encoding.GZIP: _gzip,
    Encoding.BROTLI: _brotli,
    Encoding.ZSTANDARD: _zstandard,
}
