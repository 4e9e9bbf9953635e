"""`yuxin bench fetches`: how many requests the subgraphs get for one operation, ours beside other gateways.

The operations are those of the public federation audit (`--audit`, the address of its server), one operation over one
supergraph whose subgraphs answer (`--supergraph` with `--operation`), or the question of `yuxin bench federation`. Every
gateway is a process of its own over the same supergraph; a forwarder before the subgraphs counts. Ends with 1 where ours needs
more than one that answers as expected.
"""

import argparse
import json
import shlex
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.benchmarks.gateways import contenders
from tests.benchmarks.gateways.bookshop import OPERATION
from tests.benchmarks.gateways.contenders import OURS, PLAIN_GATEWAY
from tests.benchmarks.gateways.federation_audit import Case, answered, suites
from tests.servers.counting_forwarder import CountingForwarder
from tests.servers.gateway_process import gateway_process
from tests.servers.node_packages import find_node
from tests.servers.other_gateways.gateways import apollo_gateway, hive_gateway


@dataclass(frozen=True, slots=True)
class Suite:
    """Operations over one supergraph; `cases` gives them anew for each gateway."""

    name: str
    supergraph: str
    cases: Callable[[], Sequence[Case]]


@dataclass(slots=True)
class Counted:
    """One operation: the requests by gateway, and which gateways answered something else than expected."""

    suite: str
    case: int
    requests: dict[str, int] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    @property
    def right(self) -> dict[str, int]:
        return {name: requests for name, requests in self.requests.items() if name not in self.wrong}

    @property
    def not_fewest(self) -> bool:
        return self._more_than(self.right)

    @property
    def fewer_by_a_wrong_answer(self) -> bool:
        return not self.not_fewest and self._more_than(self.requests)

    def _more_than(self, found: Mapping[str, int]) -> bool:
        others = [requests for name, requests in found.items() if name != OURS]
        return bool(others) and self.requests[OURS] > min(others)


def main(argv: list[str]) -> int:
    options = _options(argv)
    gateways = _gateways(options)
    with ExitStack() as stack:
        counted = [found for suite in _suites(options, stack) for found in _counted(suite, gateways)]
    if options.json:
        print(json.dumps([asdict(found) for found in counted], ensure_ascii=False))
    else:
        _print(counted, list(gateways))
    return 1 if any(found.not_fewest or OURS in found.wrong for found in counted) else 0


def _options(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="yuxin bench fetches")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--audit", metavar="URL", help="the address of the audit's server")
    parser.add_argument("--only", default="", metavar="SUITE,…", help="only these suites of the audit")
    parser.add_argument("--supergraph", type=Path, metavar="FILE")
    parser.add_argument("--operation", type=Path, metavar="FILE")
    parser.add_argument("--others", action="store_true", help="Apollo Gateway and Hive Gateway too (Node is needed)")
    parser.add_argument(
        "--beside", action="append", default=[], metavar="NAME=COMMAND", help="another gateway: {supergraph} and {port}"
    )
    options = parser.parse_args(argv)
    if bool(options.supergraph) is not bool(options.operation):
        parser.error("--supergraph and --operation go together")
    return options


def _gateways(options: argparse.Namespace) -> dict[str, list[str]]:
    """Commands by name, ours first."""
    gateways = {OURS: PLAIN_GATEWAY}
    if options.others and (missing := find_node()):
        raise SystemExit(missing)
    if options.others:
        gateways |= {"Apollo Gateway": apollo_gateway(), "Hive Gateway": hive_gateway()}
    for given in options.beside:
        name, _, command = given.partition("=")
        gateways[name] = shlex.split(command)
    return gateways


def _suites(options: argparse.Namespace, stack: ExitStack) -> Iterator[Suite]:
    if options.operation:
        operation, supergraph = options.operation.read_text("utf-8"), options.supergraph.read_text("utf-8")
        yield _single(options.operation.stem, operation, supergraph)
    elif not options.audit:
        subgraphs = stack.enter_context(contenders.subgraphs())
        yield _single("bookshop", OPERATION, contenders.supergraph(subgraphs.url))
    if options.audit:
        for suite in suites(options.audit, options.only):
            yield Suite(suite.name, suite.supergraph(), suite.cases)


def _single(name: str, operation: str, supergraph: str) -> Suite:
    """One operation. Nobody says what the answer is, so the others' must be the same as ours."""
    with gateway_process(PLAIN_GATEWAY, supergraph) as url:
        case = Case(operation, {"data": answered(url, operation).get("data"), "errors": False})
    return Suite(name, supergraph, lambda: [case])


def _counted(suite: Suite, gateways: Mapping[str, Sequence[str]]) -> list[Counted]:
    print(suite.name, file=sys.stderr)
    counted: dict[int, Counted] = {}
    with CountingForwarder(suite.supergraph) as forwarder:
        for name, command in gateways.items():
            with gateway_process(command, forwarder.sdl) as url:
                for number, case in enumerate(suite.cases()):
                    found = counted.setdefault(number, Counted(suite.name, number))
                    forwarder.taken()
                    if not case.is_right(answered(url, case.query)):
                        found.wrong.append(name)
                    found.requests[name] = forwarder.taken().total()
    return list(counted.values())


def _print(counted: Sequence[Counted], gateways: Sequence[str]) -> None:
    alike = [found for found in counted if not found.wrong]
    table = Table(title=f"{len(counted)} operations, {len(alike)} answered as expected by all")
    for column in ("", "as expected", "requests for all these", "requests for those of all"):
        table.add_column(column, justify="left" if not column else "right")
    for name in gateways:
        own = [found.right[name] for found in counted if name in found.right]
        table.add_row(name, str(len(own)), str(sum(own)), str(sum(found.requests[name] for found in alike)))
    Console(width=100).print(table)
    for found in counted:
        if found.not_fewest:
            print(f"not the fewest: {found.suite} {found.case}: {found.requests}, wrong: {found.wrong}")
        elif found.fewer_by_a_wrong_answer:
            print(f"fewer, but not as expected: {found.suite} {found.case}: {found.requests}, wrong: {found.wrong}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
