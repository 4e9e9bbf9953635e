"""The port's promises, kept by both stores."""

import asyncio
from pathlib import Path

import pytest

from graph_model import constraints
from graph_model.embedded_store import EmbeddedStore
from graph_model.errors import BadInput, CreditError, StoreInUse, StoreUnavailable, Timeout
from graph_model.open_store import open_store
from graph_model.store import GraphStore, GraphTransaction, only
from tests.conftest import emptied

COUNT = "MATCH (n:Batch) RETURN count(n)"
ADD = "UNWIND $rows AS row CREATE (:Batch {key: row.key, number: row.number})"


def rows(n: int, start: int = 0) -> list[dict[str, object]]:
    return [{"key": f"b{i}", "number": i} for i in range(start, start + n)]


async def test_rows_are_plain_tuples_in_the_order_of_return(store: GraphStore) -> None:
    await store.write(ADD, {"rows": rows(3)})
    found = await store.read("MATCH (b:Batch) RETURN b.number, b.key, b.nothing ORDER BY b.number DESC")
    assert found == [(2, "b2", None), (1, "b1", None), (0, "b0", None)]


async def test_a_point_read_gives_the_same_rows(store: GraphStore) -> None:
    await store.write(ADD, {"rows": rows(3)})
    query, parameters = "MATCH (b:Batch {key: $key}) RETURN b.number", {"key": "b1"}
    assert await store.read(query, parameters, point=True) == await store.read(query, parameters) == [(1,)]


async def test_values_go_in_and_out_unchanged(store: GraphStore) -> None:
    values = {"text": "渝北区 '\"\\ $x", "whole": 2**53, "real": 0.1, "yes": True, "none": None, "list": ["a", "乙"]}
    await store.write("CREATE (:Batch {key: 'v', a: $text, b: $whole, c: $real, d: $yes, e: $none, f: $list})", values)
    found = await store.read("MATCH (b:Batch {key: 'v'}) RETURN b.a, b.b, b.c, b.d, b.e, b.f")
    assert [list(row) for row in found] == [list(values.values())]


async def test_constraints_and_indexes_that_are_not_there_are_named(store: GraphStore) -> None:
    assert await store.missing() == []
    await store.write("DROP CONSTRAINT subject_key IF EXISTS")
    await store.write("DROP INDEX subject_district IF EXISTS")
    assert await store.missing() == ["subject_key", "subject_district"]
    await store.prepare()
    assert await store.missing() == []


async def test_several_may_prepare_at_once(store: GraphStore) -> None:
    """As servers do that are started together."""
    for _ in range(3):
        await store.write("DROP CONSTRAINT subject_key IF EXISTS")
        for index in ("subject_district", "subject_uscc", "subject_industry"):
            await store.write(f"DROP INDEX {index} IF EXISTS")
        await asyncio.gather(*[store.prepare() for _ in range(4)])
        assert await store.missing() == []


async def test_prepare_may_run_again_and_every_key_is_unique(store: GraphStore) -> None:
    await store.prepare()
    for label in constraints.LABELS:
        create = f"CREATE (:{label} {{key: 'same'}})"
        await store.write(create)
        with pytest.raises(BadInput):
            await store.write(create)


async def test_a_transaction_commits_as_one(store: GraphStore) -> None:
    async def work(transaction: GraphTransaction) -> int:
        await transaction.run(ADD, {"rows": rows(2)})
        await transaction.run(ADD, {"rows": rows(2, start=2)})
        return int(only(await transaction.run(COUNT)))

    assert await store.transact(work) == 4
    assert only(await store.read(COUNT)) == 4


async def test_a_transaction_that_raises_leaves_nothing(store: GraphStore) -> None:
    async def work(transaction: GraphTransaction) -> None:
        await transaction.run(ADD, {"rows": rows(2)})
        raise RuntimeError("stopped in the middle")

    with pytest.raises(RuntimeError, match="stopped in the middle"):
        await store.transact(work)
    assert only(await store.read(COUNT)) == 0


async def test_a_transaction_with_a_bad_statement_leaves_nothing(store: GraphStore) -> None:
    async def work(transaction: GraphTransaction) -> None:
        await transaction.run(ADD, {"rows": rows(2)})
        await transaction.run(ADD, {"rows": rows(1)})

    with pytest.raises(CreditError):
        await store.transact(work)
    assert only(await store.read(COUNT)) == 0


async def test_nobody_sees_a_transaction_before_it_commits(store: GraphStore) -> None:
    async def work(transaction: GraphTransaction) -> object:
        await transaction.run(ADD, {"rows": rows(5)})
        return only(await store.read(COUNT))

    assert await store.transact(work) == 0


async def test_transactions_at_the_same_time_all_land(store: GraphStore) -> None:
    async def add(n: int) -> None:
        async def work(transaction: GraphTransaction) -> None:
            await transaction.run(ADD, {"rows": rows(10, start=n * 10)})

        await store.transact(work)

    await asyncio.gather(*(add(n) for n in range(8)))
    assert only(await store.read(COUNT)) == 80


async def test_load_takes_any_number_of_rows(store: GraphStore) -> None:
    assert await store.load(ADD, iter(rows(25)), batch_size=10) == 25
    assert await store.load(ADD, [], batch_size=10) == 0
    assert only(await store.read(COUNT)) == 25


async def test_a_query_past_its_deadline_is_a_timeout(store: GraphStore) -> None:
    slow = "UNWIND range(1, 3000) AS a UNWIND range(1, 3000) AS b UNWIND range(1, 3000) AS c RETURN sum(a * b * c % 7)"
    with pytest.raises(Timeout):
        await store.read(slow, timeout=0.2)


async def test_a_query_that_cannot_run_is_the_store_s_error(store: GraphStore) -> None:
    with pytest.raises(StoreUnavailable):
        await store.read("MATCH (b:Batch RETURN b")


async def test_text_in_parameters_is_never_query(store: GraphStore) -> None:
    evil = "x'}) DETACH DELETE (n) //"
    await store.write(ADD, {"rows": [{"key": evil, "number": 1}]})
    assert await store.read("MATCH (b:Batch {key: $key}) RETURN b.key", {"key": evil}) == [(evil,)]


# --- Neo4j alone ------------------------------------------------------------------------------------------------------


async def test_constraints_and_indexes_that_were_dropped_are_laid_down_again(neo4j_url: str) -> None:
    store = await emptied(neo4j_url)
    shown = "SHOW INDEXES YIELD name, owningConstraint, state RETURN name, owningConstraint, state ORDER BY name"
    before = await store.read(shown)
    for dropped in ("CONSTRAINT subject_key", "INDEX subject_uscc", "INDEX subject_names_ever", "INDEX subject_search"):
        await store.write(f"DROP {dropped}")
    await store.prepare()
    assert await store.read(shown) == before
    await store.close()


async def test_the_index_of_present_names_alone_gives_way_to_that_of_all(neo4j_url: str) -> None:
    store = await emptied(neo4j_url)
    shown = "SHOW INDEXES YIELD name, properties WHERE name STARTS WITH 'subject_names' RETURN name, properties"
    await store.write("DROP INDEX subject_names_ever")
    await store.write("CREATE FULLTEXT INDEX subject_names FOR (n:Subject) ON EACH [n.displayName]")
    await store.prepare()
    assert await store.read(shown) == [("subject_names_ever", ["displayName", "formerNames"])]
    await store.close()


# --- the embedded store alone -----------------------------------------------------------------------------------------


async def test_what_was_written_is_there_after_reopening(tmp_path: Path) -> None:
    store = await EmbeddedStore.open(tmp_path)
    await store.prepare()
    await store.write(ADD, {"rows": rows(3)})
    await store.close()
    store = await EmbeddedStore.open(tmp_path)
    assert only(await store.read(COUNT)) == 3
    with pytest.raises(BadInput):
        await store.write(ADD, {"rows": rows(1)})
    await store.close()


async def test_a_second_opener_is_told_who_has_it(tmp_path: Path) -> None:
    store = await EmbeddedStore.open(tmp_path)
    with pytest.raises(StoreInUse) as refused:
        await EmbeddedStore.open(tmp_path)
    assert refused.value.pid is not None and str(refused.value.pid) in refused.value.message
    await store.close()


@pytest.mark.parametrize("address", ["", "redis://x", "embeded"])
async def test_an_address_that_is_no_store_is_refused(address: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="--store"):
        await open_store(address, data_dir=tmp_path)


async def test_a_neo4j_that_does_not_answer_is_unavailable() -> None:
    with pytest.raises(StoreUnavailable):
        await open_store("bolt://127.0.0.1:1")


async def test_a_cancelled_transaction_is_whole_or_nothing_and_lets_the_next_one_in(store: GraphStore) -> None:
    begun = asyncio.Event()

    async def slow(transaction: GraphTransaction) -> None:
        await transaction.run(ADD, {"rows": rows(2_000)})
        begun.set()
        await transaction.run(ADD, {"rows": rows(2_000, start=2_000)})

    task = asyncio.create_task(store.transact(slow))
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert only(await store.read(COUNT)) in (0, 4_000)
    await store.write(ADD, {"rows": rows(1, start=9_000)})
    assert only(await store.read(COUNT)) in (1, 4_001)
