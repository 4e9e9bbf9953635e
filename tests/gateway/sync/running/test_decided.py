"""Rows of a system that only a person can put down to somebody: they come in with the decision, without being read again."""

from pathlib import Path
from typing import Any

import pytest

from gateway.sync.addresses import file_address
from graph_model.catalogue import Catalogue
from graph_model.identity_reviews import LATEST_FIRST, identity_reviews
from graph_model.intake.identification.decisions import DecisionResult, IdentityDecisions, Signature
from graph_model.intake.syncing.states import read_state
from graph_model.model import Identifier, IdentifierKind
from graph_model.paging import page_request
from graph_model.store import GraphStore
from tests.gateway.sync.running.department import Department, code, department
from tests.gateway.sync.running.test_identified import NUMBER, know
from tests.gateway.sync.verifying.verified import clean, told

OTHER = "995001200054321"


async def shared(store: GraphStore) -> None:
    """Two enterprises of one registration number, and another number of both."""
    kind = IdentifierKind.REGISTRATION_NUMBER
    numbers = [Identifier(kind, number, f"uscc:{code(k)}") for number in (NUMBER, OTHER) for k in (1, 2)]
    await know(store, 1, 2, identifiers=tuple(numbers))


async def decide(land: Department, number: str, subject: int | None) -> DecisionResult:
    land.tick()
    page = await identity_reviews(land.parts.store, page_request(LATEST_FIRST))
    (review,) = [one for one in page.rows if number in [value for _, value in one.codes]]
    key = None if subject is None else f"uscc:{code(subject)}"
    return await decisions(land).decide(review.key, key, Signature("李某", "coordinator", "问过市规划自然资源局"))


async def take_back(land: Department, decision: str) -> DecisionResult:
    land.tick()
    return await decisions(land).take_back(decision, Signature("李某", "coordinator", "问错了"))


def decisions(land: Department) -> IdentityDecisions:
    return IdentityDecisions(land.parts.store, land.parts.catalogue, lambda: land.now)


async def totals(land: Department) -> tuple[int, int]:
    found = (await read_state(land.parts.store, "land-valuation")).totals
    return found.accepted, found.rejected


@pytest.mark.parametrize(
    ("graph", "way"),
    [("embedded", "updatedAt"), ("embedded", "snapshot"), pytest.param("neo4j", "updatedAt", marks=pytest.mark.neo4j)],
    indirect=["graph"],
)
async def test_a_decision_brings_a_row_that_its_system_does_not_change(
    way: str, graph: tuple[GraphStore, Catalogue], tmp_path: Path
) -> None:
    await shared(graph[0])
    async with department(way, file_address(tmp_path / "source.sqlite"), *graph, tmp_path) as land:
        await land.put(1, code=NUMBER, grade="B")
        await land.put(2, code=code(1), grade="C", day="2026-05-02")
        await land.sync()
        assert await land.rejects() == {"number=1": "AMBIGUOUS_SUBJECT"}
        await clean(land)
        before = land.now
        result = await decide(land, NUMBER, 1)
        assert (result.brought.accepted, await totals(land)) == (1, (2, 0))
        assert await land.rejects() == {} and await land.grades(1) == {"2026-05-01": "B", "2026-05-02": "C"}
        written = await land.written()
        for full in (False, True):
            again = await land.sync(full=full)
            assert await land.written() == written and again.done.counts.accepted == 0
        await clean(land)
        land.tick()
        await land.put(3, code=NUMBER, grade="D", day="2026-05-03")
        later = await land.sync()
        assert list(later.done.identified) == ["BY_DECISION"]
        between = land.now
        taken = await take_back(land, result.decision.key)
        assert (taken.ended, taken.waiting, await totals(land)) == (2, 2, (1, 2))
        assert await land.grades(1) == {"2026-05-02": "C"}
        assert (await land.archive(1)).count("EVALUATION_WITHDRAWN") == 2
        assert await land.grades(1, between) == {"2026-05-01": "B", "2026-05-02": "C", "2026-05-03": "D"}
        assert await land.grades(1, before) == {"2026-05-02": "C"}
        assert await land.rejects() == {"number=1": "AMBIGUOUS_SUBJECT", "number=3": "AMBIGUOUS_SUBJECT"}
        written = await land.written()
        await land.sync(full=True)
        assert await land.written() == written
        await clean(land)
        await decide(land, NUMBER, 2)
        grades = (await land.grades(1), await land.grades(2))
        assert grades == ({"2026-05-02": "C"}, {"2026-05-01": "B", "2026-05-03": "D"})


async def test_what_the_system_says_otherwise_speaks_again_when_a_decision_goes(
    embedded: tuple[GraphStore, Catalogue], tmp_path: Path
) -> None:
    await shared(embedded[0])
    async with department("updatedAt", file_address(tmp_path / "source.sqlite"), *embedded, tmp_path) as land:
        await land.put(1, code=code(1), grade="A")
        land.tick()
        await land.put(2, code=NUMBER, grade="B")
        land.tick()
        await land.put(3, code=OTHER, grade="C")
        await land.sync()
        by_number = await decide(land, NUMBER, 1)
        assert await land.grades(1) == {"2026-05-01": "B"}, "the row that changed last speaks"
        by_other = await decide(land, OTHER, 1)
        assert await land.grades(1) == {"2026-05-01": "C"}
        await take_back(land, by_other.decision.key)
        assert await land.grades(1) == {"2026-05-01": "B"}
        await take_back(land, by_number.decision.key)
        assert await land.grades(1) == {"2026-05-01": "A"}
        await clean(land)


async def test_a_row_that_has_come_to_name_the_subject_outlives_the_decision(
    embedded: tuple[GraphStore, Catalogue], tmp_path: Path
) -> None:
    await shared(embedded[0])
    async with department("updatedAt", file_address(tmp_path / "source.sqlite"), *embedded, tmp_path) as land:
        await land.put(1, code=NUMBER, grade="B")
        await land.put(2, code=NUMBER, grade="C", day="2026-05-02")
        await land.sync()
        decision = (await decide(land, NUMBER, 1)).decision
        land.tick()
        await land.put(1, code=code(1))
        await land.delete(2)
        await land.sync()
        taken = await take_back(land, decision.key)
        assert await land.grades(1) == {"2026-05-01": "B"}
        assert "number=1" not in await land.rejects()
        assert taken.waiting == 1, "an incremental sync has not seen that row 2 is gone"
        await land.sync(full=True)
        assert await land.rejects() == {} and await totals(land) == (1, 0)


async def test_a_decision_in_the_middle_of_a_sync_reaches_the_rows_that_were_read_before(
    embedded: tuple[GraphStore, Catalogue], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the judging of a batch and its writing."""
    await shared(embedded[0])
    async with department("updatedAt", file_address(tmp_path / "source.sqlite"), *embedded, tmp_path) as land:
        await land.put(1, code=NUMBER, grade="B")
        await land.sync()
        land.tick()
        await land.put(2, code=NUMBER, grade="C", day="2026-05-02")
        transact: Any = type(embedded[0]).transact
        decided: list[str] = []

        async def after_a_decision(store: GraphStore, work: Any) -> Any:
            if not decided and "SyncBatches" in work.__qualname__:
                decided.append(NUMBER)
                await decide(land, NUMBER, 2)
            return await transact(store, work)

        monkeypatch.setattr(type(embedded[0]), "transact", after_a_decision)
        await land.sync()
        assert decided and await land.grades(2) == {"2026-05-01": "B", "2026-05-02": "C"}
        assert await land.rejects() == {}


async def test_what_a_decision_brought_and_no_row_says_is_found_when_the_system_is_verified(
    embedded: tuple[GraphStore, Catalogue], tmp_path: Path
) -> None:
    await shared(embedded[0])
    async with department("updatedAt", file_address(tmp_path / "source.sqlite"), *embedded, tmp_path) as land:
        await land.put(1, code=NUMBER)
        await land.sync()
        await decide(land, NUMBER, 1)
        await land.delete(1)
        await embedded[0].write("MATCH (s:Statement) DELETE s")
        assert "RECORD_STRAY" in [kind for kind, _, _ in await told(land)]
