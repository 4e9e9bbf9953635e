"""One connection of HTTP/2: every request is a stream of it. The protocol's own rules are those of the library h2."""

import asyncio
import ssl
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import cast

from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.errors import ErrorCodes
from h2.events import (
    DataReceived,
    Event,
    RemoteSettingsChanged,
    ResponseReceived,
    StreamEnded,
    StreamReset,
    WindowUpdated,
)
from h2.exceptions import ProtocolError
from h2.settings import SettingCodes, Settings

from gateway.sources.errors import BadSourceResponse, SourceError, SourceTimeout, SourceUnavailable
from gateway.sources.http1 import Answer, Limits
from gateway.sources.tls_failures import tls_failure

PROTOCOLS = ["h2", "http/1.1"]
WINDOW = 8 * 1024 * 1024
"""Bytes of an answer that may be under way; they are taken as they come."""
FRAME_HEAD, GOAWAY = 9, 0x7
"""Bytes before a frame's payload, and the type of a farewell (RFC 9113, 4.1 and 6.8)."""
MOST_STREAMS = 1_000
"""Requests at one time on a connection whose host names no limit."""


@dataclass(eq=False, slots=True)
class _Stream:
    """A request and what has come of its answer."""

    answer: "asyncio.Future[Answer]"
    unsent: memoryview
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    parts: list[bytes] = field(default_factory=list)
    size: int = 0


class Http2Connection(asyncio.Protocol):
    """One connection. `ready` ends when the host has said how many streams it takes."""

    def __init__(self, name: str, limits: Limits) -> None:
        self._name = name
        self._limits = limits
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._http = H2Connection(H2Configuration(client_side=True, header_encoding="latin-1"))
        self._streams: dict[int, _Stream] = {}
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._heard = self._loop.time()
        self._leaving = False
        self._partial = b""
        self.ready: asyncio.Future[bool] = self._loop.create_future()

    @property
    def usable(self) -> bool:
        return self._transport is not None and not self._transport.is_closing() and not self._leaving

    async def post(self, headers: Sequence[tuple[str, str]], body: bytes, deadline: float) -> Answer:
        """The answer to a request. Raises SourceError; what is given up is reset, and the connection goes on."""
        await self._room(deadline)
        if not self.usable:
            raise SourceUnavailable(self._name, "the connection ended", sent=False)
        number, stream = self._begin(headers, body)
        asked = self._loop.time()
        timer = self._loop.call_at(deadline, _time_out, stream.answer, self._name)
        try:
            return await stream.answer
        except SourceTimeout:
            self._leaving |= self._heard < asked  # a host that said nothing at all in that time may be gone
            raise
        finally:
            timer.cancel()
            self._end(number)

    def abort(self) -> None:
        if self._transport is not None:
            self._transport.abort()

    def _begin(self, headers: Sequence[tuple[str, str]], body: bytes) -> tuple[int, _Stream]:
        stream = _Stream(self._loop.create_future(), memoryview(body))
        try:
            number = self._http.get_next_available_stream_id()
            self._http.send_headers(number, headers)
        except ProtocolError as error:  # such as no numbers left: another connection has them
            self._leaving = True
            self._next()
            raise SourceUnavailable(self._name, f"no request over HTTP/2: {error}", sent=False) from error
        self._streams[number] = stream
        self._send_body(number, stream)
        self._flush()
        return number, stream

    async def _room(self, deadline: float) -> None:
        """Wait until one more stream may be opened."""
        while self.usable and len(self._streams) >= self._most:
            turn: asyncio.Future[None] = self._loop.create_future()
            if len(self._waiting) >= self._limits.waiting:
                raise SourceUnavailable(self._name, "too many requests wait for the connection", sent=False)
            self._waiting.append(turn)
            timer = self._loop.call_at(deadline, _time_out, turn, self._name)
            try:
                await turn
            except asyncio.CancelledError:
                self._next()  # the turn may have been given already: it is somebody else's
                raise
            finally:
                timer.cancel()

    @property
    def _most(self) -> int:
        return min(MOST_STREAMS, self._http.remote_settings.max_concurrent_streams)

    def _end(self, number: int) -> None:
        """Forget a stream; one that is not over yet is reset."""
        stream = self._streams.pop(number, None)
        if stream is not None and self._transport is not None:
            try:
                self._http.reset_stream(number, ErrorCodes.CANCEL)
                self._flush()
            except ProtocolError:  # it ended in the meantime
                pass
        self._next()

    def _next(self) -> None:
        while self._waiting and (not self.usable or len(self._streams) < self._most):
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(None)
                if self.usable:
                    return
        if self._leaving and not self._streams and self._transport is not None:
            self._transport.close()

    def _send_body(self, number: int, stream: _Stream) -> None:
        """As much of the body as the host has room for."""
        while stream.unsent:
            room = min(self._http.local_flow_control_window(number), self._http.max_outbound_frame_size)
            if room <= 0:
                return
            part, stream.unsent = stream.unsent[:room], stream.unsent[room:]
            self._http.send_data(number, bytes(part), end_stream=not stream.unsent)

    def _flush(self) -> None:
        if self._transport is not None and (data := self._http.data_to_send()):
            self._transport.write(data)

    # --- the protocol ---

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is no subclass
        chosen: ssl.SSLObject | None = transport.get_extra_info("ssl_object")
        if chosen is None or chosen.selected_alpn_protocol() != PROTOCOLS[0]:
            self.ready.set_result(False)
            self.abort()
            return
        wanted = {
            SettingCodes.ENABLE_PUSH: 0,
            SettingCodes.INITIAL_WINDOW_SIZE: WINDOW,
            SettingCodes.MAX_HEADER_LIST_SIZE: self._limits.header,
        }
        self._http.local_settings = Settings(
            client=True, initial_values=wanted
        )  # set one by one they would come too late
        self._http.initiate_connection()
        self._http.increment_flow_control_window(WINDOW)
        self._flush()

    def data_received(self, data: bytes) -> None:
        self._heard = self._loop.time()
        try:
            for event in self._http.receive_data(self._without_farewells(data)):
                self._take(event)
        except (ProtocolError, ValueError) as error:  # ValueError: a status that is no number
            self._fail_all(BadSourceResponse(self._name, f"not HTTP/2: {error}"))
            self.abort()
            return
        self._flush()

    def _without_farewells(self, data: bytes) -> bytes:
        """The whole frames that have come but GOAWAY, which is taken here: for h2 the connection would end with it, but
        what the host began before goes on (RFC 9113, 6.8)."""
        data = self._partial + data
        kept, start = [], 0
        while len(data) - start >= FRAME_HEAD:
            length = int.from_bytes(data[start : start + 3], "big")
            end = start + FRAME_HEAD + length
            if length > self._http.max_inbound_frame_size:
                raise ProtocolError(f"a frame of {length} bytes")
            if end > len(data):
                break
            frame = data[start:end]
            if frame[3] == GOAWAY:
                self._go_away(frame[FRAME_HEAD:])
            else:
                kept.append(frame)
            start = end
        self._partial = data[start:]
        return b"".join(kept)

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        if isinstance(exc, ssl.SSLError):
            self._fail_all(tls_failure(self._name, exc))
        else:
            self._fail_all(SourceUnavailable(self._name, "the connection broke", sent=True))
        self._next()

    def _fail_all(self, error: SourceError) -> None:
        streams, self._streams = self._streams, {}
        if not self.ready.done():
            self.ready.set_exception(error)
        for stream in streams.values():
            _fail(stream, error)

    # --- what the host says ---

    def _take(self, event: Event) -> None:
        if isinstance(event, DataReceived | ResponseReceived | StreamEnded | StreamReset):
            stream = self._streams.get(event.stream_id)
            if isinstance(event, DataReceived):
                self._http.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
            if stream is not None:
                self._take_of_stream(event, stream)
        elif isinstance(event, WindowUpdated | RemoteSettingsChanged):
            if isinstance(event, RemoteSettingsChanged) and not self.ready.done():
                self.ready.set_result(True)
            for number, stream in self._streams.items():
                self._send_body(number, stream)
            self._next()

    def _take_of_stream(
        self, event: DataReceived | ResponseReceived | StreamEnded | StreamReset, stream: _Stream
    ) -> None:
        if isinstance(event, DataReceived):
            if stream.answer.done():
                return
            stream.size += len(event.data)
            stream.parts.append(event.data)
            if stream.size > self._limits.body:
                _fail(stream, BadSourceResponse(self._name, f"its answer is larger than {self._limits.body} bytes"))
        elif isinstance(event, ResponseReceived):
            headers = {str(name): str(value) for name, value in event.headers}
            stream.status, stream.headers = int(headers.pop(":status")), headers
        elif isinstance(event, StreamEnded):
            self._streams.pop(event.stream_id)
            if not stream.answer.done():
                stream.answer.set_result(Answer(stream.status, b"".join(stream.parts), stream.headers))
        else:
            self._streams.pop(event.stream_id)
            refused = event.error_code == ErrorCodes.REFUSED_STREAM
            _fail(
                stream, SourceUnavailable(self._name, f"it reset the request ({event.error_code!s})", sent=not refused)
            )

    def _go_away(self, payload: bytes) -> None:
        """The host takes no more streams; those after the last one that it names it has not looked at."""
        self._leaving = True
        last = int.from_bytes(payload[:4], "big") & 0x7FFF_FFFF
        for number in [number for number in self._streams if number > last]:
            _fail(self._streams.pop(number), SourceUnavailable(self._name, "it is going away", sent=False))
        self._next()


def _fail(stream: _Stream, error: SourceError) -> None:
    if not stream.answer.done():
        stream.answer.set_exception(error)


def _time_out(waiting: "asyncio.Future[None] | asyncio.Future[Answer]", name: str) -> None:
    if not waiting.done():
        waiting.set_exception(SourceTimeout(name, "no answer in time"))
