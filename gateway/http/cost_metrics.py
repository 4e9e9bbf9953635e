"""What operations cost that a process was asked, as metrics."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from gateway.execution.cost.charging import BUCKETS, CostsSeen

if TYPE_CHECKING:
    # Imported at the first request: few processes are asked.
    from prometheus_client.core import Metric


@dataclass(frozen=True, slots=True, eq=False)
class CostsNow:
    """The costs of one process's operations; a collector of `prometheus_client`."""

    seen: CostsSeen

    def collect(self) -> "Iterator[Metric]":
        """A histogram of estimated costs, with those that were refused, and how many these were."""
        from prometheus_client.core import CounterMetricFamily, HistogramMetricFamily  # noqa: PLC0415 - as above

        seen = self.seen
        upto = accumulate(seen.counts[place] for place in range(len(BUCKETS) + 1))
        bounds = [*(str(float(most)) for most in BUCKETS), "+Inf"]
        yield HistogramMetricFamily(
            "yuxin_operation_cost",
            "What operations were estimated to cost before they ran.",
            buckets=[(bound, float(number)) for bound, number in zip(bounds, upto, strict=True)],
            sum_value=float(seen.total),
        )
        yield CounterMetricFamily(
            "yuxin_operations_too_dear",
            "Operations refused since they would cost more than the limit.",
            value=seen.refused,
        )
