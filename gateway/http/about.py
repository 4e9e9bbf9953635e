"""`/about.json`: what runs here and whom it takes the reader for."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gateway.http.refusals import Refusal
from gateway.http.responses import json_response, refusal_response
from gateway.security.identity import Identity
from gateway.security.policy import UNBOUNDED
from gateway.service import Opened, Service
from gateway.version import running_version
from graph_model.store import GraphStore, only
from seed.demo import DEMO_SUBJECTS

COUNT = "MATCH (s:Subject) RETURN count(s)"
ANY_SYNTHETIC = "MATCH (s:Subject) WHERE s.synthetic = true RETURN s.key LIMIT 1"
PRESENT = "UNWIND $keys AS wanted MATCH (s:Subject {key: wanted}) RETURN s.key"


async def subjects(store: GraphStore) -> int:
    """How many subjects the graph has."""
    return int(only(await store.read(COUNT)))


async def about(parts: Opened, identity: Identity, *, demo: bool) -> dict[str, Any]:
    """Version, store, who asks, the number of subjects, and the demo subjects that are there; `demo`: everyone is the demo coordinator."""
    return {
        "version": running_version(),
        "store": parts.store.capabilities.engine,
        "identity": {"role": identity.role, "demo": demo},
        "subjects": await subjects(parts.store),
        "synthetic": bool(await parts.store.read(ANY_SYNTHETIC)),
        "demoSubjects": await demo_subjects(parts.store) if identity.role is UNBOUNDED else [],
    }


async def demo_subjects(store: GraphStore) -> list[dict[str, Any]]:
    """The demo subjects in the store, each with its story."""
    keys = [demo.key for demo in DEMO_SUBJECTS]
    present = {key for (key,) in await store.read(PRESENT, {"keys": keys})}
    return [
        {"key": demo.key, "name": demo.name, "story": {"zh": demo.story_zh, "en": demo.story_en}}
        for demo in DEMO_SUBJECTS
        if demo.key in present
    ]


def routes(service: Service) -> list[Route]:
    async def about_json(request: Request) -> Response:
        try:
            identity = await service.identity(request.scope["headers"])
            return json_response(await about(service.require(), identity, demo=service.authentication.demo))
        except Refusal as refusal:
            return refusal_response(refusal)

    return [Route("/about.json", about_json)]
