"""The text of `/metrics`: that of Prometheus, or OpenMetrics where it is asked for."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.responses import Response

from gateway.http.responses import NO_STORE

if TYPE_CHECKING:
    # Imported at the first request: few processes are asked.
    from prometheus_client.core import Metric
    from prometheus_client.registry import Collector


@dataclass(frozen=True, slots=True, eq=False)
class SubscriptionsNow:
    """How many subscriptions of a process are under way; a collector of `prometheus_client`."""

    under_way: int

    def collect(self) -> "Iterator[Metric]":
        from prometheus_client.core import GaugeMetricFamily  # noqa: PLC0415 - as above

        yield GaugeMetricFamily(
            "yuxin_subscriptions_open", "Subscriptions of this process that are under way.", value=self.under_way
        )


def exposed(found: "Iterable[Collector]", accept: str) -> Response:
    """What the collectors tell now."""
    from prometheus_client import CollectorRegistry  # noqa: PLC0415 - as above
    from prometheus_client.exposition import choose_encoder  # noqa: PLC0415 - as above

    registry = CollectorRegistry(auto_describe=False)
    for collector in found:
        registry.register(collector)
    encode, media_type = choose_encoder(accept)
    return Response(encode(registry), headers={**NO_STORE, "content-type": media_type})
