"""The messages and close codes of the protocol graphql-transport-ws."""

from enum import IntEnum
from typing import Any

import msgspec
import orjson

SUBPROTOCOL = "graphql-transport-ws"
ACK, PING, COMPLETE = b'{"type":"connection_ack"}', b'{"type":"ping"}', b'{"id":%b,"type":"complete"}'
NEXT, ERROR = b'{"id":%b,"type":"next","payload":%b}', b'{"id":%b,"type":"error","payload":%b}'
LONGEST_ID = 256
LONGEST_REASON = 120
"""Bytes of a close frame's reason: WebSocket has room for 123."""


class Code(IntEnum):
    """Why a socket is closed."""

    DONE = 1000
    TOO_LARGE = 1009
    RESTART = 1012
    TRY_AGAIN = 1013
    BAD_MESSAGE = 4400
    UNAUTHORIZED = 4401
    FORBIDDEN = 4403
    BAD_SUBPROTOCOL = 4406
    TOO_LATE = 4408
    EXISTS = 4409
    TWICE = 4429
    SILENT = 4499


class Closing(Exception):
    """The socket is to be closed."""

    def __init__(self, code: Code, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason.encode()[:LONGEST_REASON].decode(errors="ignore")


class ClientMessage(msgspec.Struct):
    """What a client sends."""

    type: str
    id: str = ""
    payload: Any = None


_DECODER = msgspec.json.Decoder(ClientMessage)


def decoded(text: str) -> ClientMessage:
    """Raises Closing for what is no message."""
    try:
        return _DECODER.decode(text)
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError):
        raise Closing(Code.BAD_MESSAGE, "Invalid message received") from None


def pong(payload: Any) -> bytes:
    """The answer to a ping, with what it brought."""
    return orjson.dumps({"type": "pong"} if payload is None else {"type": "pong", "payload": payload})
