"""`/health/live`: the process answers. `/health/ready`: it can serve, or what it still lacks.

What is wrong with a registered subgraph or a subscriber is told there, and is no reason not to be ready.
"""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gateway.http.responses import json_response
from gateway.service import Service, Step


def routes(service: Service) -> list[Route]:
    async def live(request: Request) -> Response:
        return json_response({"status": "live"})

    async def ready(request: Request) -> Response:
        missing = [str(step) for step in service.missing]
        if not missing and not await service.store_answers():
            missing = [str(Step.STORE)]
        if missing:
            return json_response(
                {"status": "starting", "missing": missing, **_city(service)}, 503, {"retry-after": "2"}
            )
        joined = {} if service.public is None else service.public.state()
        pushed = {} if service.outbox is None else await service.outbox.state()
        return json_response({"status": "ready", **joined, **pushed})

    return [Route("/health/live", live), Route("/health/ready", ready)]


def _city(service: Service) -> dict[str, Any]:
    """How far the city is, while it is being made."""
    if service.city is None or Step.CITY not in service.missing:
        return {}
    return {"city": {"done": service.city.done, "size": service.city.size}}
