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
    slow: asyncio.TimerHandle | None = None
    try:
        async with asyncio.timeout(timeout) as patience:
            if may_be_slow is not None:
                loop = asyncio.get_running_loop()
                slow = loop.call_later(PROMPT_SECONDS, _give_up_unless, may_be_slow, patience)
            return b"".join([chunk async for chunk in chunks(request, limit)])
    except TimeoutError:
        raise TooSlow("请求体没有及时到齐 / the body did not arrive in time", {"connection": "close"}) from None
    finally:
        if slow is not None:
            slow.cancel()


def _give_up_unless(may_be_slow: Callable[[], bool], patience: asyncio.Timeout) -> None:
    if not may_be_slow():
        patience.reschedule(0)


async def chunks(request: Request, limit: int) -> AsyncIterator[bytes]:
    """The body as it arrives, `limit` bytes at most."""
    if _announced(request) > limit:
        raise _too_large(limit)
    size, more = 0, True
    while more:
        message = await request.receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect()
        chunk: bytes = message.get("body", b"")
        more = message.get("more_body", False)
        size += len(chunk)
        if size > limit:
            raise _too_large(limit)
        yield chunk


def _announced(request: Request) -> int:
    length = request.headers.get("content-length", "0")
    if not length.isdecimal():
        raise BadRequest("content-length 不是数字 / content-length is not a number")
    return int(length)


def _too_large(limit: int) -> TooLarge:
    return TooLarge(f"请求超过 {limit} 字节 / the request is longer than {limit} bytes", {"connection": "close"})
