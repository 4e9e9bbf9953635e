"""Whatever is sent, decided and taken back in whatever order: the graph is as if the rows had named their subject.

The oracle sends the same files, in the order in which they came first, with the codes of the subjects that stand decided in
the end, and without the rows that nobody has decided about. Neo4j is told one story of it on each push.
"""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_model.grades import known
from graph_model.identity_reviews import LATEST_FIRST, IdentityFilter, identity_reviews
from graph_model.intake import Kind
from graph_model.intake.identification.decisions import IdentityDecisions, Signature
from graph_model.open_store import open_store
from graph_model.paging import page_request
from graph_model.subjects import read_subject
from seed.laying import ensure_plan
from tests.conftest import emptied
from tests.graph_model.intake.city import City
from tests.graph_model.intake.files import code, write_csv
from tests.graph_model.intake.identification.test_identifying import GRADES, REGISTRATION, grade

NUMBER, NAME = "number", "name"
WAYS = (NUMBER, NAME)
"""The two clues by which a row may mean either of two enterprises: a registration number and a name that both have."""
SIGNED = Signature("王某", "coordinator", "查过")
VIEW = dict[tuple[int, str], str]


@dataclass(frozen=True)
class Row:
    """A grade of one day. `whom` is an enterprise (0 or 1), or the clue that may mean either."""

    whom: int | str
    day: int
    letter: str


@dataclass(frozen=True)
class Send:
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class SendAgain:
    which: int


@dataclass(frozen=True)
class Decide:
    way: str
    subject: int | None


@dataclass(frozen=True)
class TakeBack:
    way: str


Step = Send | SendAgain | Decide | TakeBack
ROWS = st.lists(
    st.builds(Row, st.sampled_from([0, 1, *WAYS]), st.integers(1, 2), st.sampled_from("ABCD")),
    min_size=1,
    max_size=2,
    unique_by=lambda row: row.day,
)
STEPS = st.lists(
    st.one_of(
        st.builds(Send, ROWS.map(tuple)),
        st.builds(SendAgain, st.integers(0, 5)),
        st.builds(Decide, st.sampled_from(WAYS), st.sampled_from([0, 1, 1, 0, None])),
        st.builds(TakeBack, st.sampled_from(WAYS)),
    ),
    min_size=4,
    max_size=14,
)
_numbers = count(1000, 10)


@dataclass
class World:
    """Two enterprises of their own in a city that others share, with one name and one number."""

    city: City
    base: int = field(default_factory=lambda: next(_numbers))
    sent: list[tuple[Row, ...]] = field(default_factory=list)
    standing: dict[str, tuple[str, int | None]] = field(default_factory=dict)
    """Clue → the decision, and the enterprise that it means."""

    async def register(self) -> None:
        rows = [[code(self.base + n), self._name, "江北区", self._number, ""] for n in (0, 1)]
        path = write_csv(self.city.folder / f"{self.base}.csv", rows, REGISTRATION)
        await self.city.import_file(path, Kind.SUBJECTS)

    async def take(self, step: Step) -> None:
        self.city.today += timedelta(hours=1)
        if isinstance(step, Send):
            self.sent.append(step.rows)
            await self.send(len(self.sent) - 1)
        elif isinstance(step, SendAgain) and self.sent:
            await self.send(step.which % len(self.sent))
        elif isinstance(step, Decide):
            await self._decide(step)
        elif isinstance(step, TakeBack) and step.way in self.standing:
            await self._decisions.take_back(self.standing.pop(step.way)[0], SIGNED)

    async def send(self, which: int, meant: dict[str, int | None] | None = None) -> None:
        """A file, again or for the first time. Its score tells it from every other. `meant`: whom the clues name in it."""
        rows = []
        for row in self.sent[which]:
            whom = row.whom if isinstance(row.whom, int) or meant is None else meant.get(row.whom)
            if whom is not None:
                rows.append([*self._cells(row, whom), str(which)])
        if rows:
            header = (*GRADES, "得分")
            await self.city.import_grades(*rows, header=header, name=f"{self.base}-{which}.csv")

    def _cells(self, row: Row, whom: int | str) -> list[str]:
        cells = grade(uscc=code(self.base + whom) if isinstance(whom, int) else "")
        if whom == NUMBER:
            cells = grade(number=self._number)
        if whom == NAME:
            cells = grade(name=self._name)
        return [*cells[:3], row.letter, f"2024-05-0{row.day}", *cells[5:]]

    async def _decide(self, step: Decide) -> None:
        review = await self._review(step.way)
        if review is None or step.way in self.standing:
            return
        subject = None if step.subject is None else f"uscc:{code(self.base + step.subject)}"
        result = await self._decisions.decide(review, subject, SIGNED)
        self.standing[step.way] = (result.decision.key, step.subject)

    async def _review(self, way: str) -> str | None:
        only = IdentityFilter(subject_key=f"uscc:{code(self.base)}")
        page = await identity_reviews(self.city.store, page_request(LATEST_FIRST), only=only)
        return next((one.key for one in page.rows if (one.name is not None) == (way == NAME)), None)

    async def view(self, known_at: datetime | None = None) -> VIEW:
        found: VIEW = {}
        for number in (0, 1):
            data = await read_subject(self.city.store, f"uscc:{code(self.base + number)}")
            assert data is not None
            for record in data.records:
                if known(record, known_at):
                    found[number, str(record.evaluated_on)] = f"{record.grade.value} {record.score}"
        return found

    async def waiting(self) -> int:
        rows = await self.city.store.read(
            "MATCH (r:Reject) WHERE r.file STARTS WITH $of AND r.resolvedAt IS NULL RETURN count(r)",
            {"of": f"{self.base}-"},
        )
        return int(rows[0][0])

    @property
    def _decisions(self) -> IdentityDecisions:
        return IdentityDecisions(self.city.store, self.city.catalogue, lambda: self.city.today)

    @property
    def _name(self) -> str:
        return f"第{self.base}公司"

    @property
    def _number(self) -> str:
        return f"50010520{self.base:07d}"


@pytest.fixture(scope="module")
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    made = asyncio.new_event_loop()
    yield made
    made.close()


@pytest.fixture(scope="module")
def embedded(loop: asyncio.AbstractEventLoop, tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    """One city for all examples: laying down the plan is what costs."""
    folder = tmp_path_factory.mktemp("decisions")
    store = loop.run_until_complete(open_store("embedded", data_dir=folder / "store", durability="off"))
    yield City(store, loop.run_until_complete(ensure_plan(store)), folder)
    loop.run_until_complete(store.close())


@pytest.fixture(scope="module")
def neo4j(loop: asyncio.AbstractEventLoop, neo4j_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    store = loop.run_until_complete(emptied(neo4j_url))
    yield City(store, loop.run_until_complete(ensure_plan(store)), tmp_path_factory.mktemp("decisions"))
    loop.run_until_complete(store.close())


@pytest.mark.timeout(1_800)  # in a nightly run
@given(STEPS)
def test_the_graph_is_as_if_the_rows_had_named_whom_they_mean(
    loop: asyncio.AbstractEventLoop, embedded: City, steps: list[Step]
) -> None:
    loop.run_until_complete(agrees_with_the_oracle(embedded, steps))


STORY = (
    Send((Row(NUMBER, 1, "B"), Row(0, 2, "A"))),
    Decide(NUMBER, 0),
    Send((Row(NAME, 1, "C"), Row(NUMBER, 2, "D"))),
    Decide(NAME, 0),
    SendAgain(0),
    TakeBack(NUMBER),
    Decide(NUMBER, 1),
)


def test_on_neo4j_too(loop: asyncio.AbstractEventLoop, neo4j: City) -> None:
    loop.run_until_complete(agrees_with_the_oracle(neo4j, list(STORY)))


@pytest.mark.nightly
@pytest.mark.timeout(1_800)
@settings(max_examples=50)
@given(STEPS)
def test_on_neo4j_whatever_is_decided(loop: asyncio.AbstractEventLoop, neo4j: City, steps: list[Step]) -> None:
    loop.run_until_complete(agrees_with_the_oracle(neo4j, steps))


async def agrees_with_the_oracle(city: City, steps: list[Step]) -> None:
    ours = World(city)
    await ours.register()
    seen = []
    for step in steps:
        await ours.take(step)
        seen.append((city.today + timedelta(minutes=30), await ours.view()))
    meant = {way: subject for way, (_, subject) in ours.standing.items()}
    assert await ours.view() == await oracle(ours, meant)
    doubtful = [row for rows in ours.sent for row in rows if row.whom in WAYS]
    assert await ours.waiting() == sum(meant.get(str(row.whom)) is None for row in doubtful)
    for way in list(ours.standing):
        await ours.take(TakeBack(way))
    assert await ours.view() == await oracle(ours, {})
    assert await ours.waiting() == len(doubtful)
    for instant, view in seen:
        assert await ours.view(instant) == view, "what was known is known to have been"


async def oracle(ours: World, meant: dict[str, int | None]) -> VIEW:
    named = World(ours.city, sent=ours.sent)
    await named.register()
    for which in range(len(named.sent)):
        named.city.today += timedelta(hours=1)
        await named.send(which, meant)
    return await named.view()
