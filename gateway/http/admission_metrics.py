"""What a process works on now, and what it has refused, as metrics."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gateway.http.admission import Admission
from gateway.http.admission_limits import Aside

if TYPE_CHECKING:
    # Imported at the first request: few processes are asked.
    from prometheus_client.core import Metric


@dataclass(frozen=True, slots=True, eq=False)
class RequestsNow:
    """The requests of one process; a collector of `prometheus_client`."""

    admission: Admission

    def collect(self) -> "Iterator[Metric]":
        """Gauges of what is under way, counters of what was refused and of clients that left."""
        from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily  # noqa: PLC0415 - as above

        admission = self.admission
        under_way = GaugeMetricFamily(
            "yuxin_requests_under_way", "GraphQL requests of this process, by where they are.", labels=["place"]
        )
        under_way.add_metric(["running"], admission.running)
        under_way.add_metric(["waiting"], admission.waiting)
        for aside in Aside:
            under_way.add_metric([str(aside)], admission.aside[aside])
        yield under_way
        refused = CounterMetricFamily(
            "yuxin_requests_refused", "GraphQL requests refused before they ran, by code.", labels=["code"]
        )
        for code, number in sorted(admission.refused.items()):
            refused.add_metric([code], number)
        yield refused
        yield CounterMetricFamily(
            "yuxin_requests_abandoned", "GraphQL requests given up since their clients had gone.", value=admission.left
        )
