"""Whose request it is, and how much one client may ask: so often on average, so much at one time.

`client_address` is the one place that says who a client is.
"""

import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address
from math import ceil
from types import TracebackType

from gateway.http.refusals import TooOften

Network = IPv4Network | IPv6Network
RawHeaders = Iterable[tuple[bytes, bytes]]
MOST_KEPT = 10_000
"""Clients that are remembered; who has not come for longest is forgotten first."""


def client_address(peer: str, headers: RawHeaders, proxies: Sequence[Network]) -> str:
    """The address of a client: who connects, or who the nearest of the trusted `proxies` says it speaks for.

    `X-Forwarded-For` counts, and where there is none `Forwarded`; both from the right, since a client may send them too. What a
    trusted proxy says that is no address is left at the proxy.
    """
    if not proxies or not _within(peer, proxies):
        return peer
    found = peer
    for address in reversed(_forwarded(headers)):
        if not _is_address(address):
            return found
        found = address
        if not _within(address, proxies):
            return found
    return found


def _forwarded(headers: RawHeaders) -> list[str]:
    held = [(name, value.decode("latin-1")) for name, value in headers if name in (b"x-forwarded-for", b"forwarded")]
    plain = [one for name, value in held if name == b"x-forwarded-for" for one in value.split(",")]
    if plain:
        return [_bare(one) for one in plain]
    elements = [element for _, value in held for element in value.split(",")]
    pairs = [pair.strip() for element in elements for pair in element.split(";")]
    return [_bare(pair[4:].strip('"')) for pair in pairs if pair.lower().startswith("for=")]


def _bare(address: str) -> str:
    """Without a port, and without the brackets of IPv6."""
    address = address.strip()
    if address.startswith("["):
        return address[1:].partition("]")[0]
    return address.partition(":")[0] if address.count(":") == 1 else address


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _within(address: str, networks: Sequence[Network]) -> bool:
    return _is_address(address) and any(ip_address(address) in network for network in networks)


def _key(address: str) -> str:
    """What is one client: an address, of IPv6 its /64, all of which one host may have."""
    if ":" not in address or not _is_address(address):
        return address
    parsed = ip_address(address)
    return str(IPv6Network((int(parsed), 64), strict=False)) if isinstance(parsed, IPv6Address) else address


@dataclass(frozen=True, slots=True)
class ClientLimits:
    """Of one client: `rate` requests a second on average, `burst` of them at once, `at_once` under way at one time."""

    rate: float
    burst: float
    at_once: int


class Clients:
    """The clients of a process. Used on one event loop; without `limits` everything is let in."""

    def __init__(self, limits: ClientLimits | None, now: Callable[[], float] = time.monotonic) -> None:
        self._limits = limits
        self._now = now
        self._known: OrderedDict[str, _Client] = OrderedDict()

    def visit(self, address: str) -> "Visit":
        """The block in which a request of this client is under way; entering raises TooOften."""
        return Visit(None if self._limits is None else self._client(_key(address)), self._limits, self._now)

    def _client(self, key: str) -> "_Client":
        client = self._known.get(key)
        if client is None:
            assert self._limits is not None
            client = self._known[key] = _Client(self._limits.burst, self._now())
            if len(self._known) > MOST_KEPT:
                self._known.popitem(last=False)
        else:
            self._known.move_to_end(key)
        return client


@dataclass(slots=True, eq=False)
class _Client:
    """`tokens` are what it may ask at once, as of `since`."""

    tokens: float
    since: float
    under_way: int = 0


class Visit:
    """A request of a client."""

    __slots__ = ("_client", "_limits", "_now")

    def __init__(self, client: _Client | None, limits: ClientLimits | None, now: Callable[[], float]) -> None:
        self._client = client
        self._limits = limits
        self._now = now

    def __enter__(self) -> None:
        client, limits = self._client, self._limits
        if client is None or limits is None:
            return
        now = self._now()
        client.tokens = min(limits.burst, client.tokens + (now - client.since) * limits.rate)
        client.since = now
        if client.tokens < 1:
            raise _too_often(ceil((1 - client.tokens) / limits.rate))
        if client.under_way >= limits.at_once:
            raise _too_often(1)
        client.tokens -= 1
        client.under_way += 1

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._client is not None:
            self._client.under_way -= 1


def _too_often(seconds: int) -> TooOften:
    return TooOften(
        f"请求太多，请 {seconds} 秒后再试 / too many requests of this client: try again in {seconds} s",
        {"retry-after": str(seconds)},
    )
