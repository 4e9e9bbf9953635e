"""The visits and the inspectors drawn for them."""

from collections import Counter

from hypothesis import given

from graph_model.model import Grade
from graph_model.sampling.pool import Graded, Inspector
from graph_model.sampling.rates import InspectionMethod
from graph_model.sampling.visits import GradedItem, Visit
from tests.graph_model.sampling.draws import Case, cases, key, rates, village


def everybody(*graded: Graded, inspectors: list[Inspector], each: int = 2) -> tuple[Visit, ...]:
    """The visits of a draw of all who are D."""
    items = dict.fromkeys(one.item_key for one in graded)
    all_of_d = {item: rates(0, 1, 2, 10_000) for item in items}
    found = Case(list(graded), all_of_d, inspectors=inspectors, each=each).drawn().visits
    assert isinstance(found, tuple)
    return found


def bad(number: int, item: str = "1-9", district: str | None = "渝北区") -> Graded:
    return Graded(key(number), item, Grade.D, district, "存续")


def test_one_visit_has_all_items_of_the_subject_and_inspectors_of_every_department() -> None:
    team = [
        Inspector(f"{department}{n}", department) for department in ("transport", "human-resources") for n in (1, 2, 3)
    ]
    (visit,) = everybody(bad(1, "1-14"), bad(1, "1-9"), bad(1, "1-7"), inspectors=team)
    assert visit.items == (GradedItem("1-7", Grade.D), GradedItem("1-9", Grade.D), GradedItem("1-14", Grade.D))
    assert visit.method is InspectionMethod.ON_SITE_STRENGTHENED
    assert Counter(name[:-1] for name in visit.inspectors) == {"transport": 2, "human-resources": 2}


def test_who_is_in_a_conflict_of_interest_is_not_sent() -> None:
    team = [Inspector("甲", "transport", conflicts=frozenset({key(1)})), Inspector("乙", "transport")]
    assert [visit.inspectors for visit in everybody(bad(1), bad(2), inspectors=team, each=1)] == [("乙",), ("甲",)]


def test_who_cannot_inspect_the_items_or_works_elsewhere_is_not_sent() -> None:
    team = [
        Inspector("甲", "transport", items=frozenset({"1-7"})),
        Inspector("乙", "transport", districts=frozenset({"渝中区"})),
        Inspector("丙", "tax"),
    ]
    (visit,) = everybody(bad(1), inspectors=team)
    assert (visit.inspectors, visit.short) == ((), ("transport",))
    (visit,) = everybody(bad(1, district=None), inspectors=[*team, Inspector("丁", "transport")])
    assert (visit.inspectors, visit.short) == (("丁",), ("transport",))


def test_without_inspectors_only_objects_are_drawn() -> None:
    (visit,) = everybody(bad(1), inspectors=[])
    assert (visit.inspectors, visit.short) == ((), ())


def test_the_load_is_balanced() -> None:
    team = [Inspector(f"执{number}", "transport") for number in range(7)]
    made = everybody(*(bad(number) for number in range(100)), inspectors=team)
    loads = Counter(number for visit in made for number in visit.inspectors)
    assert sorted(loads.values()) == [28, 28, 28, 29, 29, 29, 29]


@given(cases())
def test_nobody_is_sent_where_they_must_not_go(case: Case) -> None:
    file = case.drawn()
    assert isinstance(file.visits, tuple)
    known = {one.key: one for one in case.inspectors}
    for visit in file.visits:
        items = {each.item for each in visit.items}
        assert len(set(visit.inspectors)) == len(visit.inspectors)
        for number in visit.inspectors:
            sent = known[number]
            own = {item for item in items if file.plan.departments[item] == sent.department_key}
            assert own and visit.subject not in sent.conflicts
            assert not sent.items or own <= sent.items
            assert not sent.districts or visit.district in sent.districts


def test_inspectors_are_drawn_by_lot() -> None:
    one, other = village(400), village(400)
    other.seed = bytes(32)
    first = [visit.inspectors for visit in one.drawn().visits or ()]
    assert len(set(first)) > len(first) // 2
    assert first != [visit.inspectors for visit in other.drawn().visits or ()]
