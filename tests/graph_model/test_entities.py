"""Lists of entities: both stores against an oracle in memory, over random filters, orders and pages."""

from collections.abc import Callable, Sequence
from datetime import date
from random import Random

import pytest
from msgspec.structs import replace

from graph_model.entities import (
    EVERY,
    EntityFilter,
    EntityOrder,
    EntityOrderField,
    entities,
    ordering,
)
from graph_model.grades import current_records, in_force
from graph_model.model import COMPOSITE, Grade, Subject, SubjectData, SubjectKind
from graph_model.paging import Ordering, Page, PageRequest, Place, Wanted, page_in_memory, page_request
from graph_model.store import GraphStore
from graph_model.subjects import EVERYTHING, NOTHING
from graph_model.writing import Additions
from tests.graph_model.examples import ITEMS
from tests.graph_model.small_city import DISTRICTS, INDUSTRIES, TODAY, SmallCity, add, code, small_city

ALL = Wanted(total=True, neighbours=True)


def kept(data: SubjectData, only: EntityFilter) -> bool:
    """Whether a filter lets a subject through: the oracle."""
    subject = data.subject
    return (
        (only.kinds is None or subject.kind in only.kinds)
        and (only.districts is None or subject.district in only.districts)
        and (only.industries is None or subject.industry in only.industries)
        and (only.statuses is None or subject.status in only.statuses)
        and (only.name_contains is None or only.name_contains.lower() in subject.name.lower())
        and (only.registered_from is None or _day(subject) >= only.registered_from)
        and (only.registered_to is None or date.min < _day(subject) <= only.registered_to)
        and (only.synthetic is None or subject.synthetic is only.synthetic)
        and graded(data, only)
    )


def _day(subject: Subject) -> date:
    return subject.registered_on or date.min


def graded(data: SubjectData, only: EntityFilter) -> bool:
    if only.items is None and only.grades is None:
        return True
    return any(
        in_force(one, TODAY)
        and (item != COMPOSITE if only.items is None else item in only.items)
        and (only.grades is None or one.grade in only.grades)
        for item, one in current_records(data.records, TODAY).items()
    )


def place(order: Ordering, data: SubjectData) -> Place:
    subject = data.subject
    values = {
        "s.key": subject.key,
        "s.displayName": subject.name,
        "coalesce(s.registeredOn, '')": str(subject.registered_on or ""),
        "coalesce(s.district, '')": subject.district or "",
    }
    return tuple(values[column.expression] for column in order.columns)


def oracle(
    subjects: Sequence[SubjectData], only: EntityFilter, order: Ordering, request: PageRequest
) -> Page[SubjectData]:
    return page_in_memory(
        order, request, [data for data in subjects if kept(data, only)], lambda data: place(order, data)
    )


def some(random: Random, values: Sequence[object]) -> tuple[object, ...] | None:
    return tuple(random.sample(values, random.randint(0, 2))) if random.random() < 0.3 else None


def random_filter(random: Random) -> EntityFilter:
    known_districts = [one for one in DISTRICTS if one]
    only = {
        "kinds": some(random, tuple(SubjectKind)),
        "districts": some(random, known_districts),
        "industries": some(random, [one for one in INDUSTRIES if one]),
        "statuses": some(random, ("存续", "注销")),
        "items": some(random, [*(item.key for item in ITEMS), COMPOSITE]),
        "grades": some(random, tuple(Grade)),
        "name_contains": random.choice((None, None, None, "渝", "abc", "%", "'")),
        "registered_from": random.choice((None, None, date(2015, 3, 1))),
        "registered_to": random.choice((None, None, date(2015, 3, 1))),
        "synthetic": random.choice((None, None, True)),
    }
    return EntityFilter(**only)  # type: ignore[arg-type]


def random_order(random: Random) -> Ordering:
    fields = random.sample(tuple(EntityOrderField), random.randint(0, 3))
    return ordering(tuple(EntityOrder(field, random.random() < 0.5) for field in fields))


def random_request(random: Random, order: Ordering, listed: Page[SubjectData]) -> PageRequest:
    def cursor() -> str | None:
        return random.choice(listed.cursors) if listed.cursors and random.random() < 0.4 else None

    size = {random.choice(("first", "last")): random.choice((0, 1, 2, 5, 30))}
    return page_request(order, after=cursor(), before=cursor(), **size)


async def ask(
    store: GraphStore, request: PageRequest, only: EntityFilter, order: Ordering, wanted: Wanted = ALL
) -> Page[SubjectData]:
    return await entities(store, request, only=only, order=order, needs=EVERYTHING, wanted=wanted, today=TODAY)


def told(page: Page[SubjectData]) -> tuple[object, ...]:
    names = [
        (data.subject, *(len(part) for part in (data.records, data.facts, data.discrepancies))) for data in page.rows
    ]
    return names, page.cursors, page.has_previous, page.has_next, page.total


async def test_random_questions_have_the_oracle_s_answers(
    store: GraphStore, seed: int, fewer: Callable[[int], range]
) -> None:
    city = await small_city(store, seed)
    random = Random(seed)
    for _ in fewer(40):
        only, order = random_filter(random), random_order(random)
        everything = oracle(city.entities, only, order, page_request(order, first=100))
        request = random_request(random, order, everything)
        found = await ask(store, request, only, order)
        assert told(found) == told(oracle(city.entities, only, order, request)), (only, order, request)


async def test_what_is_not_asked_for_is_not_told(store: GraphStore, seed: int) -> None:
    city = await small_city(store, seed)
    order = ordering(())
    page = await entities(store, page_request(order, first=3), today=TODAY)
    assert [data.subject for data in page.rows] == sorted(
        (data.subject for data in city.entities), key=lambda subject: subject.key
    )[:3]
    assert (page.total, page.rows[0].records, page.has_next) == (None, (), True)


@pytest.mark.parametrize("backwards", [False, True])
async def test_every_entity_once_in_pages_of_any_size(store: GraphStore, seed: int, backwards: bool) -> None:
    city = await small_city(store, seed)
    for size in (1, 7, 12, 100):
        for order in (ordering(()), ordering((EntityOrder(EntityOrderField.DISTRICT, descending=True),))):
            read = await walked(store, order, size, backwards)
            assert read == [
                data.subject for data in oracle(city.entities, EVERY, order, page_request(order, first=100)).rows
            ]


async def walked(store: GraphStore, order: Ordering, size: int, backwards: bool) -> list[Subject]:
    read: list[Subject] = []
    arguments: dict[str, object] = {"last" if backwards else "first": size}
    while True:
        page = await ask(store, page_request(order, **arguments), EVERY, order)  # type: ignore[arg-type]
        rows = [data.subject for data in page.rows]
        read = [*rows, *read] if backwards else [*read, *rows]
        if not (page.has_previous if backwards else page.has_next):
            return read
        arguments |= {"before": page.cursors[0]} if backwards else {"after": page.cursors[-1]}


async def test_entities_that_come_meanwhile_move_no_page(store: GraphStore, seed: int) -> None:
    city = await small_city(store, seed)
    order = ordering((EntityOrder(EntityOrderField.NAME),))
    first = await ask(store, page_request(order, first=10), EVERY, order)
    new = [_named(name, number) for number, name in enumerate(("", "一个早的", "龙"))]
    await add(store, Additions(subjects=[data.subject for data in new]))
    rest = await ask(store, page_request(order, first=100, after=first.cursors[-1]), EVERY, order)
    everything = oracle([*city.entities, *new], EVERY, order, page_request(order, first=100)).rows
    after = place(order, first.rows[-1])
    assert [data.subject for data in rest.rows] == [data.subject for data in everything if place(order, data) > after]
    assert rest.has_previous


def _named(name: str, number: int) -> SubjectData:
    uscc = code(10**6 + number)
    return SubjectData(Subject(f"uscc:{uscc}", SubjectKind.ENTERPRISE, name, uscc))


async def test_a_cursor_outlives_its_row(store: GraphStore) -> None:
    """The row may have moved (a new name): the page begins where it stood."""
    order = ordering((EntityOrder(EntityOrderField.NAME),))
    three = [_named(name, number) for number, name in enumerate(("丁", "丙", "乙"))]
    await add(store, Additions(subjects=[data.subject for data in three]))
    first = await ask(store, page_request(order, first=2), EVERY, order)
    moved = replace(first.rows[-1].subject, name="龥")
    await add(store, Additions(subjects=[moved]))
    rest = await ask(store, page_request(order, first=5, after=first.cursors[-1]), EVERY, order)
    names = sorted(["丁", "丙", "乙"])
    assert [data.subject.name for data in rest.rows] == [names[2], "龥"]


async def test_persons_are_no_entities(store: GraphStore, seed: int) -> None:
    city = await small_city(store, seed)
    only = EntityFilter(kinds=(SubjectKind.PERSON,))
    page = await ask(store, page_request(ordering(()), first=5), only, ordering(()))
    assert any(data.subject.kind is SubjectKind.PERSON for data in city.subjects)
    assert (page.rows, page.total, page.has_next) == ((), 0, False)


async def test_an_empty_store_has_an_empty_page(store: GraphStore) -> None:
    for only in (EVERY, EntityFilter(grades=(Grade.D,), items=("1-7",), name_contains="x")):
        page = await ask(store, page_request(ordering(()), last=5), only, ordering(()))
        assert told(page) == ([], (), False, False, 0)


async def test_text_of_a_filter_is_never_query(store: GraphStore, seed: int) -> None:
    city = await small_city(store, seed)
    evil = "x' OR 1=1 //"
    for only in (EntityFilter(name_contains=evil), EntityFilter(districts=(evil,)), EntityFilter(items=(evil,))):
        assert not (await ask(store, page_request(ordering(()), first=5), only, ordering(()))).rows
    page = await ask(store, page_request(ordering(()), first=0), EVERY, ordering(()))
    assert page.total == len(city.entities)


def test_an_order_says_nothing_twice() -> None:
    name, key = EntityOrderField.NAME, EntityOrderField.KEY
    assert ordering((EntityOrder(name), EntityOrder(name, descending=True))) == ordering((EntityOrder(name),))
    assert ordering((EntityOrder(key), EntityOrder(name))) == ordering(())
    assert ordering((EntityOrder(key, descending=True),)) != ordering(())


async def test_parts_come_with_the_page(store: GraphStore, seed: int) -> None:
    city: SmallCity = await small_city(store, seed)
    order = ordering(())
    for needs in (NOTHING, EVERYTHING):
        page = await entities(store, page_request(order, first=100), needs=needs, today=TODAY, wanted=ALL)
        found = {data.subject.key: data for data in page.rows}
        for data in city.entities:
            mine = found[data.subject.key]
            expected = data if needs is EVERYTHING else SubjectData(data.subject)
            assert sorted(mine.records, key=str) == sorted(expected.records, key=str)
            assert sorted(mine.facts, key=str) == sorted(expected.facts, key=str)
            assert sorted(mine.discrepancies, key=str) == sorted(expected.discrepancies, key=str)
