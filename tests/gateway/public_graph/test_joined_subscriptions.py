"""Subscriptions to the public graph that need more than `credit`: what a registered subgraph knows comes with each event."""

import asyncio
import signal
from pathlib import Path

from tests.gateway.subscribed import client, record, subscribed
from tests.gateway.test_subscriptions import some
from tests.registered import site_visits
from tests.served import serving

JOINED = """subscription ($after: String) { gradeChanged(after: $after) {
    cursor record { grade } subject { key ... on Entity { siteVisits { number } } } } }"""


async def test_events_are_joined_with_what_others_know(tmp_path: Path) -> None:
    with (
        site_visits(tmp_path / "register") as subgraph,
        serving(tmp_path / "data", "--city", "0", "--subgraphs", str(subgraph.config)) as server,
    ):
        async with client(server) as asking, subscribed(asking, JOINED) as answers:
            await asyncio.sleep(1)
            await record(asking, range(3))
            heard = [answer["data"]["gradeChanged"] for answer in await some(answers, 3)]
            assert all(told["record"] == {"grade": "B"} and told["subject"]["siteVisits"] == [] for told in heard)
            subgraph.kill()
            await record(asking, range(3, 4))
            (told,) = await some(answers, 1)
            assert told["data"]["gradeChanged"]["record"] == {"grade": "B"}
            assert told["errors"][0]["extensions"]["code"] == "SOURCE_UNAVAILABLE"
            async with subscribed(asking, JOINED, after=heard[0]["cursor"]) as again:
                answered = [answer["data"]["gradeChanged"]["cursor"] for answer in await some(again, 3)]
                assert answered == [*(one["cursor"] for one in heard[1:]), told["data"]["gradeChanged"]["cursor"]]
                server.process.send_signal(signal.SIGTERM)
                ended, complete = await some(again, 2)
                assert ended["errors"][0]["extensions"]["code"] == "SUBSCRIBE_AGAIN" and complete is None
