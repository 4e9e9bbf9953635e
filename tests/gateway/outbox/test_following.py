"""A subscriber gets everything that it wants, at least once, in its order, whatever fails and whoever is killed."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from random import Random
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gateway.outbox.following import Follower
from gateway.outbox.ledger import Ledger, Overtaken
from gateway.outbox.letters import Letter, LetterState
from gateway.outbox.retrying import Attempt, Meaning
from gateway.outbox.selection import Selection
from gateway.records.database import Records
from gateway.settings import Settings
from graph_model.model import Grade
from tests.gateway.outbox.made import START, ListFeed, graded, subscriber_keys

ONLY_D = Selection(frozenset(), frozenset(), frozenset((Grade.D,)), persons=False, department_of={})
STEPS = (
    *("wanted", "unwanted", "arrives", "answer lost", "fails", "never", "gone", "replay"),
    *("killed before sending", "killed after sending"),
    *(f"killed {when} {call}" for when in ("before", "after") for call in ("advance", "delivered", "failed")),
)


class Killed(BaseException):
    """kill -9: nothing runs after it."""


class World:
    """A subscriber's whole world: the feed, the ledger, the other side, and how the next step goes."""

    def __init__(self, records: Records, name: str, attempts: int) -> None:
        self.now = START
        self.step = ""
        self.told: dict[str, tuple[str, ...]] = {}
        self.arrived: list[tuple[str, LetterState, list[str]]] = []
        self.feed, self.ledger = ListFeed(), FaultyLedger(records, self)
        self.keys = subscriber_keys(
            name=name, batch=3, retry={"attempts": attempts, "firstDelay": 1.0, "longestDelay": 9.0}
        )
        self.follower = self.born()

    def born(self) -> Follower:
        """The follower of a process that has just been started."""
        return Follower(self.keys, ONLY_D, self.feed, self.ledger, self, self.exported, lambda: self.now, Random(1))

    async def exported(self, what: str, details: dict[str, str], subjects: tuple[str, ...]) -> None:
        """Written down before it can go out."""
        self.told[details["letter"]] = subjects

    def record(self, grade: Grade) -> None:
        self.feed.changes.append(graded(len(self.feed.changes), grade))

    async def carry_out(self, step: str) -> None:
        self.now += timedelta(hours=1)
        self.step = step
        if step in ("wanted", "unwanted"):
            self.record(Grade.D if step == "wanted" else Grade.A)
        elif step == "replay":
            await self.ledger.replay(None, self.now)
        else:
            try:
                await self.follower.step()
            except Killed:
                self.follower = self.born()

    async def post(self, letter: Letter) -> Attempt:
        assert self.told[letter.id], "it was written down whose changes go out"
        changes = [change["key"] for change in orjson.loads(letter.body)["data"]["changes"]]
        if self.step == "killed before sending":
            raise Killed
        if self.step in ("fails", "never", "gone", "killed before failed", "killed after failed"):
            meaning = {"never": Meaning.NEVER, "gone": Meaning.GONE}.get(self.step, Meaning.AGAIN)
            return Attempt(meaning, self.step)
        self.arrived.append((letter.id, letter.state, changes))
        if self.step == "killed after sending":
            raise Killed
        return Attempt(Meaning.AGAIN if self.step == "answer lost" else Meaning.ARRIVED, self.step)

    async def close(self) -> None:
        """Nothing to close."""


class FaultyLedger(Ledger):
    def __init__(self, records: Records, world: World) -> None:
        super().__init__(records)
        self._world = world

    async def advance(self, *given: Any, **more: Any) -> None:
        await self._around("advance", super().advance(*given, **more))

    async def delivered(self, *given: Any, **more: Any) -> None:
        await self._around("delivered", super().delivered(*given, **more))

    async def failed(self, *given: Any, **more: Any) -> None:
        await self._around("failed", super().failed(*given, **more))

    async def _around(self, call: str, work: Any) -> None:
        if self._world.step == f"killed before {call}":
            work.close()
            raise Killed
        await work
        if self._world.step == f"killed after {call}":
            raise Killed


@pytest.fixture(scope="module")
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as running:
        yield running


@pytest.fixture(scope="module")
def records(runner: asyncio.Runner, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Records]:
    opened = runner.run(Records.open(Settings(data=tmp_path_factory.mktemp("outbox"))))
    yield opened
    runner.run(opened.close())


NAMES = count()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(steps=st.lists(st.sampled_from(STEPS), max_size=25), attempts=st.integers(1, 3))
def test_everything_wanted_arrives_in_its_order_or_is_dead(
    runner: asyncio.Runner, records: Records, steps: list[str], attempts: int
) -> None:
    runner.run(_whatever_happens(records, steps, attempts))


async def _whatever_happens(records: Records, steps: list[str], attempts: int) -> None:
    world = World(records, f"s{next(NAMES)}", attempts)
    await world.ledger.register(world.keys.name, None)
    for step in ("wanted", *steps, "wanted"):
        await world.carry_out(step)
    await world.ledger.resume(world.keys.name, world.now)
    while not await _at_rest(world):
        await world.carry_out("arrives")
    dead = [await world.ledger.letter(one.number) for one in await world.ledger.letters(world.keys.name)]
    buried = [key for letter in dead for key in _keys(letter)]
    wanted = [change.value.key for change in world.feed.changes if change.value.grade is Grade.D]  # type: ignore[union-attr]
    under = {key: identity for identity, _, keys in world.arrived for key in keys}
    assert set(wanted) == set(under) | set(buried)
    assert all(under[key] == identity for identity, _, keys in world.arrived for key in keys), "a change has one id"
    in_turn = [key for _, state, keys in world.arrived if state is LetterState.PENDING for key in keys]
    first_seen = list(dict.fromkeys(in_turn))
    assert first_seen == [key for key in wanted if key in set(in_turn)]
    letters = [identity for identity, state, _ in world.arrived if state is LetterState.PENDING]
    assert letters == sorted(letters, key=letters.index), "only the letter that was under way is told twice"


def _keys(letter: Letter) -> list[str]:
    return [change["key"] for change in orjson.loads(letter.body)["data"]["changes"]]


async def _at_rest(world: World) -> bool:
    place = await world.ledger.place(world.keys.name)
    return place.cursor == str(len(world.feed.changes)) and await world.ledger.next_letter(world.keys.name) is None


# --- on both databases, by name ---


async def test_a_letter_s_life(records_settings: Settings) -> None:
    records = await Records.open(records_settings)
    world = World(records, "portal", attempts=2)
    await world.ledger.register("portal", None)
    await world.ledger.register("portal", "7")
    assert (await world.ledger.place("portal")).cursor is None, "who has been there keeps its place"
    for step in ("wanted", "wanted", "arrives", "fails"):
        await world.carry_out(step)
    [state] = await world.ledger.subscribers(world.now)
    assert (state.state, state.pending, state.dead, state.failures, state.failure) == ("failing", 1, 0, 1, "fails")
    assert state.lag == (world.now - START).total_seconds()

    await world.carry_out("fails")
    [state] = await world.ledger.subscribers(world.now)
    assert (state.pending, state.dead, state.failures) == (0, 1, 2)
    [letter] = await world.ledger.letters()
    assert (letter.state, letter.changes, letter.attempts, letter.failure, letter.body) == ("dead", 2, 2, "fails", b"")

    for step in ("wanted", "arrives", "arrives"):
        await world.carry_out(step)
    assert [keys for _, _, keys in world.arrived] == [["r2"]], "the next ones go on"
    assert await world.ledger.replay([letter.number], world.now) == 1
    await world.carry_out("fails")
    assert [one.state for one in await world.ledger.letters()] == ["dead"], "a replay is one attempt"
    await world.carry_out("replay")
    await world.carry_out("arrives")
    assert world.arrived[-1] == (letter.id, LetterState.REPLAYED, ["r0", "r1"])
    await world.carry_out("arrives")
    [state] = await world.ledger.subscribers(world.now)
    assert (state.state, state.lag, state.dead, state.delivered, state.failure) == ("active", 0.0, 0, 2, None)
    await records.close()


async def test_who_is_gone_is_paused_and_loses_nothing(records_settings: Settings) -> None:
    records = await Records.open(records_settings)
    world = World(records, "portal", attempts=2)
    await world.ledger.register("portal", None)
    for step in ("wanted", "arrives", "gone", "wanted", "arrives", "arrives"):
        await world.carry_out(step)
    [state] = await world.ledger.subscribers(world.now)
    assert (state.state, state.pending, world.arrived) == ("paused", 1, [])
    await world.ledger.resume("portal", world.now)
    for step in ("arrives", "arrives", "arrives"):
        await world.carry_out(step)
    assert [keys for _, _, keys in world.arrived] == [["r0"], ["r1"]]
    await records.close()


async def test_two_that_follow_one_subscriber_do_not_tell_it_anything_twice(records_settings: Settings) -> None:
    records = await Records.open(records_settings)
    world = World(records, "portal", attempts=2)
    await world.ledger.register("portal", None)
    await world.carry_out("wanted")
    place, stretch = await world.ledger.place("portal"), await world.feed.after(None, 3, world.keys.kinds)
    await world.follower._advance(place, stretch)
    with pytest.raises(Overtaken):
        await world.follower._advance(place, stretch)
    assert [one.state for one in await world.ledger.letters()] == []
    [state] = await world.ledger.subscribers(world.now)
    assert state.pending == 1
    await records.close()
