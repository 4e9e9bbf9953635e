"""Who a client is, and how much one may ask."""

import asyncio
from ipaddress import ip_network
from typing import Any

import httpx
import pytest

from gateway.http.clients import MOST_KEPT, ClientLimits, Clients, client_address
from gateway.http.refusals import TooOften
from tests.gateway.http.test_admission import QUICK, SLOW, serving

PROXIES = [ip_network("10.0.0.0/8"), ip_network("::1/128")]


@pytest.mark.parametrize(
    ("peer", "headers", "client"),
    [
        ("203.0.113.9", {}, "203.0.113.9"),
        ("203.0.113.9", {"x-forwarded-for": "198.51.100.1"}, "203.0.113.9"),
        ("10.0.0.1", {}, "10.0.0.1"),
        ("10.0.0.1", {"x-forwarded-for": "198.51.100.1"}, "198.51.100.1"),
        ("10.0.0.1", {"x-forwarded-for": "192.0.2.7, 198.51.100.1"}, "198.51.100.1"),
        ("10.0.0.1", {"x-forwarded-for": "192.0.2.7, 198.51.100.1, 10.9.9.9"}, "198.51.100.1"),
        ("10.0.0.1", {"x-forwarded-for": "10.1.1.1"}, "10.1.1.1"),
        ("10.0.0.1", {"x-forwarded-for": "198.51.100.1:4711"}, "198.51.100.1"),
        ("10.0.0.1", {"x-forwarded-for": "someone"}, "10.0.0.1"),
        ("::1", {"forwarded": 'for="[2001:db8::1]:80";proto=https'}, "2001:db8::1"),
        ("::1", {"forwarded": "for=192.0.2.7, for=198.51.100.1;by=10.0.0.1"}, "198.51.100.1"),
        ("::1", {"forwarded": "for=_hidden"}, "::1"),
    ],
)
def test_whose_request_it_is(peer: str, headers: dict[str, str], client: str) -> None:
    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    assert client_address(peer, raw, PROXIES) == client


def test_tokens_come_back_and_are_not_hoarded() -> None:
    now = [0.0]
    clients = Clients(ClientLimits(rate=2, burst=3, at_once=10), lambda: now[0])

    def asked() -> int:
        taken = 0
        try:
            while True:
                with clients.visit("198.51.100.1"):
                    taken += 1
        except TooOften as refusal:
            assert refusal.headers == {"retry-after": "1"}
        return taken

    assert asked() == 3
    now[0] += 1
    assert asked() == 2
    now[0] += 1_000
    assert asked() == 3
    with clients.visit("198.51.100.2"):
        pass


def test_a_host_of_ipv6_is_one_client_whatever_address_it_takes() -> None:
    clients = Clients(ClientLimits(rate=1, burst=1, at_once=10), lambda: 0.0)
    with clients.visit("2001:db8::1"):
        pass
    with pytest.raises(TooOften), clients.visit("2001:db8::2"):
        pass
    with clients.visit("2001:db8:0:1::1"):
        pass


def test_so_many_clients_are_remembered_and_no_more() -> None:
    clients = Clients(ClientLimits(rate=1, burst=1, at_once=1), lambda: 0.0)
    for number in range(MOST_KEPT + 500):
        with clients.visit(f"client {number}"):
            pass
    assert len(clients._known) == MOST_KEPT
    with pytest.raises(TooOften), clients.visit(f"client {MOST_KEPT}"):
        pass


async def test_a_client_that_asks_too_much_is_told_when_to_come_again_and_others_are_answered() -> None:
    limits: dict[str, Any] = {"client_rate": 0.01, "client_burst": 3, "client_requests": 2}
    async with serving(trusted_proxies=["127.0.0.1/32"], **limits) as server:

        async def ask(body: dict[str, str], address: str) -> httpx.Response:
            return await server.client.post("/graphql", json=body, headers={"x-forwarded-for": address})

        answers = [await ask(QUICK, "198.51.100.1") for _ in range(4)]
        assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
        assert 1 <= int(answers[3].headers["retry-after"]) <= 100
        assert answers[3].json()["errors"][0]["extensions"]["code"] == "RATE_LIMITED"
        assert (await ask(QUICK, "198.51.100.2")).status_code == 200

        slow = [asyncio.create_task(ask(SLOW, "198.51.100.3")) for _ in range(2)]
        await server.until(lambda: server.under_way == 2)
        assert (await ask(QUICK, "198.51.100.3")).status_code == 429
        assert (await ask(QUICK, "198.51.100.4")).status_code == 200
        for one in slow:
            one.cancel()
        await asyncio.gather(*slow, return_exceptions=True)


async def test_on_loopback_everybody_looks_the_same_and_nobody_is_limited() -> None:
    async with serving(client_rate=0.01, client_burst=1) as server:
        assert [(await server.ask()).status_code for _ in range(3)] == [200] * 3
