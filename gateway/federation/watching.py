"""What the plain gateway notes of its requests: the numbers of `/metrics`, and a line of the log for each."""

from dataclasses import dataclass, field
from typing import Literal

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gateway.execution.cost.charging import CostsSeen
from gateway.execution.document_limits import DEFAULT_LIMITS
from gateway.federation.engine import Engine
from gateway.http.cost_metrics import CostsNow
from gateway.http.exposition import SubscriptionsNow, exposed
from gateway.http.process_metrics import ProcessNow
from gateway.http.request_lines import RequestLine
from gateway.http.seen import Seen
from gateway.records.audit.questions import Questions

KEPT = 1_000
Wanted = Literal["all", "failed", "none"]


@dataclass(frozen=True, slots=True)
class Watch:
    """One process's. `lines` are the requests that have one in the log; `metrics`: whether `/metrics` is there for whoever asks."""

    lines: Wanted = "all"
    metrics: bool = True
    seen: Seen = field(default_factory=Seen)
    costs: CostsSeen = field(default_factory=CostsSeen)
    questions: Questions = field(default_factory=lambda: Questions(KEPT, DEFAULT_LIMITS.tokens))

    def ended(self, line: RequestLine, status: int | None) -> None:
        """A GraphQL request has come to its end; `status` None: nobody was there any more to be answered."""
        self.seen.operation(line)
        line.write(self.lines, status)

    def routes(self, engine: Engine) -> list[Route]:
        async def metrics(request: Request) -> Response:
            found = (ProcessNow(), self.seen, SubscriptionsNow(engine.subscriptions), CostsNow(self.costs))
            return exposed(found, request.headers.get("accept", ""))

        return [Route("/metrics", metrics)] if self.metrics else []
