"""The subscriptions of `credit` over a real `serve`: every event once, also across a restart, to those whom it concerns."""

import asyncio
import signal
from collections.abc import AsyncIterator, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.gateway.subscribed import CODES, GRADES, IMPORT, client, record, subjects, subscribed
from tests.served import Served, serving, yuxin_here
from tests.servers.graphql_clients.clients import over_sse, over_websocket

RAISED = """subscription ($department: String, $after: String) { discrepancyRaised(department: $department, after: $after) {
    cursor levels high { grade } low { grade } subject { key displayName } } }"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("subscribed") / "data", "--city", "0") as running:
        yield running


async def some(answers: AsyncIterator[Any], number: int) -> list[Any]:
    return [await asyncio.wait_for(anext(answers), 30) for _ in range(number)]


async def until(answers: AsyncIterator[Any], numbers: range, heard: Sequence[Any] = ()) -> AsyncIterator[Any]:
    """The answers until there was one about each of these companies. Those of one batch come in the order of their keys."""
    missing = set(numbers) - set(subjects(heard))
    while missing:
        (answer,) = await some(answers, 1)
        missing -= set(subjects([answer]))
        yield answer


async def begun(asking: Any, numbers: range) -> str:
    """Record grades; the cursor of the first change that a subscription hears of."""
    async with subscribed(asking) as answers:
        hearing = asyncio.create_task(some(answers, 1))
        for number in numbers:
            await record(asking, range(number, number + 1))
            await asyncio.sleep(0.1)
            if hearing.done():
                break
        (first,) = await hearing
        cursor: str = first["data"]["gradeChanged"]["cursor"]
        return cursor


async def test_grades_come_as_they_are_recorded_and_again_from_a_cursor(server: Served) -> None:
    async with client(server) as asking:
        start = await begun(asking, range(0, 50))
        async with subscribed(asking, after=start) as answers:
            await record(asking, range(100, 130))
            hearing = [answer async for answer in until(answers, range(100, 130))]
            cursors = [answer["data"]["gradeChanged"]["cursor"] for answer in hearing]
            assert len(set(cursors)) == len(cursors)
        async with subscribed(asking, after=cursors[-11]) as again:
            assert await some(again, 10) == hearing[-10:]
        listed = await asking.post(
            "/graphql",
            json={
                "query": "query ($a: String) { changes(after: $a, kinds: [GRADE_RECORDED], first: 100) { edges { cursor } } }",
                "variables": {"a": cursors[0]},
            },
        )
        assert [edge["cursor"] for edge in listed.json()["data"]["changes"]["edges"]] == cursors[1:]


async def test_departments_are_chosen(server: Served) -> None:
    query = "subscription ($of: [String!], $after: String) { gradeChanged(departments: $of, after: $after) { subject { key } } }"
    async with client(server) as asking:
        start = await begun(asking, range(150, 200))
        await record(asking, range(200, 203), item="1-9")
        await record(asking, range(203, 206), item="1-14")
        async with subscribed(asking, query, of=["市交通局"], after=start) as transport:
            assert sorted(subjects(await some(transport, 3))) == [200, 201, 202]
        async with subscribed(asking, query, of=["市没有局"]) as nobody:
            told, end = await some(nobody, 2)
            assert told["errors"][0]["extensions"] == {"code": "BAD_INPUT", "where": "departments"} and end is None


async def test_discrepancies_come_as_they_are_raised(server: Served) -> None:
    async with client(server) as asking:
        start = await begun(asking, range(250, 300))
        await record(asking, range(300, 302), item="1-9", grade="A")
        await record(asking, range(301, 302), item="1-14", grade="C")
        async with subscribed(asking, RAISED, department="市人力社保局", after=start) as answers:
            (told,) = await some(answers, 1)
            found = told["data"]["discrepancyRaised"]
            assert found["subject"] == {"key": f"uscc:{CODES[301]}", "displayName": "渝信测试订阅有限公司"}
            assert (found["levels"], found["high"], found["low"]) == (2, {"grade": "A"}, {"grade": "C"})
        query = "{ discrepancies { nodes { cursor } } }"
        listed = await asking.post("/graphql", json={"query": query})
        assert {"cursor": found["cursor"]} in listed.json()["data"]["discrepancies"]["nodes"]


async def test_what_is_wrong_is_told(server: Served) -> None:
    async with client(server) as asking:
        for query, code in (
            ("subscription { gradeChanged { nothing } }", "BAD_INPUT"),
            ('subscription { gradeChanged(after: "bm9uc2Vuc2U") { cursor } }', "BAD_INPUT"),
        ):
            async with subscribed(asking, query) as answers:
                told, end = await some(answers, 2)
                assert told["errors"][0]["extensions"]["code"] == code and "data" not in told and end is None
        plain = await asking.post("/graphql", json={"query": GRADES})
        assert "text/event-stream" in plain.json()["errors"][0]["message"]
        query = "{ departments { key } }"
        alone = await asking.post("/graphql", json={"query": query}, headers={"accept": "text/event-stream"})
        assert "event: next\ndata: {" in alone.text and "event: complete" in alone.text


async def test_a_role_hears_of_what_it_may_see_alone(server: Served) -> None:
    def token(*of: str) -> str:
        return yuxin_here("token", *of, data=server.data).out.strip()

    async with client(server) as office:
        start = await begun(office, range(350, 400))
        await record(office, range(400, 402), item="1-9", score=71.5)
        await record(office, range(402, 404), item="1-14", score=71.5)
        officer = token("--role", "officer", "--department", "市交通局")
        async with (
            client(server, authorization=f"Bearer {officer}") as asking,
            subscribed(asking, after=start) as answers,
        ):
            heard = [answer async for answer in until(answers, range(400, 404))][-4:]
            native = [answer["data"]["gradeChanged"]["record"]["score"] for answer in heard]
            assert native == [71.5, 71.5, None, None]
        public = token("--role", "public")
        async with client(server, authorization=f"Bearer {public}") as asking, subscribed(asking) as answers:
            told, end = await some(answers, 2)
            assert {error["extensions"]["code"] for error in told["errors"]} == {"FORBIDDEN"} and end is None


async def test_a_client_has_so_many(tmp_path: Path) -> None:
    with serving(tmp_path / "data", "--city", "0", YUXIN_CLIENT_SUBSCRIPTIONS="2") as running:
        async with client(running) as asking:
            async with subscribed(asking), subscribed(asking):
                await asyncio.sleep(0.5)
                async with subscribed(asking) as third:
                    told, end = await some(third, 2)
                    assert told["errors"][0]["extensions"]["code"] == "LIMIT_EXCEEDED" and end is None
            await asyncio.sleep(0.5)
            assert await begun(asking, range(50))


async def test_nothing_is_lost_and_nothing_repeated_across_a_restart(tmp_path: Path) -> None:
    data = tmp_path / "data"
    heard: list[Any] = []
    with serving(data, "--city", "0") as running:
        async with client(running) as asking:
            start = await begun(asking, range(50))
            await record(asking, range(100, 140))
            async with subscribed(asking, after=start) as answers:
                heard += await some(answers, 20)
                last = heard[-1]["data"]["gradeChanged"]["cursor"]
        async with client(running) as asking, subscribed(asking, after=last) as answers:
            heard += [answer async for answer in until(answers, range(100, 140), heard)]
            await asyncio.sleep(0.2)
            running.process.send_signal(signal.SIGTERM)
            ended, complete = await some(answers, 2)
            assert ended["errors"][0]["extensions"]["code"] == "SUBSCRIBE_AGAIN" and complete is None
            last = ended["errors"][0]["extensions"]["cursor"]
            assert last == heard[-1]["data"]["gradeChanged"]["cursor"]
        assert running.process.wait(60) == 0
    with serving(data, "--city", "0") as running:
        async with client(running) as asking:
            await record(asking, range(200, 210))
            async with subscribed(asking, after=last) as answers:
                heard += await some(answers, 10)
    told = subjects(heard)[-50:]
    assert set(told[:40]) == set(range(100, 140)) and set(told[40:]) == set(range(200, 210))
    assert len({answer["data"]["gradeChanged"]["cursor"] for answer in heard}) == len(heard)


# --- over WebSocket, as the reference client speaks it ---


def websocket(server: Served) -> str:
    return server.url.replace("http", "ws") + "/graphql"


@pytest.mark.usefixtures("graphql_clients")
async def test_the_reference_client_over_a_websocket(server: Served) -> None:
    async with client(server) as asking:
        start = await begun(asking, range(450, 500))
        await record(asking, range(500, 505))
        async with over_websocket(websocket(server), GRADES, variables={"after": start}) as answers:
            heard = [answer async for answer in until(answers, range(500, 505))]
            await record(asking, range(505, 510))
            heard += [answer async for answer in until(answers, range(505, 510))]
            cursors = [answer["data"]["gradeChanged"]["cursor"] for answer in heard]
            assert len(set(cursors)) == len(cursors)
    async with over_websocket(websocket(server), "{ departments { key } }") as answers:
        (told,) = [answer async for answer in answers]
        assert len(told["data"]["departments"]) == 27
    rows = {"rows": [{"uscc": CODES[0], "name": "渝", "item": "0-0"}], "key": "over a socket"}
    async with over_websocket(websocket(server), IMPORT, variables=rows) as answers:
        (told,) = [answer async for answer in answers]
        assert told["data"]["importGrades"] == {"__typename": "ImportGradesResult", "accepted": 0}
    async with over_websocket(websocket(server), "{ nothing }") as answers:
        (told,) = [answer async for answer in answers]
        assert told["errors"][0]["extensions"]["code"] == "BAD_INPUT"


@pytest.mark.usefixtures("graphql_clients")
async def test_who_asks_over_a_websocket_is_told_by_its_first_message(server: Served) -> None:
    token = yuxin_here("token", "--role", "public", data=server.data).out.strip()
    mine = {"authorization": f"Bearer {token}"}
    async with over_websocket(websocket(server), GRADES, mine) as answers:
        (told,) = [answer async for answer in answers]
        assert {error["extensions"]["code"] for error in told["errors"]} == {"FORBIDDEN"}
    async with over_websocket(websocket(server), "{ departments { key } }", {"authorization": "Bearer x"}) as answers:
        (told,) = [answer async for answer in answers]
        assert told["code"] == 4403


@pytest.mark.usefixtures("graphql_clients")
async def test_the_end_tells_a_websocket_from_where_to_go_on(tmp_path: Path) -> None:
    with serving(tmp_path / "data", "--city", "0") as running:
        async with client(running) as asking:
            start = await begun(asking, range(50))
            await record(asking, range(100, 110))
            async with over_websocket(websocket(running), GRADES, variables={"after": start}) as answers:
                heard = [answer async for answer in until(answers, range(100, 110))]
                await asyncio.sleep(0.2)
                running.process.send_signal(signal.SIGTERM)
                (told,) = [answer async for answer in answers]
        (error,) = told["errors"]
        assert error["extensions"]["code"] == "SUBSCRIBE_AGAIN"
        assert error["extensions"]["cursor"] == heard[-1]["data"]["gradeChanged"]["cursor"]
        assert running.process.wait(60) == 0


# --- over SSE, as the reference client speaks it ---


@pytest.mark.usefixtures("graphql_clients")
@pytest.mark.parametrize("single", [None, ["{ departments { key } }", "{ nothing }"]], ids=["distinct", "single"])
async def test_the_reference_client_over_sse(server: Served, single: list[str] | None) -> None:
    base = 550 if single is None else 650
    async with client(server) as asking:
        start = await begun(asking, range(base, base + 50))
        await record(asking, range(base + 50, base + 55))
        async with over_sse(f"{server.url}/graphql", GRADES, {"after": start}, single=single) as answers:
            others = [] if single is None else await some(answers, 2)
            heard = [answer async for answer in answers_of(answers, range(base + 50, base + 55), others)]
            await record(asking, range(base + 55, base + 60))
            heard += [answer async for answer in answers_of(answers, range(base + 55, base + 60), others)]
    cursors = [answer["data"]["gradeChanged"]["cursor"] for answer in heard]
    assert len(set(cursors)) == len(cursors)
    if single is not None:
        assert sorted(map(sorted, others)) == [["data"], ["errors"]]


async def answers_of(answers: AsyncIterator[Any], numbers: range, others: list[Any]) -> AsyncIterator[Any]:
    """As `until`; what comes of the other operations is among `others`, in whose place an answer may have come."""
    missing = set(numbers)
    early = [other for other in others if "gradeChanged" in other.get("data", {})]
    for one in early:
        others.remove(one)
        missing -= set(subjects([one]))
        yield one
    while missing or len(others) == 1:
        (answer,) = await some(answers, 1)
        if "gradeChanged" in answer.get("data", {}):
            missing -= set(subjects([answer]))
            yield answer
        else:
            others.append(answer)


@pytest.mark.usefixtures("graphql_clients")
@pytest.mark.parametrize("single", [None, []], ids=["distinct", "single"])
async def test_the_end_tells_over_sse_from_where_to_go_on(tmp_path: Path, single: list[str] | None) -> None:
    data = tmp_path / "data"
    with serving(data, "--city", "0") as running:
        async with client(running) as asking:
            start = await begun(asking, range(50))
            await record(asking, range(100, 110))
            async with over_sse(f"{running.url}/graphql", GRADES, {"after": start}, single=single) as answers:
                heard = [answer async for answer in until(answers, range(100, 110))]
                await asyncio.sleep(0.2)
                running.process.send_signal(signal.SIGTERM)
                (told,) = [answer async for answer in answers]
        assert told["errors"][0]["extensions"]["code"] == "SUBSCRIBE_AGAIN"
        last = told["errors"][0]["extensions"]["cursor"]
        assert last == heard[-1]["data"]["gradeChanged"]["cursor"]
        assert running.process.wait(60) == 0
    with serving(data, "--city", "0") as running:
        async with client(running) as asking:
            await record(asking, range(200, 203))
            async with over_sse(f"{running.url}/graphql", GRADES, {"after": last}, single=single) as answers:
                assert sorted(subjects(await some(answers, 3))) == [200, 201, 202]
