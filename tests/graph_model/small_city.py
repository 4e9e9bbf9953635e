"""A small random city in the hand-made catalogue of `examples`, in a store and beside it, to hold questions to an oracle."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random

from msgspec.structs import replace

from graph_model.catalogue import lay_down
from graph_model.discrepancies import pairs, settle
from graph_model.grades import current_records, in_force
from graph_model.model import (
    COMPOSITE,
    DiscrepancyRecord,
    DiscrepancyState,
    DishonestyFact,
    Grade,
    GradeRecord,
    Relation,
    RelationKind,
    Subject,
    SubjectData,
    SubjectKind,
)
from graph_model.store import GraphStore
from graph_model.uscc import ALPHABET, check_character
from graph_model.writing import Additions, write
from tests.graph_model.examples import CATALOGUE, ITEMS, fact, record

TODAY = date(2024, 6, 1)
NOW = datetime(2024, 6, 1, 4, tzinfo=UTC)
DISTRICTS = ("渝中区", "渝北区", "两江新区", None)
INDUSTRIES = ("制造业", "建筑业", None)
WORDS = (
    "重庆",
    "渝北",
    "渝",
    "建设",
    "建设有限公司",
    "商行",
    "𠮷野",
    "ABC",
    "abc物流",
    "(集团)",
    "a_%'\"\\",
    "2023",
    "庆渝",
)
KINDS = (
    SubjectKind.ENTERPRISE,
    SubjectKind.ENTERPRISE,
    SubjectKind.INDIVIDUAL_BUSINESS,
    SubjectKind.SOCIAL_ORGANISATION,
)


@dataclass(frozen=True)
class SmallCity:
    """What the store holds: every subject with all its parts, and the relations between them."""

    subjects: tuple[SubjectData, ...]
    relations: tuple[Relation, ...]

    @property
    def entities(self) -> tuple[SubjectData, ...]:
        return tuple(data for data in self.subjects if data.subject.kind is not SubjectKind.PERSON)

    def additions(self) -> Additions:
        return Additions(
            subjects=[data.subject for data in self.subjects],
            records=[one for data in self.subjects for one in data.records],
            facts=[one for data in self.subjects for one in data.facts],
            discrepancies=[one for data in self.subjects for one in data.discrepancies],
            relations=self.relations,
        )


async def small_city(store: GraphStore, seed: int, size: int = 40) -> SmallCity:
    """A city of `size` subjects in an empty prepared store, the same for the same seed."""
    random = Random(seed)
    await lay_down(store, CATALOGUE)
    subjects = tuple(random_subject(random, number) for number in range(size))
    city = SmallCity(subjects, _relations(random, subjects))
    await add(store, city.additions())
    return city


async def add(store: GraphStore, additions: Additions) -> None:
    await store.transact(lambda transaction: write(transaction, additions))


def code(number: int, prefix: str = "91500105") -> str:
    """A valid code; the number is in its organisation code."""
    letters = "".join(ALPHABET[number // 31**place % 31] for place in range(9))
    first = prefix + letters
    return first + check_character(first)


def random_subject(random: Random, number: int) -> SubjectData:
    subject = _subject(random, number)
    records = _records(random, subject)
    return SubjectData(subject, records, _facts(random, subject), _discrepancies(random, subject, records))


def _subject(random: Random, number: int) -> Subject:
    if random.random() < 0.15:
        return Subject(f"person:{number:032x}", SubjectKind.PERSON, random.choice("张李渝") + "*")
    uscc = code(number * 7919)
    return Subject(
        f"uscc:{uscc}",
        random.choice(KINDS),
        "".join(random.choices(WORDS, k=random.randint(1, 3))),
        uscc,
        random.choice(("存续", "注销", None)),
        random.choice(DISTRICTS),
        random.choice(INDUSTRIES),
        random.choice((None, date(2010, 3, 1), date(2015, 3, 1), date(2020, 3, 1))),
        random.random() < 0.5,
    )


def _records(random: Random, subject: Subject) -> tuple[GradeRecord, ...]:
    items = [item.key for item in ITEMS]
    if subject.kind is not SubjectKind.PERSON:
        items.append(COMPOSITE)
    made: list[GradeRecord] = []
    for item in random.sample(items, random.randint(0, len(items))):
        for _ in range(random.randint(1, 3)):
            made += _evaluation(random, subject.key, item, len(made))
    return tuple(made)


def _evaluation(random: Random, subject_key: str, item: str, number: int) -> list[GradeRecord]:
    """One evaluation, perhaps corrected, of one of a few days, so that two of them often share one."""
    day = random.choice((date(2022, 1, 10), date(2023, 5, 5), date(2024, 3, 3), date(2024, 5, 31), date(2024, 7, 1)))
    recorded = datetime(2024, 5, 1, tzinfo=UTC) + timedelta(hours=random.randint(0, 3))
    until = random.choice((None, date(2024, 5, 31), TODAY, date(2026, 1, 1)))
    first = record(
        item,
        random.choice(tuple(Grade)),
        day,
        key=f"{subject_key}/{item}/{number}",
        subject_key=subject_key,
        valid_until=until if until is None or until >= day else None,
        recorded_at=recorded,
        suspended=random.random() < 0.1,
    )
    if random.random() < 0.75:
        return [first]
    at = recorded + timedelta(days=1)
    return [
        replace(first, superseded_at=at),
        replace(first, key=first.key + "/corrected", grade=random.choice(tuple(Grade)), recorded_at=at),
    ]


def _facts(random: Random, subject: Subject) -> tuple[DishonestyFact, ...]:
    number = random.choice((0, 0, 0, 1, 2))
    return tuple(
        fact(
            key=f"{subject.key}/fact/{one}",
            subject_key=subject.key,
            recorded_at=NOW - timedelta(hours=random.randint(1, 4)),
            withdrawn_at=NOW - timedelta(minutes=random.randint(0, 59)) if random.random() < 0.3 else None,
        )
        for one in range(number)
    )


def _discrepancies(random: Random, subject: Subject, records: tuple[GradeRecord, ...]) -> tuple[DiscrepancyRecord, ...]:
    current = [one for one in current_records(records, TODAY).values() if in_force(one, TODAY)]
    raised = settle([], pairs(current), subject.key, NOW - timedelta(hours=random.randint(0, 3))).records
    return tuple(
        replace(one, state=DiscrepancyState.CLOSED, closed_at=NOW) if random.random() < 0.3 else one for one in raised
    )


def _relations(random: Random, subjects: tuple[SubjectData, ...]) -> tuple[Relation, ...]:
    keys = [data.subject.key for data in subjects]
    made: dict[tuple[RelationKind, str, str], Relation] = {}
    for _ in range(len(keys) * 2):
        kind, (one, other) = random.choice(tuple(RelationKind)), random.sample(keys[: max(8, len(keys) // 3)], 2)
        share = random.random() if kind is RelationKind.SHAREHOLDER_OF else None
        made[kind, one, other] = Relation(kind, one, other, share)
    return tuple(made.values())
