"""The process itself, how its operations of credit were run, and what it wrote into the audit trail, as metrics."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gateway.execution.ways import COMPILED
from gateway.version import running_version

if TYPE_CHECKING:
    # Imported at the first request: few processes are asked.
    from prometheus_client.core import Metric


class ProcessNow:
    """The version and what the system says of the process; a collector of `prometheus_client`."""

    def collect(self) -> "Iterator[Metric]":
        from prometheus_client import ProcessCollector  # noqa: PLC0415 - as above
        from prometheus_client.core import GaugeMetricFamily  # noqa: PLC0415 - as above

        build = GaugeMetricFamily("yuxin_build", "1, for the version that runs.", labels=["version"])
        build.add_metric([running_version()], 1)
        yield build
        yield from ProcessCollector(registry=None).collect()


@dataclass(frozen=True, slots=True, eq=False)
class CreditNow:
    """A collector of `prometheus_client`. `ways` are those of gateway.execution.ways, `audit_lines` were written by this process."""

    ways: Counter[str]
    audit_lines: int
    store_up: bool

    def collect(self) -> "Iterator[Metric]":
        from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily  # noqa: PLC0415 - as above

        yield GaugeMetricFamily("yuxin_store_up", "Whether the graph store answers.", value=float(self.store_up))
        operations = CounterMetricFamily(
            "yuxin_operations",
            "Operations of credit that this process ran, compiled or by graphql-core, and why not compiled.",
            labels=["way", "reason"],
        )
        for way, number in sorted(self.ways.items()):
            operations.add_metric([COMPILED, ""] if way == COMPILED else ["graphql-core", way], number)
        yield operations
        yield CounterMetricFamily(
            "yuxin_audit_lines", "Lines of the audit trail that this process wrote.", value=self.audit_lines
        )
