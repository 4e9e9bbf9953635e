"""GraphQL over SSE, distinct connections mode: events `next` and `complete` in an answer of `text/event-stream`."""

import re
from collections.abc import AsyncGenerator, Iterator
from dataclasses import dataclass

from gateway.sources.errors import BadSourceResponse, SourceUnavailable
from gateway.sources.source import SourceAnswer
from gateway.sources.subscribing.streamed_http import StreamedHttp

MEDIA_TYPE = "text/event-stream"
LINE_END = re.compile(rb"\r\n|\n|\r")
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class ServerSentEvent:
    kind: bytes
    data: bytes


class EventStreamParser:
    """Bytes as they come → events; comments, ids and retry times are passed over. `limit`: the most bytes of an event."""

    def __init__(self, source: str, limit: int) -> None:
        self._source = source
        self._limit = limit
        self._partial: list[bytes] = []
        self._size = 0
        self._kind = b""
        self._data: list[bytes] = []
        self._after_return = False
        self._first = True

    def feed(self, chunk: bytes) -> Iterator[ServerSentEvent]:
        """The events that end in this chunk. Raises BadSourceResponse for one that is too large."""
        if self._after_return and chunk.startswith(b"\n"):  # a line end that two chunks share
            chunk = chunk[1:]
        self._after_return = chunk.endswith(b"\r")
        head, *lines = LINE_END.split(chunk)
        self._continue(head)
        for begun in lines:
            line, self._partial = b"".join(self._partial), []
            yield from self._line(line)
            self._continue(begun)

    def _continue(self, part: bytes) -> None:
        self._partial.append(part)
        self._size += len(part)
        if self._size > self._limit:
            raise BadSourceResponse(self._source, f"an event is larger than {self._limit} bytes")

    def _line(self, line: bytes) -> Iterator[ServerSentEvent]:
        if self._first:
            line, self._first = line.removeprefix(BYTE_ORDER_MARK), False
        if line:
            self._field(line)
            return
        if self._kind or self._data:
            yield ServerSentEvent(self._kind, b"\n".join(self._data))
        self._kind, self._data, self._size = b"", [], 0

    def _field(self, line: bytes) -> None:
        name, _, value = line.partition(b":")
        value = value.removeprefix(b" ")
        if name == b"event":
            self._kind = value
        elif name == b"data":
            self._data.append(value)
        elif not name:
            self._size -= len(line)  # a comment: heartbeats do not add up to an event


class EventStreamSubscriber:
    """Subscribes to one subgraph over SSE."""

    def __init__(self, http: StreamedHttp) -> None:
        self._http = http

    async def subscribe(self, body: bytes, headers: bytes, deadline: float) -> AsyncGenerator[SourceAnswer, None]:
        name = self._http.name
        async with self._http.opened(body, headers, MEDIA_TYPE, deadline) as answer:
            if answer.media_type != MEDIA_TYPE:
                yield await answer.refusal()
                return
            parser = EventStreamParser(name, self._http.options.largest_event)
            async for chunk in answer.chunks():
                for event in parser.feed(chunk):
                    if event.kind == b"complete":
                        return
                    if event.kind == b"next":
                        yield event.data
            raise SourceUnavailable(name, "its events ended before it said that they were complete", sent=True)

    async def close(self) -> None:
        await self._http.close()
