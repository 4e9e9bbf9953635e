"""Fixtures and options that every test shares: real servers, the two stores, seeds, and what was skipped and why."""

import os
import random
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import pytest_asyncio

from graph_model.open_store import open_store
from graph_model.store import GraphStore, only
from tests.servers.browser import executable, find_chromium
from tests.servers.mariadb_server import MariadbServer, find_mariadb
from tests.servers.neo4j_server import Neo4jServer, find_neo4j
from tests.servers.node_packages import find_node
from tests.servers.postgresql_server import PostgresqlServer, find_postgresql

pytest_plugins = ["tests.served", "tests.registered"]
PARTS = {
    "neo4j": find_neo4j,
    "postgresql": find_postgresql,
    "mariadb": find_mariadb,
    "chromium": find_chromium,
    "node": find_node,
}
REQUIRED = frozenset(filter(None, os.environ.get("YUXIN_TEST_REQUIRE", "").split(",")))
SEED = int(os.environ.get("YUXIN_TEST_SEED") or random.SystemRandom().randrange(2**32))
os.environ["YUXIN_TEST_SEED"] = str(SEED)  # the processes of a run that is shared out (-n) have one seed
WIPE = "MATCH (n) WITH n LIMIT 20000 DETACH DELETE n RETURN count(*)"
MARKS = {
    "neo4j_url": "neo4j",
    "neo4j_server": "neo4j",
    "postgresql_url": "postgresql",
    "mariadb_url": "mariadb",
    "chromium_executable": "chromium",
    "other_gateways": "node",
    "graphql_clients": "node",
}

# Where CI is set, hypothesis takes its examples from the test's text, always the same ones: ours are always random.
RANDOM = hypothesis.settings(derandomize=False, print_blob=True, deadline=None)
hypothesis.settings.register_profile("ci", RANDOM, max_examples=50)
hypothesis.settings.register_profile("nightly", RANDOM, max_examples=1000)

_missing: dict[str, str] = {}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--nightly", action="store_true", help="also run the tests that take minutes")


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Before hypothesis reads its own options: its seed is the run's, so that one number repeats the whole run."""
    hypothesis.settings.load_profile("nightly" if config.getoption("--nightly") else "ci")
    if config.getoption("--hypothesis-seed") is None:
        config.option.hypothesis_seed = str(SEED)
    unknown = REQUIRED - PARTS.keys()
    if unknown:
        raise pytest.UsageError(f"YUXIN_TEST_REQUIRE names {', '.join(sorted(unknown))}; parts are {', '.join(PARTS)}")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        for part in {MARKS[name] for name in getattr(item, "fixturenames", ()) if name in MARKS}:
            item.add_marker(part)
        if item.get_closest_marker("nightly") and not config.getoption("--nightly"):
            item.add_marker(pytest.mark.skip(reason="takes minutes: run with --nightly"))


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A process that shares the run tells what it missed to the one that writes the summary."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["missing"] = _missing


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    _missing.update(getattr(node, "workeroutput", {}).get("missing", {}))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What was skipped for want of which part, and the seed: at the end, because -q leaves the header out."""
    if _missing:
        terminalreporter.section("skipped for want of a part")
    skipped = terminalreporter.getreports("skipped")
    for part, reason in _missing.items():
        number = sum(reason in str(report.longrepr) for report in skipped)
        terminalreporter.write_line(f"{part}: {number} tests. {reason}")
    terminalreporter.write_line(f"seed of random tests: {SEED} (YUXIN_TEST_SEED={SEED} repeats them)")


def _need(part: str) -> None:
    """Skip the test where a part is missing; where the part is required, fail it."""
    reason = PARTS[part]()
    if reason is None:
        return
    if part in REQUIRED:
        pytest.fail(f"{part} is required here: {reason}")
    _missing[part] = reason
    pytest.skip(reason)


@pytest.fixture(scope="session")
def neo4j_server() -> Iterator[Neo4jServer]:
    """A real Neo4j, started at first use and shared by the session."""
    _need("neo4j")
    with Neo4jServer.start() as server:
        yield server


@pytest.fixture(scope="session")
def neo4j_url(neo4j_server: Neo4jServer) -> str:
    return neo4j_server.url


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    """A real PostgreSQL, started at first use and shared by the session."""
    _need("postgresql")
    with PostgresqlServer.start() as server:
        yield server.url


@pytest.fixture(scope="session")
def mariadb_url() -> Iterator[str]:
    """A real MariaDB, started at first use and shared by the session."""
    _need("mariadb")
    with MariadbServer.start() as server:
        yield server.url


@pytest.fixture(scope="session")
def chromium_executable() -> str:
    _need("chromium")
    found = executable()
    assert found is not None
    return found


@pytest.fixture(scope="session")
def other_gateways() -> None:
    """Apollo Gateway and Hive Gateway can be started: see `tests.servers.other_gateways`."""
    _need("node")


@pytest.fixture(scope="session")
def graphql_clients() -> None:
    """Reference clients can be run: see `tests.servers.graphql_clients`."""
    _need("node")


@pytest.fixture
def seed() -> int:
    """The seed of this run's random tests, printed in the header."""
    return SEED


@pytest.fixture
def fewer(request: pytest.FixtureRequest, store: GraphStore) -> Callable[[int], range]:
    """As many turns of a loop of random questions as are given; a fifth of them on Neo4j, where the plan of each new text takes
    a second, unless the run is a nightly one."""
    fifth = store.capabilities.shared and not request.config.getoption("--nightly")
    return lambda number: range(-(-number // 5) if fifth else number)


@pytest_asyncio.fixture(params=["embedded", pytest.param("neo4j", marks=pytest.mark.neo4j)])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[GraphStore]:
    """An empty prepared store: the test runs once on each."""
    if request.param == "embedded":
        opened = await open_store("embedded", data_dir=tmp_path / "store")
        await opened.prepare()
    else:
        opened = await emptied(request.getfixturevalue("neo4j_url"))
    yield opened
    await opened.close()


async def emptied(url: str) -> GraphStore:
    """The Neo4j at `url` without a node, with its constraints."""
    opened = await open_store(url)
    while only(await opened.write(WIPE)):
        pass
    await opened.prepare()
    return opened
