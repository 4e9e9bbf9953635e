"""`/metrics`: how the sync of each system stands, and what this process works on, in the text of Prometheus and OpenMetrics.

What is of systems is read from the graph when it is asked for: every worker of a gateway, and every gateway over one graph, says the
same; while the store does not answer, nobody does. What is of requests is the process's own.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gateway.connected_systems import connected_systems
from gateway.http.admission_metrics import RequestsNow
from gateway.http.cost_metrics import CostsNow
from gateway.http.exposition import SubscriptionsNow, exposed
from gateway.http.process_metrics import CreditNow, ProcessNow
from gateway.http.refusals import Refusal
from gateway.http.responses import refusal_response
from gateway.records.audit.deferred import DeferredTrail
from gateway.security.lines import OPERATORS
from gateway.service import Opened, Service
from graph_model.errors import CreditError
from graph_model.intake.syncing.standing import Connected, SyncStanding, standing, under_way
from graph_model.intake.syncing.states import SyncState, read_states
from graph_model.model import utc_now

if TYPE_CHECKING:
    # Imported at the first request: few processes are asked.
    from prometheus_client.core import Metric

SCRAPE_SECONDS = 5.0


@dataclass(frozen=True, slots=True, eq=False)
class SystemsNow:
    """The systems that were ever synced or have a mapping, at an instant; they are a collector of `prometheus_client`."""

    states: Mapping[str, SyncState]
    connected: Mapping[str, Connected]
    now: datetime

    def collect(self) -> "Iterator[Metric]":
        """One metric after the other, with a sample a system."""
        from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily  # noqa: PLC0415 - as above

        state = GaugeMetricFamily(
            "yuxin_system_state", "How the sync of the system stands: 1 for its state.", labels=["system", "state"]
        )
        for system in self._systems():
            stands = standing(self.states.get(system), self.connected.get(system), self.now)
            for each in SyncStanding:
                state.add_metric([system, str(each)], float(each is stands))
        yield state

        statements = GaugeMetricFamily(
            "yuxin_sync_rows",
            "Evaluations of the system, by whether the graph took them.",
            labels=["system", "outcome"],
        )
        retired = CounterMetricFamily("yuxin_sync_retired", "Records retired since they were gone.", labels=["system"])
        batches = CounterMetricFamily("yuxin_sync_batches", "Batches committed.", labels=["system"])
        for system, found in sorted(self.states.items()):
            statements.add_metric([system, "accepted"], found.totals.accepted)
            statements.add_metric([system, "rejected"], found.totals.rejected)
            retired.add_metric([system], found.totals.retired)
            batches.add_metric([system], found.totals.batches)
        yield from (statements, retired, batches)
        yield from self._gauges()

    def _systems(self) -> list[str]:
        return sorted({*self.states, *self.connected})

    def _gauges(self) -> "Iterable[Metric]":
        """One number a system; times are seconds, and instants seconds since 1970."""
        return (
            self._gauge(
                "yuxin_sync_last_success_timestamp_seconds",
                "When the system was last synced with success.",
                lambda system: _since_1970(self.states.get(system)),
            ),
            self._gauge(
                "yuxin_sync_freshness_seconds",
                "Within how many seconds its mapping promises to be fresh.",
                lambda system: _promised(self.connected.get(system)),
            ),
            self._gauge(
                "yuxin_sync_failures",
                "Syncs that failed since the last success; why stands in the question `systems`.",
                lambda system: float(self.states[system].failures) if system in self.states else None,
            ),
            self._gauge(
                "yuxin_sync_under_way",
                "Whether the system is being synced now.",
                lambda system: float(system in self.states and under_way(self.states[system], self.now)),
            ),
        )

    def _gauge(self, name: str, told: str, value: Callable[[str], float | None]) -> "Metric":
        """A sample of each system that has a value."""
        from prometheus_client.core import GaugeMetricFamily  # noqa: PLC0415 - as above

        gauge = GaugeMetricFamily(name, told, labels=["system"])
        for system in self._systems():
            if (found := value(system)) is not None:
                gauge.add_metric([system], found)
        return gauge


def _since_1970(state: SyncState | None) -> float | None:
    return None if state is None or state.last_success is None else state.last_success.timestamp()


def _promised(connected: Connected | None) -> float | None:
    return None if connected is None else connected.freshness.total_seconds()


def routes(service: Service) -> list[Route]:
    async def metrics(request: Request) -> Response:
        try:
            parts = service.require()
            await service.identity_among(request.scope["headers"], OPERATORS)
        except Refusal as refusal:
            return refusal_response(refusal)
        systems = await _systems(parts)
        lines = parts.looks.lines if isinstance(parts.looks, DeferredTrail) else 0
        own = (
            ProcessNow(),
            CreditNow(parts.ways, lines, systems is not None),
            service.seen,
            SubscriptionsNow(service.subscriptions.taken),
            RequestsNow(service.admission),
            CostsNow(service.costs),
        )
        return exposed(own if systems is None else (systems, *own), request.headers.get("accept", ""))

    return [Route("/metrics", metrics)]


async def _systems(parts: Opened) -> SystemsNow | None:
    """None where the store does not answer."""
    try:
        states = await read_states(parts.store, timeout=SCRAPE_SECONDS)
    except CreditError:
        return None
    return SystemsNow(states, connected_systems(parts.mappings()), utc_now())
