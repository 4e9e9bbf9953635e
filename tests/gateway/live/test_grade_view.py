"""`gradeView(live: true)`: the systems asked now, over both stores. The graph holds what the city knows; the systems are SQLite files."""

import asyncio
import json
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import event, text

from gateway.live.grades import SystemGrades
from gateway.live.systems import LiveSystems
from gateway.security.identity import DEMO_COORDINATOR
from gateway.settings import Settings
from gateway.sync.addresses import filling_engine
from gateway.sync.bundled import bundled_addresses
from graph_model.catalogue import Catalogue
from graph_model.store import GraphStore
from graph_model.subjects import read_subject
from graph_model.writing import Additions
from resolvers.context import Context
from resolvers.schema import build_schema
from seed.city.codes import MADE_UP_SECRET
from seed.laying import ensure_plan
from tests.gateway.live.laid_systems import ENTITY_SYSTEMS, PERSONS_ONLY, TODAY, everybody, live_systems
from tests.graph_model.small_city import add

VIEW = """query($keys: [ID!]!, $live: Boolean!, $departments: [String!], $asOf: DateTime, $knownAt: DateTime) {
  subjectsByKeys(keys: $keys) { key
    gradeView(live: $live, departments: $departments, asOf: $asOf, knownAt: $knownAt) {
      grades { id itemKey grade evaluatedOn provenance { mode system { key } batch fetchedAt } }
      highest lowest spread discrepancies { high { itemKey grade } low { itemKey grade } }
      sources { system { key } mode state asOf } }
    measures { applied { because { grade itemKey } } } } }"""
COMPANY = "uscc:91995099000000019D"
TAX = "1-48"
OF_PERSONS = {
    *(PERSONS_ONLY, "patent-agency", "cost-consulting", "science-credit", "construction-testing", "survey-design"),
    *("highway-construction-market", "waterway-construction-market", "landscaping"),
}
"""The systems whose rows may be about natural persons."""


@dataclass
class City:
    """The API over a store and the systems; `statements` are those that the systems were asked, by their keys."""

    store: GraphStore
    plan: Catalogue
    settings: Settings
    live: LiveSystems
    port: SystemGrades
    statements: list[tuple[str, str]] = field(default_factory=list)

    async def views(self, *keys: str, live: bool = True, **arguments: Any) -> list[dict[str, Any]]:
        result = await self.result(*keys, live=live, **arguments)
        assert not result.errors, result.errors
        return list(result.data["subjectsByKeys"])

    async def view(self, key: str = COMPANY, **arguments: Any) -> dict[str, Any]:
        [found] = await self.views(key, **arguments)
        return dict(found["gradeView"])

    async def result(self, *keys: str, **arguments: Any) -> Any:
        return await self.run(VIEW, {"keys": list(keys), **arguments})

    async def run(self, query: str, variables: dict[str, Any]) -> Any:
        now = datetime(TODAY.year, TODAY.month, TODAY.day, 4, tzinfo=UTC)
        context = Context(self.store, self.plan, MADE_UP_SECRET, DEMO_COORDINATOR, clock=lambda: now, live=self.port)
        return await build_schema().execute(query, variable_values=variables, context_value=context)

    async def change(self, system: str, *statements: str) -> None:
        """Something happens in a department."""
        engine = filling_engine(bundled_addresses(self.settings)[system])
        async with engine.begin() as connection:
            for statement in statements:
                await connection.execute(text(statement))
        await engine.dispose()

    def file(self, system: str) -> Path:
        return self.settings.data / "systems" / f"{system}.sqlite"


@pytest_asyncio.fixture
async def city(
    store: GraphStore, bundled: tuple[Settings, list[str]], plan: Catalogue, tmp_path: Path
) -> AsyncIterator[City]:
    """Everybody in the graph as the city has them; the systems as files of the test's own."""
    await ensure_plan(store)
    known = everybody(plan)
    await add(store, Additions(subjects=[k.subject for k in known], records=[r for k in known for r in k.records]))
    shutil.copytree(bundled[0].data, tmp_path / "city")
    settings = Settings(data=tmp_path / "city", systems="bundled")
    async with live_systems(settings, plan) as live:
        found = City(store, plan, settings, live, SystemGrades(live, plan, MADE_UP_SECRET, 20.0))
        for key, system in live.systems.items():
            event.listen(system.database._opened().engine.sync_engine, "connect", partial(note_statements, found, key))
        yield found


class PatientStore:
    """A store that reads nothing before the systems have been asked."""

    def __init__(self, store: GraphStore, port: SystemGrades) -> None:
        self.port: Any = self
        self._store, self._live = store, port
        self._asked = asyncio.Event()

    async def ask(self, *subjects: Any) -> Any:
        self._asked.set()
        return await self._live.ask(*subjects)

    async def read(self, *query: Any, **limits: Any) -> Any:
        async with asyncio.timeout(10):
            await self._asked.wait()
        return await self._store.read(*query, **limits)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._live if name == "same" else self._store, name)


def note_statements(city: City, key: str, connection: Any, _: Any) -> None:
    """Of a connection to the file of a system, all that it runs, however it is asked."""
    note = partial(_note, city, key)
    connection.run_async(lambda driver: driver.set_trace_callback(note))


def _note(city: City, key: str, statement: str) -> None:
    city.statements.append((key, statement))


def grade_of(view: dict[str, Any], item: str = TAX) -> dict[str, Any]:
    [found] = [grade for grade in view["grades"] if grade["itemKey"] == item]
    return dict(found)


def states(view: dict[str, Any], mode: str = "LIVE") -> dict[str, str]:
    return {one["system"]["key"]: one["state"] for one in view["sources"] if one["mode"] == mode and one["system"]}


async def test_what_the_systems_say_and_the_graph_knows_already_is_no_news(city: City) -> None:
    asked, stored = await city.view(), await city.view(live=False)
    assert asked["grades"] == stored["grades"] and asked["grades"]
    assert states(asked) == dict.fromkeys(ENTITY_SYSTEMS, "ANSWERED")
    assert states(stored) == {} and {one["state"] for one in stored["sources"]} == {"NOT_ASKED"}


async def test_without_live_no_system_is_asked(city: City) -> None:
    await city.view(live=False)
    assert city.statements == []


async def test_a_newer_grade_of_a_system_is_shown_as_live_and_written_nowhere(city: City) -> None:
    before = grade_of(await city.view())
    day = (datetime.fromisoformat(before["evaluatedOn"]) + timedelta(days=30)).date()
    await city.change(
        "tax-credit",
        "INSERT INTO nsr_xydj SELECT 99999, nsr_id, pjnd, '5', 11, "
        f"'{day:%Y%m%d}', NULL, 'w', 'N', xgsj FROM nsr_xydj JOIN nsr_jbxx USING (nsr_id) "
        f"WHERE nsrsbh = '{COMPANY.removeprefix('uscc:')}' ORDER BY pjrq DESC LIMIT 1",
    )
    [subject] = await city.views(COMPANY)
    view = subject["gradeView"]
    found = grade_of(view)
    assert (found["grade"], found["evaluatedOn"]) == ("D", day.isoformat())
    assert found["provenance"] | {"fetchedAt": None} == {
        "mode": "LIVE",
        "system": {"key": "tax-credit"},
        "batch": "live",
        "fetchedAt": None,
    }
    assert view["lowest"] == "D"
    assert "D" not in {pair["low"]["grade"] for pair in view["discrepancies"]}, "they keep to stored grades"
    assert "D" not in {one["because"]["grade"] for one in subject["measures"]["applied"]}
    assert grade_of(await city.view(live=False)) == before
    stored = await read_subject(city.store, COMPANY)
    assert stored is not None and not any(record.mode == "LIVE" for record in stored.records)


async def test_a_corrected_grade_of_the_same_day_is_shown_as_live(city: City) -> None:
    before = grade_of(await city.view())
    await city.change("tax-credit", "UPDATE nsr_xydj SET pjjg = '4', pjdf = 41 WHERE pjjg = '1'")
    found = grade_of(await city.view())
    assert (before["grade"], found["grade"], found["provenance"]["mode"]) == ("A", "C", "LIVE")
    assert found["evaluatedOn"] == before["evaluatedOn"]


@pytest.mark.parametrize("bad", ["pjjg = '7'", "pjrq = '20260230'", "pjrq = '20990101'", "zfbz = 'Y'"])
async def test_a_row_that_would_be_rejected_changes_nothing(city: City, bad: str) -> None:
    before = await city.view()
    await city.change("tax-credit", f"UPDATE nsr_xydj SET {bad}")
    view = await city.view()
    assert view["grades"] == before["grades"] and states(view)["tax-credit"] == "ANSWERED"


async def test_a_system_that_is_down_shows_it_and_the_stored_grades_stand(city: City) -> None:
    before = await city.view()
    await city.live.close()
    city.file("tax-credit").unlink()
    await city.change("grain-credit", "ALTER TABLE lq_qyxy RENAME COLUMN sgpj TO other")
    view = await city.view()
    assert view["grades"] == before["grades"]
    changed = {"tax-credit": "UNREACHABLE", "grain-credit": "MISMATCHED"}
    assert states(view) == dict.fromkeys(ENTITY_SYSTEMS, "ANSWERED") | changed
    stored = states(view, "IMPORTED") | states(view, "SYNCED")
    assert stored["tax-credit"] == "UNREACHABLE", "what stands of it is told so too"


async def test_one_statement_a_system_for_all_subjects_of_an_operation(city: City) -> None:
    others = [key async for key in entities(city)]
    views = await city.views(COMPANY, *others)
    assert len(views) > 20
    assert sorted(key for key, _ in city.statements) == sorted(ENTITY_SYSTEMS)
    selected = " ".join(statement.partition("FROM")[0] for _, statement in city.statements)
    assert not any(word in selected for word in ("zjhm", "sfzh", "rysfz", "身份证号", "id_number", "holder AS")), (
        "no ID number is read"
    )


async def test_the_systems_are_at_work_while_the_entity_is_read(city: City) -> None:
    """And what is asked ahead is not asked again."""
    patient = PatientStore(city.store, city.port)
    read = await replace(city, store=patient, port=patient.port).run(
        """query($uscc: USCC!, $departments: [String!]) { entity(uscc: $uscc) {
          ...View gradeView(live: true, departments: $departments) { highest sources { system { key } mode state } } } }
        fragment View on Entity { tax: gradeView(live: true, departments: ["tax"]) { sources { system { key } mode state } } }""",
        {"uscc": COMPANY.removeprefix("uscc:"), "departments": None},
    )
    assert not read.errors, read.errors
    assert states(read.data["entity"]["gradeView"]) == dict.fromkeys(ENTITY_SYSTEMS, "ANSWERED")
    assert set(states(read.data["entity"]["tax"])) == {"tax-credit", "tax-service-credit"}
    asked = sorted(key for key, _ in city.statements)
    assert asked == sorted([*ENTITY_SYSTEMS, "tax-credit", "tax-service-credit"])


@pytest.mark.parametrize(
    "view",
    [
        "gradeView { highest }",
        "gradeView(live: false) { highest }",
        "gradeView(live: true) @skip(if: true) { highest }",
        'gradeView(live: true, departments: ["none"]) { highest }',
        'gradeView(live: true, knownAt: "2020-01-01T00:00:00Z") { highest }',
    ],
)
async def test_nothing_is_asked_ahead_for_a_view_that_asks_nothing(city: City, view: str) -> None:
    code = COMPANY.removeprefix("uscc:")
    await city.run(f"{{ entity(uscc: {json.dumps(code)}) {{ key {view} }} }}", {})
    assert city.statements == []


async def test_only_the_systems_of_the_departments_asked_about(city: City) -> None:
    await city.view(departments=["tax"])
    assert {key for key, _ in city.statements} == {"tax-credit", "tax-service-credit"}


async def test_a_natural_person_is_asked_about_by_a_hash_that_no_system_has(city: City) -> None:
    """Those systems are asked that know persons; no statement has anybody's ID number in it."""
    known = next(one for one in everybody(city.plan) if one.person_id and any(r.item_key == "1-6" for r in one.records))
    assert known.person_id is not None
    before = await city.view(known.subject.key)
    assert states(before) == dict.fromkeys(OF_PERSONS, "ANSWERED")
    stored = await city.view(known.subject.key, live=False)
    assert before["grades"] == stored["grades"] and before["grades"]
    await city.change(
        PERSONS_ONLY,
        "INSERT INTO 从业人员信用归集 (归集流水号, 姓名, 证件号码, 信用等级, 评价日期, 归集时间) SELECT MAX(归集流水号) + 1, "
        f"'某某', '{known.person_id}', 'D', '2026年11月20日', '2026-11-20 08:00:00' FROM 从业人员信用归集",
    )
    view = await city.view(known.subject.key)
    [news] = [grade for grade in view["grades"] if grade["itemKey"] == "1-6"]
    assert (news["grade"], news["evaluatedOn"], news["provenance"]["mode"]) == ("D", "2026-11-20", "LIVE")
    assert not [statement for _, statement in city.statements if known.person_id in statement]


async def test_live_is_of_now(city: City) -> None:
    result = await city.result(COMPANY, live=True, knownAt="2020-01-01")
    [error] = result.errors
    assert error.extensions == {"code": "BAD_INPUT", "where": "live"} and city.statements == []


async def test_a_subject_that_the_graph_has_no_grades_of(city: City) -> None:
    stored = await city.view(live=False)
    await city.store.write("MATCH (g:GradeRecord) DETACH DELETE g")
    view = await city.view()
    known = {(g["itemKey"], g["grade"], g["evaluatedOn"]) for g in stored["grades"]}
    found = {(g["itemKey"], g["grade"], g["evaluatedOn"]) for g in view["grades"]}
    systems = {item.key for item in city.plan.items if item.system_key in ENTITY_SYSTEMS}
    assert found == {one for one in known if one[0] in systems} and found
    assert {grade["provenance"]["mode"] for grade in view["grades"]} == {"LIVE"}


async def entities(city: City) -> AsyncIterator[str]:
    for row in await city.store.read(
        "MATCH (s:Subject) WHERE s.kind <> 'PERSON' AND s.key <> $key RETURN s.key", {"key": COMPANY}
    ):
        yield str(row[0])
