"""Rounds of load: everybody in turn, again and again, so that what else the machine does falls on all alike."""

import os
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from tests.benchmarks.gateways.bookshop import OPERATION
from tests.benchmarks.gateways.contenders import Contender, Server, cpu_seconds
from tests.benchmarks.http_load import Load, measure

WARM_SECONDS = 0.3
BODIES: list[dict[str, object]] = [{"query": OPERATION}]


@dataclass(frozen=True, slots=True)
class Sample:
    """One burst: the load, milliseconds of processor time a request of the gateway, and of a core that the subgraphs took."""

    load: Load
    milliseconds: float | None
    subgraphs: float


@dataclass(frozen=True, slots=True)
class Summary:
    """Requests a second (median, lowest, highest) and the medians of the rest."""

    rate: float
    lowest: float
    highest: float
    p50: float
    p99: float
    milliseconds: float | None
    client: float
    subgraphs: float
    bad: int


def burst(contender: Contender, subgraphs: Server, seconds: float, connections: int = 8) -> Sample:
    url, pid = contender.server.url + "/graphql", contender.server.pid
    measure(url, BODIES, seconds=WARM_SECONDS, connections=connections)
    assert subgraphs.pid is not None
    before = cpu_seconds(pid) if pid is not None else 0.0, cpu_seconds(subgraphs.pid)
    began = time.perf_counter()
    load = measure(url, BODIES, seconds=seconds, connections=connections)
    elapsed = time.perf_counter() - began
    requests = load.rate * seconds
    milliseconds = 1000 * (cpu_seconds(pid) - before[0]) / requests if pid is not None else None
    return Sample(load, milliseconds, (cpu_seconds(subgraphs.pid) - before[1]) / elapsed)


def play(
    contenders: Sequence[Contender], subgraphs: Server, *, rounds: int, seconds: float, warm: float
) -> dict[Contender, list[Sample]]:
    """A burst of each in every round, after `warm` seconds that do not count; every second round in the other direction."""
    samples: dict[Contender, list[Sample]] = {contender: [] for contender in contenders}
    for contender in contenders:
        burst(contender, subgraphs, warm)
    for number in range(rounds):
        for contender in contenders if number % 2 == 0 else reversed(contenders):
            samples[contender].append(burst(contender, subgraphs, seconds))
    return samples


def summary(samples: Iterable[Sample]) -> Summary:
    all_of = list(samples)
    rates = [sample.load.rate for sample in all_of]
    milliseconds = [sample.milliseconds for sample in all_of if sample.milliseconds is not None]
    return Summary(
        rate=round(median(rates), 1),
        lowest=round(min(rates), 1),
        highest=round(max(rates), 1),
        p50=round(median(sample.load.p50 for sample in all_of), 2),
        p99=round(median(sample.load.p99 for sample in all_of), 2),
        milliseconds=round(median(milliseconds), 3) if milliseconds else None,
        client=round(median(sample.load.cpu for sample in all_of), 2),
        subgraphs=round(median(sample.subgraphs for sample in all_of), 2),
        bad=sum(sample.load.bad for sample in all_of),
    )


def ratios(ours: Sequence[Sample], others: Sequence[Sample]) -> tuple[float, float, float]:
    """Ours to another's rate, round by round: median, lowest, highest."""
    found = [a.load.rate / b.load.rate for a, b in zip(ours, others, strict=True)]
    return round(median(found), 3), round(min(found), 3), round(max(found), 3)


def load_of_the_machine() -> list[float]:
    return [round(load, 1) for load in os.getloadavg()]
