"""What a process has answered since it began: requests by route, status and time, GraphQL requests by how they ended; and what is open."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gateway.http.request_lines import RequestLine

if TYPE_CHECKING:
    # Imported at the first request of /metrics: few processes are asked.
    from prometheus_client.core import Metric

BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0)
"""Seconds: those of OpenTelemetry's conventions, and two below, since a catalogue question takes less than a millisecond."""
METHODS = frozenset({"GET", "POST", "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH"})
ROUTES = frozenset({"/", "/graphql", "/graphiql", "/about.json", "/schema.graphql", "/schema.json", "/metrics"})
FOLDERS = ("/health/", "/control/", "/webhooks/", "/assets/")
MOST_CODES = 100
"""Codes that are told apart: a registered subgraph says which it likes."""
OTHER = "_OTHER"
"""What a client may make up as it likes is one name."""


@dataclass(slots=True)
class Times:
    """How many took how long: a count for each of BOUNDS and one beyond, and their sum in seconds."""

    counts: list[int] = field(default_factory=lambda: [0] * (len(BOUNDS) + 1))
    seconds: float = 0.0

    def take(self, seconds: float) -> None:
        self.counts[bisect_left(BOUNDS, seconds)] += 1
        self.seconds += seconds

    def cumulative(self) -> list[tuple[str, float]]:
        """Buckets as Prometheus has them."""
        total, buckets = 0, []
        for bound, count in zip((*map(str, BOUNDS), "+Inf"), self.counts, strict=True):
            total += count
            buckets.append((bound, float(total)))
        return buckets


@dataclass(slots=True, eq=False)
class Seen:
    """A collector of `prometheus_client`. Used on one event loop."""

    http: dict[tuple[str, str, int], Times] = field(default_factory=dict)
    graphql: Counter[str] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)
    sockets: int = 0
    """WebSockets that are open now."""
    streams: int = 0
    """Answers under way that come as a stream (SSE, multipart)."""

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request that has been answered."""
        key = known_method(method), route, status
        times = self.http.get(key)
        if times is None:
            times = self.http[key] = Times()
        times.take(seconds)

    def operation(self, line: RequestLine) -> None:
        """Count a GraphQL request that has come to its end."""
        self.graphql[line.outcome] += 1
        self.errors.update(
            code if code in self.errors or len(self.errors) < MOST_CODES else OTHER for code in line.codes
        )

    def collect(self) -> "Iterator[Metric]":
        from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily  # noqa: PLC0415 - as above

        durations = HistogramMetricFamily(
            "http_server_request_duration_seconds",
            "Requests of this process that were answered, by how long that took.",
            labels=["http_request_method", "http_route", "http_response_status_code"],
        )
        for (method, route, status), times in sorted(self.http.items()):
            durations.add_metric([method, route, str(status)], times.cumulative(), sum_value=times.seconds)
        yield durations
        requests = CounterMetricFamily(
            "yuxin_graphql_requests", "GraphQL requests of this process, by how they ended.", labels=["outcome"]
        )
        for outcome, number in sorted(self.graphql.items()):
            requests.add_metric([outcome], number)
        yield requests
        errors = CounterMetricFamily(
            "yuxin_graphql_errors", "GraphQL requests of this process with an error of a code.", labels=["code"]
        )
        for code, number in sorted(self.errors.items()):
            errors.add_metric([code], number)
        yield errors
        yield GaugeMetricFamily(
            "yuxin_websockets_open", "WebSockets of this process that are open.", value=self.sockets
        )
        yield GaugeMetricFamily(
            "yuxin_streams_open",
            "Streams of events (SSE, multipart) of this process that are open.",
            value=self.streams,
        )


def known_method(method: str) -> str:
    """A method of HTTP, or OTHER."""
    return method if method in METHODS else OTHER


def route_of(path: str) -> str:
    """The route of a path: one of those that there are, the folder of one, or OTHER."""
    if path in ROUTES:
        return path
    return next((f"{folder}*" for folder in FOLDERS if path.startswith(folder)), OTHER)
