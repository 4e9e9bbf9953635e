"""Who looked stands in the archive among everything else, for the subject, a window on its behalf and the credit office."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import pytest_asyncio

from gateway.execution.operations import Operation
from gateway.security.identity import Identity
from graph_model.archive import ArchiveKind
from graph_model.open_store import open_store
from resolvers.asker import Role
from resolvers.context import Context
from resolvers.looks import Looked, Looks, Stretch
from tests.gateway.security.town import BANK, DAY, EAST, PERSON, SUBJECTS, Town, somebody, town_over

pytestmark = pytest.mark.asyncio(loop_scope="module")
ITSELF, OFFICE = somebody(Role.SUBJECT, subject=EAST.key), somebody(Role.COORDINATOR)
CLERK, TAX = somebody(Role.CLERK, department="tax"), somebody(Role.OFFICER, department="tax")
ALL = [kind.value for kind in ArchiveKind]
UNTIL: list[str] = []
"""When everybody had looked, and no test had."""
ARCHIVE = """query Archive($key: ID!, $first: Int, $after: String, $asOf: DateTime, $knownAt: DateTime, $kinds: [ArchiveKind!]) {
  subjectsByKeys(keys: [$key]) { archive(first: $first, after: $after, asOf: $asOf, knownAt: $knownAt, kinds: $kinds) {
    totalCount pageInfo { hasNextPage hasPreviousPage endCursor } nodes { kind at day %s } } } }"""
FULL = ARCHIVE % "what access { role operation department { key } proofs }"


def now() -> str:
    return datetime.now(UTC).isoformat()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def looked_at(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The town with the trail of its own, in which an officer and a window have looked at EAST and a grantee at the person."""
    folder = tmp_path_factory.mktemp("looked-at")
    store = await open_store("embedded", data_dir=folder, durability="off")
    await store.prepare()
    opened = await town_over(store, folder)
    town = Town(opened.opened, opened.opened, opened.grants)
    for _ in range(3):
        await town.ask(TAX, f'query Desk {{ entity(uscc: "{EAST.uscc}") {{ gradeView {{ lowest }} }} }}')
        await town.ask(
            CLERK, f'query Window {{ onBehalf(subject: "{EAST.key}", proof: ID_CARD) {{ gradeView {{ lowest }} }} }}'
        )
    bank = somebody(Role.GRANTEE, grantee=BANK)
    await town.ask(bank, f'query Bank {{ person(key: "{PERSON.key}") {{ gradeView {{ lowest }} }} }}')
    UNTIL[:] = [now()]
    yield town
    await opened.close()
    await store.close()


async def archive(town: Town, who: Identity, key: str = EAST.key, question: str = FULL, **given: Any) -> dict[str, Any]:
    given = {"kinds": ALL, "first": 100, **given}
    (found,) = (await town.ask(who, question, key=key, **given))["subjectsByKeys"]
    page: dict[str, Any] = found["archive"]
    return page


async def test_they_are_merged_by_time(looked_at: Town) -> None:
    until = UNTIL[0]
    page = await archive(looked_at, ITSELF, knownAt=until)
    looks = [one for one in page["nodes"] if one["kind"] == "QUERY"]
    assert page["nodes"][: len(looks)] == looks, "the town is older than every look at it"
    told = [(one["what"], one["access"]["role"], one["access"]["proofs"]) for one in looks]
    window: tuple[str, str, list[str]] = ("重庆市税务局服务窗口查询,出示身份证件", "clerk", ["ID_CARD"])
    desk: tuple[str, str, list[str]] = ("重庆市税务局查询", "officer", [])
    assert told == [window, desk] * 3
    others = await archive(looked_at, ITSELF, knownAt=until, kinds=None)
    assert page["nodes"][len(looks) :] == others["nodes"] and "QUERY" not in {one["kind"] for one in others["nodes"]}
    assert page["totalCount"] == len(page["nodes"]) == len(looks) + others["totalCount"]
    assert [one["at"] for one in page["nodes"]] == sorted((one["at"] for one in page["nodes"]), reverse=True)
    assert all(one["access"] is None for one in others["nodes"])


@pytest.mark.parametrize("size", [1, 2, 4, 5, 7, 50])
@pytest.mark.parametrize("kinds", [ALL, ["QUERY"], ["QUERY", "EVALUATION"]], ids=len)
async def test_pages_go_across_both_sources(looked_at: Town, size: int, kinds: list[str]) -> None:
    until = UNTIL[0]
    whole = await archive(looked_at, ITSELF, knownAt=until, kinds=kinds)
    found: list[Any] = []
    after = None
    while True:
        page = await archive(looked_at, ITSELF, knownAt=until, first=size, after=after, kinds=kinds)
        assert page["totalCount"] == whole["totalCount"] and page["pageInfo"]["hasPreviousPage"] == (after is not None)
        found += page["nodes"]
        if not page["pageInfo"]["hasNextPage"]:
            break
        assert len(page["nodes"]) == size
        after = page["pageInfo"]["endCursor"]
    assert found == whole["nodes"]


async def test_what_was_and_what_was_known(looked_at: Town) -> None:
    then = (datetime.now(UTC) - timedelta(days=1)).isoformat()
    for given in ({"knownAt": then}, {"asOf": DAY.isoformat()}):
        page = await archive(looked_at, ITSELF, **given)
        assert "QUERY" not in {one["kind"] for one in page["nodes"]} and page["totalCount"] == len(page["nodes"]) > 0
    today = await archive(looked_at, ITSELF, asOf=now(), kinds=["QUERY"])
    assert len(today["nodes"]) > 6


async def test_who_is_told(looked_at: Town) -> None:
    bare = ARCHIVE % ""
    for who in (ITSELF, OFFICE):
        assert (await archive(looked_at, who, kinds=["QUERY"]))["totalCount"] > 6
    window = f'{{ onBehalf(subject: "{EAST.key}", proof: ID_CARD) {{ archive(kinds: [QUERY]) {{ totalCount }} }} }}'
    assert (await looked_at.ask(CLERK, window))["onBehalf"]["archive"]["totalCount"] > 6
    for other in (TAX, somebody(Role.INVESTIGATOR, case="K-7")):
        assert (await archive(looked_at, other, question=bare, kinds=["QUERY"]))["totalCount"] == 0
        everything = await archive(looked_at, other, question=bare)
        assert "QUERY" not in {one["kind"] for one in everything["nodes"]}
        assert "ArchiveEntry.access" in await looked_at.refused(other, FULL)
    granted = await archive(looked_at, somebody(Role.GRANTEE, grantee=BANK), PERSON.key, bare)
    assert granted["nodes"] and "QUERY" not in {one["kind"] for one in granted["nodes"]}


async def test_a_cursor_that_is_none_is_refused(looked_at: Town) -> None:
    import base64

    for key in (
        "nonsense",
        "2024-01-01/11/x",
        "2024-06-01T04:00:00.000000Z/11/none",
        "2024-06-01T04:00:00.000000Z/x/y",
    ):
        cursor = base64.urlsafe_b64encode(f'["archive","{key}"]'.encode()).decode().rstrip("=")
        given = {"key": EAST.key, "kinds": ["QUERY"], "after": cursor}
        answer = await looked_at.parts.run(Operation(FULL, None, given), OFFICE)
        assert [error["extensions"]["code"] for error in answer.errors] == ["BAD_INPUT"], key


class Counting:
    """A trail that counts what it is asked."""

    def __init__(self, looks: Looks) -> None:
        self._looks, self.asked = looks, 0

    async def of_each(self, keys: Sequence[str], which: Stretch, *, total: bool) -> Mapping[str, Looked]:
        self.asked += 1
        return await self._looks.of_each(keys, which, total=total)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._looks, name)


async def test_many_archives_are_one_question(looked_at: Town) -> None:
    made = looked_at.parts.new_context(OFFICE)
    assert isinstance(made, Context) and made.looks is not None
    counting = Counting(made.looks)

    def context(asker: Any) -> Context:
        again = looked_at.parts.new_context(asker)
        assert isinstance(again, Context)
        return replace(again, looks=counting)

    parts = replace(looked_at.parts, new_context=context)
    question = "query ($keys: [ID!]!) { subjectsByKeys(keys: $keys) { key archive(kinds: [QUERY]) { totalCount } } }"
    asked = Operation(question, None, {"keys": [subject.key for subject in SUBJECTS]})
    answer = await parts.run(asked, OFFICE)
    assert answer.data is not None and [one["archive"]["totalCount"] > 0 for one in answer.data["subjectsByKeys"]] == [
        True,
        False,
        True,
    ]
    assert counting.asked == 1
