"""Relations of subjects, seen from each end, a page a subject."""

from collections.abc import Callable
from random import Random
from typing import Any

from graph_model.model import Relation, RelationKind, Subject, SubjectKind
from graph_model.paging import Page, PageRequest, Wanted, page_in_memory, page_request
from graph_model.relations import ORDER, RelatedSubject, RelationQuestion, relations
from graph_model.store import GraphStore
from graph_model.subjects import EVERYTHING
from graph_model.writing import Additions
from tests.graph_model.small_city import SmallCity, add, code, small_city

ALL = Wanted(total=True, neighbours=True)


def seen_from(city: SmallCity, key: str, kinds: tuple[RelationKind, ...] | None) -> list[RelatedSubject]:
    subjects = {data.subject.key: data for data in city.subjects}
    outgoing = [r for r in city.relations if r.from_key == key]
    incoming = [r for r in city.relations if r.to_key == key]
    return [
        *(
            RelatedSubject(r.kind, True, r.share, subjects[r.to_key])
            for r in outgoing
            if kinds is None or r.kind in kinds
        ),
        *(
            RelatedSubject(r.kind, False, r.share, subjects[r.from_key])
            for r in incoming
            if kinds is None or r.kind in kinds
        ),
    ]


def told(page: Page[RelatedSubject]) -> tuple[object, ...]:
    rows = [(one.kind, one.outgoing, one.share, one.subject.subject) for one in page.rows]
    return rows, page.cursors, page.has_previous, page.has_next, page.total


def oracle(city: SmallCity, key: str, question: RelationQuestion) -> Page[RelatedSubject]:
    return page_in_memory(ORDER, question.request, seen_from(city, key, question.kinds), lambda one: one.place)


async def test_random_questions_have_the_oracle_s_answers(
    store: GraphStore, seed: int, fewer: Callable[[int], range]
) -> None:
    city = await small_city(store, seed, size=24)
    random = Random(seed)
    keys = [data.subject.key for data in city.subjects]
    every = [cursor for key in keys for cursor in oracle(city, key, RelationQuestion(None, whole())).cursors]
    for _ in fewer(12):
        kinds = random.choice((None, (), tuple(random.sample(tuple(RelationKind), 2))))
        size: dict[str, Any] = {random.choice(("first", "last")): random.choice((0, 1, 3, 100))}
        cursors: dict[str, Any] = {name: random.choice((None, random.choice(every))) for name in ("after", "before")}
        question = RelationQuestion(kinds, page_request(ORDER, **size, **cursors), wanted=ALL)
        pages = await relations(store, keys, question)
        for key, page in zip(keys, pages, strict=True):
            assert told(page) == told(oracle(city, key, question)), (key, question)


def whole() -> PageRequest:
    return page_request(ORDER, first=100)


async def test_both_ends_of_a_relation(store: GraphStore) -> None:
    company, owner = entity(1, "公司"), Subject("person:1", SubjectKind.PERSON, "张*")
    held = Relation(RelationKind.SHAREHOLDER_OF, owner.key, company.key, 0.4)
    await add(store, Additions(subjects=[company, owner], relations=[held]))
    question = RelationQuestion(None, whole(), wanted=ALL)
    of_owner, of_company, of_nobody = await relations(store, [owner.key, company.key, "uscc:nobody"], question)
    assert told(of_owner)[0] == [(RelationKind.SHAREHOLDER_OF, True, 0.4, company)]
    assert told(of_company)[0] == [(RelationKind.SHAREHOLDER_OF, False, 0.4, owner)]
    assert (of_nobody.rows, of_nobody.has_next) == ((), False)


async def test_a_subject_asked_for_twice_has_its_relations_twice(store: GraphStore, seed: int) -> None:
    city = await small_city(store, seed, size=12)
    key = city.relations[0].from_key
    one, other = await relations(store, [key, key], RelationQuestion(None, whole()))
    assert told(one) == told(other) and one.rows


async def test_a_hub_gives_a_page_of_its_relations(store: GraphStore) -> None:
    firm = entity(0, "律师事务所")
    lawyers = [Subject(f"person:{number:04}", SubjectKind.PERSON, "李*") for number in range(300)]
    practise = [Relation(RelationKind.PRACTISES_AT, lawyer.key, firm.key) for lawyer in lawyers]
    await add(store, Additions(subjects=[firm, *lawyers], relations=practise))
    read: list[str] = []
    after = None
    while True:
        question = RelationQuestion(None, page_request(ORDER, first=90, after=after), wanted=ALL)
        (page,) = await relations(store, [firm.key], question)
        read += [one.subject.subject.key for one in page.rows]
        assert (len(page.rows), page.total) == (min(90, 300 - len(read) + len(page.rows)), 300)
        if not page.has_next:
            break
        after = page.cursors[-1]
    assert read == [lawyer.key for lawyer in lawyers]


async def test_the_other_end_comes_with_what_is_needed_of_it(store: GraphStore, seed: int) -> None:
    city = await small_city(store, seed, size=12)
    subjects = {data.subject.key: data for data in city.subjects}
    key = city.relations[0].from_key
    (page,) = await relations(store, [key], RelationQuestion(None, whole(), EVERYTHING))
    for one in page.rows:
        expected = subjects[one.subject.subject.key]
        assert sorted(one.subject.records, key=str) == sorted(expected.records, key=str)
        assert sorted(one.subject.facts, key=str) == sorted(expected.facts, key=str)


def entity(number: int, name: str) -> Subject:
    return Subject(f"uscc:{code(number)}", SubjectKind.ENTERPRISE, name, code(number))
