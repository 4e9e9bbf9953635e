"""`/health/live`: the process answers. `/health/ready`: it can serve, or what it still lacks.

One that ends says so, and is not ready for anybody new. While the first sync of systems is awaited, questions are answered already,
without those systems' grades.

What is wrong with a registered subgraph or a subscriber is told there to operators, and is no reason not to be ready.
"""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gateway.http.refusals import Refusal
from gateway.http.responses import json_response
from gateway.security.lines import OPERATORS
from gateway.service import Service, Step
from graph_model.errors import CreditError

SYNC = "sync"


def routes(service: Service) -> list[Route]:
    async def live(request: Request) -> Response:
        return json_response({"status": "live"})

    async def ready(request: Request) -> Response:
        if service.ending:
            return json_response({"status": "ending"}, 503, {"retry-after": "2"})
        missing = [str(step) for step in service.missing]
        if not missing and not await service.store_answers():
            missing = [str(Step.STORE)]
        if missing:
            return _starting({"missing": missing, **_city(service)})
        try:
            awaited = await service.awaited()
        except CreditError:
            return _starting({"missing": [str(Step.STORE)]})
        if awaited:
            return _starting({"missing": [SYNC], "sync": {"awaited": awaited}})
        if not await _is_operator(service, request):
            return json_response({"status": "ready"})
        joined = {} if service.public is None else service.public.state()
        pushed = {} if service.outbox is None else await service.outbox.state()
        return json_response({"status": "ready", **joined, **pushed})

    return [Route("/health/live", live), Route("/health/ready", ready)]


async def _is_operator(service: Service, request: Request) -> bool:
    """Whether who asks may know what is joined and who is pushed to: addresses and errors of other systems are in it."""
    try:
        await service.identity_among(request.scope["headers"], OPERATORS)
    except Refusal:
        return False
    return True


def _starting(told: dict[str, Any]) -> Response:
    return json_response({"status": "starting", **told}, 503, {"retry-after": "2"})


def _city(service: Service) -> dict[str, Any]:
    """How far the city is, while it is being made."""
    if service.city is None or Step.CITY not in service.missing:
        return {}
    return {"city": {"done": service.city.done, "size": service.city.size}}
