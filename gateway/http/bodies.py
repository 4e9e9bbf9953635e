"""Request bodies read with limits of size and time."""

import asyncio
from collections.abc import AsyncIterator, Callable

from starlette.requests import ClientDisconnect, Request

from gateway.http.refusals import BadRequest, TooLarge, TooSlow

PROMPT_SECONDS = 0.25
"""Most bodies are there with their headers; one that is not after this time is slow."""


async def read_body(
    request: Request, limit: int, timeout: float, *, may_be_slow: Callable[[], bool] | None = None
) -> bytes:
    """The whole body; raises TooLarge as soon as it is longer than `limit` bytes, TooSlow after `timeout` seconds.

    `may_be_slow` is asked once where a body is slow to arrive; False gives it up at once.
    """
    _check_announced(request, limit)
    patience = asyncio.timeout(None)
    slow = asyncio.get_running_loop().call_later(
        min(PROMPT_SECONDS, timeout), _wait_on, patience, timeout - PROMPT_SECONDS, may_be_slow
    )
    try:
        async with patience:
            body, more = await _part(request, limit, limit)
            if not more:
                return body
            parts, room = [body], limit - len(body)
            while more:
                body, more = await _part(request, limit, room)
                parts.append(body)
                room -= len(body)
            return b"".join(parts)
    except TimeoutError:
        raise TooSlow("请求体没有及时到齐 / the body did not arrive in time", {"connection": "close"}) from None
    finally:
        slow.cancel()


def _wait_on(patience: asyncio.Timeout, seconds: float, may_be_slow: Callable[[], bool] | None) -> None:
    """A body that is not there by now has these seconds left, where it may be slow."""
    if seconds > 0 and (may_be_slow is None or may_be_slow()):
        patience.reschedule(asyncio.get_running_loop().time() + seconds)
    else:
        patience.reschedule(0)


async def chunks(request: Request, limit: int) -> AsyncIterator[bytes]:
    """The body as it arrives, `limit` bytes at most."""
    _check_announced(request, limit)
    room, more = limit, True
    while more:
        chunk, more = await _part(request, limit, room)
        room -= len(chunk)
        yield chunk


async def _part(request: Request, limit: int, room: int) -> tuple[bytes, bool]:
    """What came of the body, and whether there is more; there is room for so many bytes of the `limit`."""
    message = await request.receive()
    if message["type"] == "http.disconnect":
        raise ClientDisconnect()
    body: bytes = message.get("body", b"")
    if len(body) > room:
        raise _too_large(limit)
    return body, message.get("more_body", False)


def _check_announced(request: Request, limit: int) -> None:
    length = request.headers.get("content-length", "0")
    if not length.isdecimal():
        raise BadRequest("content-length 不是数字 / content-length is not a number")
    if int(length) > limit:
        raise _too_large(limit)


def _too_large(limit: int) -> TooLarge:
    return TooLarge(f"请求超过 {limit} 字节 / the request is longer than {limit} bytes", {"connection": "close"})
