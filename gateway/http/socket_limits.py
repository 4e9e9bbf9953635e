"""The most that one WebSocket may do, and how long it may do nothing."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SocketLimits:
    """`message` in bytes, `operations` under way at one time; the rest in seconds.

    `begin`: until the client has said who it is. `silence`: nothing came, not even an answer to a ping. `idle`: no operation was under
    way. `stuck`: the client took nothing.
    """

    message: int = 8 * 1024 * 1024
    operations: int = 100
    begin: float = 10.0
    silence: float = 60.0
    idle: float = 600.0
    stuck: float = 60.0


DEFAULT_SOCKETS = SocketLimits()
