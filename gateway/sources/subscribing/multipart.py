"""Subscriptions over multipart/mixed, subscriptionSpec 1.0: a part is `{"payload": …}`, an empty object is a heartbeat.

Transport errors come as `{"payload": null, "errors": […]}` and end the subscription.
"""

from collections.abc import AsyncGenerator, Iterator
from email.message import Message

import msgspec

from gateway.sources.errors import BadSourceResponse, SourceUnavailable
from gateway.sources.source import SourceAnswer
from gateway.sources.subscribing.streamed_http import StreamedHttp

MEDIA_TYPE = "multipart/mixed"
ACCEPT = "multipart/mixed;boundary=graphql;subscriptionSpec=1.0,application/json"
NOTHING = msgspec.Raw(b"")
NULL = msgspec.Raw(b"null")


class Part(msgspec.Struct):
    payload: msgspec.Raw = NOTHING
    errors: msgspec.Raw = NOTHING


class MultipartParser:
    """Bytes as they come → the bodies of parts; `ended` after the last boundary. `limit`: the most bytes of a part.

    A part is told as soon as the boundary behind it is there: servers write that at once.
    """

    def __init__(self, source: str, boundary: bytes, limit: int) -> None:
        self.ended = False
        self._source = source
        self._limit = limit
        self._delimiter = b"\r\n--" + boundary
        self._buffer = bytearray(b"\r\n")  # the first boundary may stand at the very beginning
        self._searched = 0
        self._begun = False

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        """The bodies that end in this chunk. Raises BadSourceResponse for what is no part, or too large a one."""
        self._buffer += chunk
        while True:
            if self._begun and self._buffer.startswith(b"--"):
                self.ended = True
                return
            at = self._buffer.find(self._delimiter, self._searched)
            if (at if at >= 0 else len(self._buffer)) > self._limit:
                raise BadSourceResponse(self._source, f"an event is larger than {self._limit} bytes")
            if at < 0:
                self._searched = max(0, len(self._buffer) - len(self._delimiter) + 1)
                return
            part = bytes(self._buffer[:at])
            del self._buffer[: at + len(self._delimiter)]
            self._searched = 0
            if self._begun and part:  # some servers write a boundary of its own before the last one
                yield self._body(part)
            self._begun = True

    def _body(self, part: bytes) -> bytes:
        _, blank, body = part.partition(b"\r\n\r\n")
        if not blank:
            raise BadSourceResponse(self._source, "a part has no blank line after its headers")
        return body


class MultipartSubscriber:
    """Subscribes to one subgraph over multipart/mixed."""

    def __init__(self, http: StreamedHttp) -> None:
        self._http = http
        self._decoder = msgspec.json.Decoder(Part)

    async def subscribe(self, body: bytes, headers: bytes, deadline: float) -> AsyncGenerator[SourceAnswer, None]:
        name = self._http.name
        async with self._http.opened(body, headers, ACCEPT, deadline) as answer:
            if answer.media_type != MEDIA_TYPE:
                yield await answer.refusal()
                return
            parser = MultipartParser(name, self._boundary(answer.content_type), self._http.options.largest_event)
            async for chunk in answer.chunks():
                for text in parser.feed(chunk):
                    part = self._part(text)
                    if part.payload not in (NOTHING, NULL):
                        yield bytes(part.payload)
                    if part.errors not in (NOTHING, NULL):
                        yield b'{"errors":' + bytes(part.errors) + b"}"
                        return
                if parser.ended:
                    return
            raise SourceUnavailable(name, "its events ended before the last boundary", sent=True)

    def _boundary(self, content_type: str) -> bytes:
        header = Message()
        header["content-type"] = content_type
        boundary = header.get_boundary()
        if not boundary:
            raise BadSourceResponse(self._http.name, "its answer names no boundary")
        return boundary.encode("latin-1", "replace")

    def _part(self, text: bytes) -> Part:
        try:
            return self._decoder.decode(text)
        except msgspec.DecodeError as error:
            raise BadSourceResponse(self._http.name, f"a part is no subscription event: {error}") from error

    async def close(self) -> None:
        await self._http.close()
