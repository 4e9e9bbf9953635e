"""`yuxin bench audit --audit URL`: the plain gateway on every case of the public federation audit, whose server runs at URL.

Over the audit's supergraphs, or with `--own-composition` over those that we compose from its subgraphs. Ends with 1 where an
answer is not the expected one.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from gateway.federation.composition import CompositionFailed
from tests.benchmarks.gateways.contenders import PLAIN_GATEWAY
from tests.benchmarks.gateways.federation_audit import AuditSuite, answered, suites
from tests.servers.gateway_process import gateway_process


@dataclass(frozen=True, slots=True)
class Result:
    """A case's number in its suite, and where the answer is not the expected one, both and the operation."""

    suite: str
    case: int
    right: bool
    wrong: dict[str, Any] | None = None


def main(argv: list[str]) -> int:
    options = _options(argv)
    if not options.audit:
        print("left out: --audit URL says where the audit's server runs (docs/federation.md)", file=sys.stderr)
        return 0
    results = [r for suite in suites(options.audit, options.only) for r in _run(suite, own=options.own_composition)]
    if options.json:
        print(json.dumps([asdict(result) for result in results], ensure_ascii=False))
    else:
        _print(results)
    return 0 if results and all(result.right for result in results) else 1


def _options(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="yuxin bench audit")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--audit", metavar="URL", help="the address of the audit's server")
    parser.add_argument("--only", default="", metavar="SUITE,…", help="only these suites")
    parser.add_argument("--own-composition", action="store_true", help="compose the supergraphs from the subgraphs")
    return parser.parse_args(argv)


def _run(suite: AuditSuite, *, own: bool) -> Iterator[Result]:
    try:
        sdl = suite.composed() if own else suite.supergraph()
    except CompositionFailed as failed:
        told = {"composition": [str(error) for error in failed.errors]}
        yield from (Result(suite.name, number, False, told) for number, _ in enumerate(suite.cases()))
        return
    with gateway_process(PLAIN_GATEWAY, sdl) as url:
        for number, case in enumerate(suite.cases()):
            answer = answered(url, case.query)
            right = case.is_right(answer)
            wrong = None if right else {"query": case.query, "expected": case.expected, "answer": answer}
            yield Result(suite.name, number, right, wrong)


def _print(results: list[Result]) -> None:
    for result in results:
        if not result.right:
            print(f"{result.suite} {result.case}: {json.dumps(result.wrong, ensure_ascii=False)}")
    names = {result.suite for result in results}
    failing = {result.suite for result in results if not result.right}
    right = sum(result.right for result in results)
    print(f"{right} of {len(results)} cases, {len(names - failing)} of {len(names)} suites")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
