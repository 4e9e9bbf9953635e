"""What another site's page can make a browser send, and what sites that are named may do."""

from collections.abc import AsyncIterator

import httpx
import pytest

from gateway.app import create_app
from gateway.listening import Listener
from tests.gateway.toy import toy_service

PORTAL = "https://portal.example"
GET = {"query": "{ hello }"}


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    """Of a real server that lets one site call."""
    listener = Listener(create_app(toy_service(cors_origins=[PORTAL])), "127.0.0.1", 0)
    await listener.start()
    async with httpx.AsyncClient(base_url=listener.address, trust_env=False) as opened:
        yield opened
    await listener.stop(5)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"sec-fetch-site": "same-origin", "sec-fetch-mode": "cors"}, 200),
        ({"sec-fetch-site": "none", "sec-fetch-mode": "navigate"}, 200),
        ({"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"}, 403),
        ({"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}, 403),
        ({"sec-fetch-site": "same-site", "sec-fetch-mode": "no-cors"}, 403),
        ({"sec-fetch-site": "cross-site", "origin": "https://elsewhere.example"}, 403),
        ({"sec-fetch-site": "cross-site", "origin": "null"}, 403),
        ({"sec-fetch-site": "cross-site", "origin": PORTAL}, 200),
        ({"origin": f"{PORTAL}.elsewhere.example"}, 403),
    ],
)
async def test_a_question_by_get(client: httpx.AsyncClient, headers: dict[str, str], status: int) -> None:
    response = await client.get("/graphql", params=GET, headers=headers)
    assert response.status_code == status
    assert response.headers.get("access-control-allow-origin") == (PORTAL if headers.get("origin") == PORTAL else None)


async def test_a_link_to_the_page_is_followed(client: httpx.AsyncClient) -> None:
    headers = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}
    assert (await client.get("/health/live", headers=headers)).status_code == 200


@pytest.mark.parametrize(("origin", "allowed"), [(PORTAL, True), ("https://elsewhere.example", False)])
async def test_a_browser_asks_first(client: httpx.AsyncClient, origin: str, allowed: bool) -> None:
    asked = {"origin": origin, "access-control-request-method": "POST"}
    asked["access-control-request-headers"] = "authorization, content-type"
    response = await client.options("/graphql", headers=asked)
    assert (response.status_code == 200) is allowed
    assert ("access-control-allow-origin" in response.headers) is allowed
    assert "access-control-allow-credentials" not in response.headers
