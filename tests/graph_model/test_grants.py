"""What a grant lets somebody see: what it names, and nothing else."""

from datetime import UTC, date, datetime, timedelta

import pytest
from msgspec.structs import replace

from graph_model.errors import BadInput, Forbidden
from graph_model.grants import Grant, GrantState, NewGrant, Part, Scope, checked, granted
from graph_model.model import (
    COMPOSITE,
    Consistency,
    DiscrepancyRecord,
    DiscrepancyState,
    DishonestyFact,
    Grade,
    GradeRecord,
    Inspection,
    InspectionManner,
    InspectionOutcome,
    InspectionState,
    MeasureAction,
    MeasureTaken,
    Scenario,
    Severity,
    SourceMode,
    Subject,
    SubjectData,
    SubjectKind,
)

NOW = datetime(2026, 11, 27, 4, tzinfo=UTC)
SUBJECT, BANK = "uscc:91500105MA5U0XQN5T", "uscc:9150010500000000XX"
ALL = Scope(composite=True, items=None, measures=True, archive=True)


def grant(scope: Scope, **changed: datetime) -> Grant:
    return Grant("grant:1", SUBJECT, BANK, scope, "贷前审查", NOW, NOW + timedelta(days=30), **changed)


def record(key: str, item: str, year: int, superseded: datetime | None = None) -> GradeRecord:
    day = date(year, 5, 1)
    return GradeRecord(
        key=key,
        subject_key=SUBJECT,
        item_key=item,
        grade=Grade.B,
        native_grade="B",
        scale_key="unified",
        score=None,
        evaluated_on=day,
        valid_until=None,
        recorded_at=datetime(year, 5, 2, tzinfo=UTC),
        superseded_at=superseded,
        system_key=None,
        mode=SourceMode.IMPORTED,
        batch_key="b",
    )


def fact(key: str, item: str | None) -> DishonestyFact:
    return DishonestyFact(key, SUBJECT, "wage-arrears", Severity.ORDINARY, date(2026, 1, 1), "1", item, NOW)


DATA = SubjectData(
    Subject(SUBJECT, SubjectKind.ENTERPRISE, "某公司", SUBJECT[5:], None, "渝北区", None, None, synthetic=True),
    (
        record("tax 2024", "1-48", 2024),
        record("tax 2026", "1-48", 2026),
        record("labour 2025", "1-14", 2025, superseded=datetime(2025, 6, 1, tzinfo=UTC)),
        record("labour 2025 corrected", "1-14", 2025),
        record("composite", COMPOSITE, 2026),
    ),
    (fact("labour's", "1-14"), fact("tax's", "1-48"), fact("of none", None)),
    (DiscrepancyRecord("d", SUBJECT, "1-14", "1-48", "a", "b", 2, DiscrepancyState.OPEN, NOW, None),),
)


def seen(part: Part, *scopes: Scope) -> tuple[list[str], list[str]]:
    data = granted(DATA, [grant(scope) for scope in scopes], part, NOW)
    assert data.discrepancies == () and data.subject is DATA.subject
    return sorted(record.key for record in data.records), sorted(fact.key for fact in data.facts)


def items(*keys: str, **more: bool) -> Scope:
    return Scope(composite=False, items=frozenset(keys), **more)


def test_grades_are_the_current_ones_of_what_is_named() -> None:
    assert seen(Part.GRADES, ALL) == (["composite", "labour 2025 corrected", "tax 2026"], [])
    assert seen(Part.GRADES, items("1-48")) == (["tax 2026"], [])
    assert seen(Part.GRADES, Scope(composite=True, items=frozenset())) == (["composite"], [])
    assert seen(Part.GRADES, items("1-7")) == ([], [])


def test_several_grants_let_see_what_any_of_them_names() -> None:
    assert seen(Part.GRADES, items("1-48"), items("1-14"))[0] == ["labour 2025 corrected", "tax 2026"]


def test_each_grant_speaks_for_itself() -> None:
    """Measures of one and grades of another do not make measures of the other."""
    apart = items("1-48"), items("1-14", measures=True)
    assert seen(Part.MEASURES, *apart) == (["labour 2025 corrected"], ["labour's"])
    assert seen(Part.ARCHIVE, *apart, items("1-48", archive=True)) == (["tax 2024", "tax 2026"], ["tax's"])


def test_facts_are_those_behind_the_measures_that_are_named() -> None:
    assert seen(Part.MEASURES, items("1-48", measures=True))[1] == ["tax's"]
    assert seen(Part.MEASURES, Scope(composite=True, items=frozenset(), measures=True))[1] == [
        "labour's",
        "of none",
        "tax's",
    ]
    everything = Scope(composite=False, items=None, measures=True)
    assert seen(Part.MEASURES, everything)[1] == ["labour's", "of none", "tax's"]


def test_the_archive_has_the_history_of_what_is_named() -> None:
    records, facts = seen(Part.ARCHIVE, ALL)
    assert len(records) == len(DATA.records) and len(facts) == len(DATA.facts)
    assert seen(Part.ARCHIVE, items("1-14", archive=True)) == (["labour 2025", "labour 2025 corrected"], ["labour's"])
    assert seen(Part.ARCHIVE, Scope(composite=True, items=frozenset(), archive=True)) == (["composite"], [])


def test_inspections_that_are_published_stand_in_the_archive_of_their_item() -> None:
    def inspection(item: str, state: InspectionState) -> Inspection:
        return Inspection(
            f"{item} {state}", SUBJECT, item, "tax", InspectionManner.ON_SITE, NOW.date(), ("7",), (),
            InspectionOutcome.UNREACHABLE, "1", None, state, 1, NOW, NOW if state is InspectionState.PUBLISHED else None,
        )  # fmt: skip

    every = tuple(inspection(item, state) for item in ("1-48", "1-14") for state in InspectionState)
    data = replace(DATA, inspections=every)

    def told(part: Part, scope: Scope) -> list[str]:
        return [one.key for one in granted(data, [grant(scope)], part, NOW).inspections]

    assert told(Part.ARCHIVE, items("1-48", archive=True)) == ["1-48 PUBLISHED"]
    assert told(Part.ARCHIVE, ALL) == ["1-48 PUBLISHED", "1-14 PUBLISHED"]
    assert told(Part.GRADES, ALL) == told(Part.MEASURES, ALL) == []


def test_measures_stand_in_the_archive_of_the_grade_that_they_go_by() -> None:
    def taken(measure: str, scenario: Scenario, item: str | None) -> MeasureTaken:
        return MeasureTaken(
            measure, SUBJECT, measure, scenario, MeasureAction.WITHHELD, "tax", item, NOW.date(), None, "1", Grade.B,
            Consistency.CONSISTENT, NOW,
        )  # fmt: skip

    ban, service = (
        taken("ban", Scenario.MARKET_ACCESS, "1-48"),
        taken("service", Scenario.ADMINISTRATIVE_SERVICE, "1-48"),
    )
    data = replace(DATA, taken=(ban, service))

    def told(part: Part, scope: Scope) -> list[str]:
        return [one.key for one in granted(data, [grant(scope)], part, NOW).taken]

    assert told(Part.ARCHIVE, items("1-48", archive=True)) == ["ban"]
    assert told(Part.ARCHIVE, Scope(composite=True, items=frozenset(), archive=True)) == ["service"]
    assert told(Part.ARCHIVE, ALL) == ["ban", "service"]
    assert told(Part.GRADES, ALL) == told(Part.MEASURES, ALL) == []


@pytest.mark.parametrize("part", [Part.MEASURES, Part.ARCHIVE])
def test_a_part_that_no_grant_names_is_refused(part: Part) -> None:
    with pytest.raises(Forbidden, match=f"no grant names the {part}"):
        seen(part, items("1-48"), Scope(composite=True, items=None))
    with pytest.raises(Forbidden):
        seen(Part.GRADES)


def test_a_grant_ends_at_its_instant_or_when_it_is_revoked() -> None:
    one = grant(ALL)
    assert one.state(one.expires_at - timedelta(microseconds=1)) is GrantState.VALID
    assert one.state(one.expires_at) is GrantState.EXPIRED
    assert grant(ALL, revoked_at=NOW).state(NOW) is GrantState.REVOKED


def new(**changed: object) -> NewGrant:
    given: dict[str, object] = {
        "subject_key": SUBJECT,
        "grantee": BANK,
        "scope": ALL,
        "purpose": "贷前审查",
        "expires_at": NOW + timedelta(days=30),
    }
    return NewGrant(**{**given, **changed})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changed", "where"),
    [
        ({"grantee": SUBJECT}, "grantee"),
        ({"scope": items(measures=True, archive=True)}, "scope"),
        ({"purpose": "  "}, "purpose"),
        ({"purpose": "一" * 201}, "purpose"),
        ({"purpose": "两\n行"}, "purpose"),
        ({"expires_at": NOW}, "expiresAt"),
        ({"expires_at": NOW + timedelta(days=366, microseconds=1)}, "expiresAt"),
    ],
)
def test_what_cannot_be_granted(changed: dict[str, object], where: str) -> None:
    with pytest.raises(BadInput) as refusal:
        checked(new(**changed), NOW)
    assert refusal.value.where == where


def test_a_year_can_be_granted_and_no_id_number_is_kept() -> None:
    kept = checked(new(purpose=" 为 110101199003070011 办理 ", expires_at=NOW + timedelta(days=366)), NOW)
    assert "110101199003070011" not in kept.purpose and kept.purpose.startswith("为")
