"""Natural persons asked about live: found by our keyed hash, by each way of changing; no ID number is kept, said or shown."""

import asyncio
import logging
import re
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from gateway.live.grades import SystemGrades
from gateway.live.persons import following
from gateway.live.persons.finding import PersonRows
from gateway.live.systems import LiveSystem, LiveSystems
from gateway.settings import Settings
from gateway.sources.errors import SourceTimeout
from gateway.sync.addresses import reading_engine
from gateway.sync.known_mappings import address_of
from gateway.sync.mapping import read_mapping
from gateway.sync.reading.judging import Judge
from gateway.sync.reading.rows import RowReader
from gateway.sync.reading.statement import question_of
from gateway.sync.reading.streaming import batches
from graph_model.catalogue import Catalogue
from graph_model.live import LiveAnswer, LiveState
from graph_model.model import utc_now
from graph_model.persons import PREFIX, person_key
from resolvers.sdl import sdl
from seed.city.codes import MADE_UP_SECRET
from tests.gateway.live.laid_systems import (
    PERSONS_ONLY,
    TODAY,
    asked,
    everybody,
    live_systems,
    records_of,
)

FIRST, SECOND, THIRD = "500101199003070030", "500101198502030012", "50010119770101001X"
SECRET = b"the secret of this test"
MAPPING = """\
system: odd
connection: {{url: "sqlite:///{file}"}}
table: rated
keys: {{personId: who}}
evaluations:
- {{item: 1-6, grade: {{column: grade, scale: unified}}, evaluatedOn: day}}
deleted: {{column: gone}}
changes: {changes}
limits: {{batch: 3}}
"""
WAYS = {
    "log": "{kind: log, column: moved}",
    "version": "{kind: version, column: moved, key: [number]}",
    "updatedAt": "{kind: updatedAt, column: moved, key: [number]}",
    "snapshot": "{kind: snapshot, column: moved, key: [number]}",
    "deletion": "{kind: deletion, key: [number, part]}",
}


def key(number: str) -> str:
    return person_key(number, SECRET)


async def test_what_is_asked_is_what_is_read_of_the_same_persons(
    laid: tuple[Settings, list[str]], plan: Catalogue
) -> None:
    settings, _ = laid
    persons = [known.subject.key for known in everybody(plan) if known.person_id]
    found: dict[str, set[Any]] = {}
    async with live_systems(settings, plan) as live:
        answers = await SystemGrades(live, plan, MADE_UP_SECRET, 60.0).ask(persons)
        for answer in answers:
            assert answer.state is LiveState.ANSWERED, answer.system_key
            said = [record for records in answer.records.values() for record in records]
            found[answer.system_key] = {(r.subject_key, r.item_key, r.grade, r.evaluated_on) for r in said}
        for answer in answers:
            there = await read_otherwise(live.systems[answer.system_key], settings, plan)
            mine = found[answer.system_key]
            assert mine <= there, answer.system_key
            assert {(o, i, d) for o, i, _, d in mine} == {(o, i, d) for o, i, _, d in there if o in persons}
        shown = await records_of(live.systems[PERSONS_ONLY], "grade itemKey evaluatedOn person { key }", persons)
    assert sum(map(len, found.values())) >= 6 and len([system for system in found if found[system]]) >= 5
    whole = {(of, r["itemKey"], r["grade"], r["evaluatedOn"]) for of, records in shown.items() for r in records}
    assert {(of, item, grade.value, day.isoformat()) for of, item, grade, day in found[PERSONS_ONLY]} <= whole
    assert all(record["person"] == {"key": of} for of, records in shown.items() for record in records)


async def read_otherwise(system: LiveSystem, settings: Settings, plan: Catalogue) -> set[Any]:
    """Of what reading the whole system finds and the intake accepts, what is about persons."""
    read, address = system.read, address_of(system.read, settings)
    question, judge = question_of(read), Judge(plan, MADE_UP_SECRET, TODAY)
    reader, found = RowReader(read.mapping, question.places), set()
    engine = reading_engine(address, connections=1, timeout=60)
    async for batch in batches(engine, address, read, question):
        for judged in judge.judged(reader, batch, 1):
            claim = judged.prepared.claim
            if not judged.row.withdrawn and claim is not None and claim.subject.key.startswith(PREFIX):
                found.add((claim.subject.key, claim.item.key, claim.content[0], claim.evaluated_on))
    await engine.dispose()
    return found


async def test_who_is_no_person_is_refused(bundled: tuple[Settings, list[str]], plan: Catalogue) -> None:
    async with live_systems(bundled[0], plan) as live:
        system = live.systems[PERSONS_ONLY]
        query = "query($of: [_Any!]!) { _entities(representations: $of) { ... on Person { key } } }"
        wrong = [{"__typename": "Person", "key": of} for of in ("uscc:x", FIRST, f"{PREFIX}12", None)]
        answer = await asked(system, query, of=wrong)
    assert answer["data"] == {"_entities": [None] * 4}
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["BAD_INPUT"] * 4
    assert FIRST not in str(answer)


# --- a system of one's own ---


@dataclass
class Land:
    """One table of persons, a row each: number, part, who, grade, day, gone, moved."""

    file: Path
    way: str
    live: LiveSystems
    plan: Catalogue
    moment: int = 0

    @property
    def system(self) -> LiveSystem:
        return self.live.systems["odd"]

    @property
    def persons(self) -> PersonRows:
        assert self.system.persons is not None
        return self.system.persons

    def put(self, number: int, who: str | None, grade: str = "B", gone: str | None = None) -> None:
        """A row is written; a snapshot is a whole copy, and a log grows."""
        self.moment += 1
        with sqlite3.connect(self.file) as file:
            if self.way == "snapshot":
                last = f"S{self.moment - 1:05d}"
                file.execute(
                    "INSERT INTO rated SELECT number, part, who, grade, day, gone, ? FROM rated WHERE moved = ? AND number <> ?",
                    (self.moved(), last, number),
                )
            elif self.way != "log":
                file.execute("DELETE FROM rated WHERE number = ?", (number,))
            row = (number, "x", who, grade, "2026-05-01", gone, self.moved())
            file.execute("INSERT INTO rated VALUES (?, ?, ?, ?, ?, ?, ?)", row)
        file.close()

    def moved(self) -> str | int:
        if self.way == "snapshot":
            return f"S{self.moment:05d}"
        if self.way == "updatedAt":
            return str((utc_now() - timedelta(days=1) + timedelta(seconds=self.moment)).isoformat(sep=" "))
        return self.moment

    def run(self, statement: str, *values: Any) -> None:
        with sqlite3.connect(self.file) as file:
            file.execute(statement, values)
        file.close()

    async def answer(self, *numbers: str, timeout: float = 20.0) -> LiveAnswer:
        [found] = await SystemGrades(self.live, self.plan, SECRET, timeout).ask([key(number) for number in numbers])
        return found

    async def grade(self, number: str) -> str | None:
        found = await self.answer(number)
        assert found.state is LiveState.ANSWERED
        assert found.records.keys() <= {key(number)}
        records = found.records.get(key(number), ())
        return records[0].grade.value if records else None


@asynccontextmanager
async def land_of(way: str, folder: Path, plan: Catalogue, changes: str | None = None) -> AsyncIterator[Land]:
    file = folder / "rated.sqlite"
    with sqlite3.connect(file) as made:
        made.execute("CREATE TABLE rated (number, part, who, grade, day, gone, moved)")
    made.close()
    path = folder / "odd.yaml"
    path.write_text(MAPPING.format(file=file, changes=changes or WAYS[way]), encoding="utf-8")
    live = LiveSystems.open([read_mapping(path, plan)], Settings(data=folder), plan, sdl(), SECRET)
    try:
        yield Land(file, way, live, plan)
    finally:
        await live.close()


@pytest.mark.parametrize("way", WAYS)
async def test_a_change_is_seen_by_the_next_question(
    way: str, tmp_path: Path, plan: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "COMPARED_EVERY", 0.0)
    async with land_of(way, tmp_path, plan) as land:
        assert await land.grade(FIRST) is None
        for number in range(10):
            land.put(number, FIRST if number == 7 else None if number == 3 else f"E1234567{number}")
        assert (await land.grade(FIRST), await land.grade(SECOND)) == ("B", None)
        land.put(10, SECOND, "C")
        assert (await land.grade(SECOND), await land.grade(FIRST)) == ("C", "B")
        if way != "log":
            land.put(7, THIRD, "D")
            assert await land.grade(FIRST) is None, "the ID number was corrected"
            assert await land.grade(THIRD) == "D"
        land.put(10, SECOND, "C", gone="Y")
        assert await land.grade(SECOND) == ("C" if way == "log" else None), "in a log the older row stands"


@pytest.mark.parametrize("way", ["log", "version", "updatedAt"])
async def test_what_was_committed_late_or_has_no_time_of_change_is_found(
    way: str, tmp_path: Path, plan: Catalogue
) -> None:
    async with land_of(way, tmp_path, plan) as land:
        for number in range(20):
            land.put(number, f"E12345{number:03d}")
        assert await land.grade(FIRST) is None
        earlier = f"{utc_now() - timedelta(days=1) + timedelta(seconds=10.5)}" if way == "updatedAt" else 10.5
        land.run("INSERT INTO rated VALUES (90, 'x', ?, 'A', '2026-05-01', NULL, ?)", FIRST, earlier)
        assert await land.grade(FIRST) == "A"
        if way != "log":
            land.run("INSERT INTO rated VALUES (91, 'x', ?, 'D', '2026-05-01', NULL, NULL)", SECOND)
            assert await land.grade(SECOND) == "D"


async def test_a_clock_that_is_ahead_hides_nothing(tmp_path: Path, plan: Catalogue) -> None:
    async with land_of("updatedAt", tmp_path, plan) as land:
        land.run("INSERT INTO rated VALUES (90, 'x', ?, 'A', '2026-05-01', NULL, '2099-01-01 00:00:00')", FIRST)
        assert await land.grade(FIRST) == "A"
        land.put(1, SECOND)
        assert await land.grade(SECOND) == "B"


async def test_a_table_that_was_laid_down_anew_is_read_anew(tmp_path: Path, plan: Catalogue) -> None:
    async with land_of("log", tmp_path, plan) as land:
        for number in range(8):
            land.put(number, f"E1234567{number}")
        assert await land.grade(FIRST) is None
        land.run("DELETE FROM rated")
        land.moment = 0
        land.put(1, FIRST, "A")
        assert await land.grade(FIRST) == "A"


async def test_a_table_without_a_sign_of_change_is_compared_once_a_minute(tmp_path: Path, plan: Catalogue) -> None:
    async with land_of("deletion", tmp_path, plan) as land:
        land.put(1, FIRST)
        assert await land.grade(FIRST) == "B"
        land.put(1, FIRST, "D")
        land.put(2, SECOND)
        assert await land.grade(FIRST) == "D", "rows that are known are asked as they are"
        assert await land.grade(SECOND) is None, "a new one is found when the table is compared again"


async def test_no_id_number_is_kept_or_logged(
    tmp_path: Path, plan: Catalogue, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with land_of("version", tmp_path, plan) as land:
        said: list[str] = []
        engine = land.system.database._opened().engine.sync_engine
        event.listen(
            engine,
            "connect",
            lambda connection, _: connection.run_async(lambda driver: driver.set_trace_callback(said.append)),
        )
        for number, who in enumerate((FIRST, SECOND, THIRD, "500101199003070038", f" {FIRST.lower()} ")):
            land.put(number, who)
        answer = await land.answer(FIRST, SECOND)
        assert len(answer.records) == 2 and said
        kept = "\n".join(land.persons._following.index._file.iterdump())
        land.run("ALTER TABLE rated RENAME COLUMN who TO whoever")
        assert (await land.answer(FIRST)).state is LiveState.MISMATCHED
    assert key(FIRST) in kept
    for text in (kept, str(answer), caplog.text, *said):
        assert not re.search(r"\d{17}[\dXx]", re.sub(r"person:[0-9a-f]{32}|[0-9a-f]{40,}", "", text)), text


async def test_those_who_ask_meanwhile_share_a_reading(
    tmp_path: Path, plan: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with land_of("log", tmp_path, plan) as land:
        land.put(1, FIRST)
        readings, real = [], land.persons._following.follow

        async def counted() -> None:
            readings.append(1)
            await real()

        monkeypatch.setattr(land.persons._following, "follow", counted)
        deadline = asyncio.get_running_loop().time() + 20
        found = await asyncio.gather(*(land.persons.rows_of([key(FIRST)], deadline) for _ in range(30)))
        assert all(one is not None for one in found) and len(readings) <= 2


async def test_a_reading_that_takes_long_goes_on(
    tmp_path: Path, plan: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with land_of("log", tmp_path, plan) as land:
        land.put(1, FIRST)
        gate, real = asyncio.Event(), land.persons._following.follow

        async def slow() -> None:
            await gate.wait()
            await real()

        monkeypatch.setattr(land.persons._following, "follow", slow)
        assert (await land.answer(FIRST, timeout=0.2)).state is LiveState.TOO_SLOW
        with pytest.raises(SourceTimeout):
            await land.persons.rows_of([key(FIRST)], asyncio.get_running_loop().time() + 0.1)
        gate.set()
        assert await land.grade(FIRST) == "B"


async def test_a_system_that_comes_back_is_read_on(tmp_path: Path, plan: Catalogue) -> None:
    async with land_of("log", tmp_path, plan) as land:
        land.put(1, FIRST)
        land.run("ALTER TABLE rated RENAME TO elsewhere")
        assert (await land.answer(FIRST)).state is LiveState.MISMATCHED
        land.run("ALTER TABLE elsewhere RENAME TO rated")
        assert await land.grade(FIRST) == "B"


async def test_rows_told_apart_by_the_id_number_are_not_asked_for(tmp_path: Path, plan: Catalogue) -> None:
    """It would have to be kept to find them."""
    async with land_of("version", tmp_path, plan, "{kind: version, column: moved, key: [who]}") as land:
        assert land.live.systems == {}
