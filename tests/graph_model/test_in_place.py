"""Small transactions of the embedded store, said as one statement, do what the engine's own transactions do."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import pairwise
from pathlib import Path
from typing import Any

import kglite
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph_model.embedded_store import FILE_NAME, EmbeddedStore
from graph_model.in_place import MOST_ROWS, Written
from graph_model.store import GraphTransaction, Row

KEYS = ["a", "b", "c", "d"]
CONSTRAINTS = [f"CREATE CONSTRAINT {label}_key FOR (n:{label}) REQUIRE n.key IS UNIQUE" for label in ("One", "Other")]
STATEMENTS = [
    "UNWIND $rows AS row MERGE (n:One {key: row.key}) SET n.value = row.value",
    "UNWIND $rows AS row MERGE (n:Other {key: row.key}) ON CREATE SET n.value = row.value ON MATCH SET n.again = row.value",
    "UNWIND $rows AS row MATCH (n:One {key: row.key}) MATCH (m:Other {key: row.to}) CREATE (n)-[:TO {value: row.value}]->(m)",
    "UNWIND $rows AS row MATCH (n:One {key: row.key}) MATCH (m:One {key: row.to}) MERGE (n)-[r:LIKE]->(m) SET r.value = row.value",
    "UNWIND $rows AS row MATCH (n:One {key: row.key}) WHERE n.value > 1 SET n.value = row.value, n.more = row.to",
    "UNWIND $rows AS row MATCH (:One {key: row.key})-[r:TO]->(:Other {key: row.to}) DELETE r",
    "UNWIND $rows AS row MATCH (n:Other {key: row.key}) REMOVE n.again",
    "UNWIND $rows AS row MATCH (n:Other {key: row.key}) DETACH DELETE n",
    "UNWIND $rows AS row MATCH (n:One {key: row.key}) SET n.value = null",
    "MATCH (n:One {key: $key}) SET n.value = $value, n.note = '$value, not $key'",
    "MATCH (n:One) WHERE n.value = $value MERGE (m:Other {key: $key}) MERGE (n)-[:LIKE]->(m)",
]
ROWS = st.fixed_dictionaries({"key": st.sampled_from(KEYS), "to": st.sampled_from(KEYS), "value": st.integers(0, 3)})
READS = ["MATCH (n:One) RETURN n.key, n.value ORDER BY n.key", "MATCH (n)-[r]->(m) RETURN count(r)"]
STEPS = st.tuples(st.sampled_from(STATEMENTS + READS), st.lists(ROWS, min_size=1, max_size=4))
NODES = "MATCH (n) RETURN labels(n), n.key, n.value, n.again, n.more, n.note"
RELATIONS = "MATCH (a)-[r]->(b) RETURN type(r), a.key, labels(a), b.key, labels(b), r.value"
TWO_EACH = """
import asyncio, sys
from pathlib import Path
from graph_model.embedded_store import EmbeddedStore

async def main():
    store = await EmbeddedStore.open(Path(sys.argv[1]), durability="normal")
    for number in range(100_000):
        async def both(transaction):
            await transaction.run("CREATE (:One {key: $key})", {"key": number})
            await transaction.run("CREATE (:Other {key: $key})", {"key": number})
        await store.transact(both)
        print(number, flush=True)

asyncio.run(main())
"""


def given_to(step: tuple[str, list[dict[str, Any]]]) -> dict[str, Any]:
    text, rows = step
    return {"rows": rows} if "$rows" in text else {"key": rows[0]["key"], "value": rows[0]["value"]}


def rows_of(result: Any) -> list[Row]:
    return list(zip(*[result.column(name) for name in result.columns], strict=True))


def everything(session: Any) -> list[list[tuple[str, ...]]]:
    return [sorted(tuple(map(repr, row)) for row in rows_of(session.cypher(query))) for query in (NODES, RELATIONS)]


@pytest.fixture(scope="module")
def sessions(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Any]]:
    """Two durable graphs with the same constraints."""
    with ExitStack() as stack:
        opened = []
        for name in ("in place", "committed"):
            folder = tmp_path_factory.mktemp(name)
            session = stack.enter_context(kglite.open_session(str(folder / FILE_NAME), durable="off"))
            for text in CONSTRAINTS:
                session.execute(text)
            opened.append(session)
        yield opened


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(transactions=st.lists(st.lists(STEPS, min_size=1, max_size=6), min_size=1, max_size=4))
async def test_they_leave_what_a_commit_leaves(
    sessions: list[Any], transactions: list[list[tuple[str, list[dict[str, Any]]]]]
) -> None:
    in_place, committed = sessions
    store = EmbeddedStore(in_place, 30.0)
    for session in sessions:
        session.execute("MATCH (n) DETACH DELETE n")
    for steps in transactions:

        async def work(transaction: GraphTransaction, steps: Any = steps) -> list[list[Row]]:
            return [await transaction.run(step[0], given_to(step)) for step in steps]

        read = await store.transact(work)
        theirs = committed.begin()
        for step, rows in zip(steps, read, strict=True):
            assert rows_of(theirs.cypher(step[0], params=given_to(step))) == rows
        theirs.commit()
        assert everything(in_place) == everything(committed), steps


def test_one_statement_is_made_of_those_that_write() -> None:
    written = Written()
    assert written.as_one() is None
    written.add("CREATE (:One {key: $key})", {"key": "a"})
    written.add("UNWIND $rows AS row MERGE (:One {key: row.key, of: $key})", {"rows": [{"key": "b"}], "key": "c"})
    assert written.as_one() == (
        "CREATE (:One {key: $key_0}) WITH count(*) AS before "
        "UNWIND $rows_1 AS row MERGE (:One {key: row.key, of: $key_1})",
        {"key_0": "a", "rows_1": [{"key": "b"}], "key_1": "c"},
    )


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("MATCH (n:One) SET n.value = 1 RETURN n.key", 1),
        ("UNWIND $rows AS row CREATE (:One {key: row})", MOST_ROWS + 1),
    ],
)
def test_what_tells_what_it_wrote_or_is_much_is_committed(text: str, rows: int) -> None:
    written = Written()
    written.add("CREATE (:One {key: 'a'})", None)
    written.add(text, {"rows": list(range(rows))})
    assert written.as_one() is None


def test_a_killed_process_leaves_whole_transactions(tmp_path: Path) -> None:
    command = [sys.executable, "-c", TWO_EACH, str(tmp_path)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=dict(os.environ))
    assert process.stdout is not None
    for line in process.stdout:
        if int(line) >= 200:
            break
    process.send_signal(signal.SIGKILL)
    told = [200, *map(int, process.stdout.read().split())]
    process.wait(timeout=30)
    with kglite.open_session(str(tmp_path / FILE_NAME), durable="normal") as session:
        ones, others = (
            sorted(session.cypher(f"MATCH (n:{label}) RETURN n.key").column("n.key")) for label in ("One", "Other")
        )
    assert ones == others
    assert all(after - before == 1 for before, after in pairwise(ones))
    assert ones[-1] >= told[-1]
