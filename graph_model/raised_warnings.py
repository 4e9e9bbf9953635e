"""Early warnings as they arise: raised once, in the transaction that writes what they come from, and told in the feed of changes.

What `early_warnings` reads of the graph is what stands now; these stay, as something that was told: a warning whose grade is corrected
later was raised all the same. Its key says what it is about, so the same import again raises nothing. As there, what happened long before
it was recorded is history and warns of nothing; and where something is taken away nobody is warned.
Why: docs/decisions/0035-notification.md.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from graph_model.disclosure import disclosed
from graph_model.early_warnings import DAYS, WarningKind
from graph_model.model import Grade, RelationKind, Severity, city_day, day_text, instant_text, parse_instant
from graph_model.store import GraphTransaction, Row
from graph_model.writing import Additions

LEAST_LEVELS = 2
EVALUATIONS = (
    "UNWIND $rows AS row MATCH (s:Subject {key: row.subject})-[:GRADED]->(g:GradeRecord) "
    "WHERE g.itemKey = row.item AND g.supersededAt IS NULL RETURN s.key, g.itemKey, g.key, g.grade, g.evaluatedOn"
)
_AGAIN = (
    "WHERE d.key <> s.key AND d.registeredOn < s.registeredOn MATCH (d)-[:GRADED]->(r:GradeRecord) "
    "WHERE r.supersededAt IS NULL WITH s, d, r.itemKey AS item, substring(max(r.evaluatedOn + r.grade), 10) AS last "
    "WHERE last = 'D' RETURN s.key, d.key, d.district, item"
)
BY_NEWER = (
    "UNWIND $keys AS key MATCH (s:Subject {key: key}) WHERE s.registeredOn >= $since "
    "MATCH (p:Subject)-[:LEGAL_REPRESENTATIVE_OF]->(s) MATCH (p)-[:LEGAL_REPRESENTATIVE_OF]->(d:Subject) " + _AGAIN
)
BY_OLDER = (
    "UNWIND $keys AS key MATCH (d:Subject {key: key}) MATCH (p:Subject)-[:LEGAL_REPRESENTATIVE_OF]->(d) "
    "MATCH (p)-[:LEGAL_REPRESENTATIVE_OF]->(s:Subject) WHERE s.registeredOn >= $since WITH s, d " + _AGAIN
)
STANDING = "UNWIND $keys AS key MATCH (w:EarlyWarning {key: key}) RETURN w.key"
DEPARTMENTS = "UNWIND $keys AS key MATCH (i:Item {key: key}) RETURN i.key, i.departmentKey"
CREATE = (
    "UNWIND $rows AS row MATCH (s:Subject {key: row.subjectKey}) CREATE (w:EarlyWarning {key: row.key, kind: row.kind, "
    "about: row.about, subjectKey: row.subjectKey, raisedAt: row.raisedAt, itemKeys: row.itemKeys, "
    "departmentKeys: row.departmentKeys}) SET w.before = row.before, w.olderDistrict = row.olderDistrict "
    "CREATE (s)-[:WARNED_OF]->(w)"
)
WARNING_COLUMNS = (
    "w.key, w.kind, w.about, w.subjectKey, w.raisedAt, w.itemKeys, w.departmentKeys, w.before, w.olderDistrict"
)


@dataclass(frozen=True, slots=True)
class RaisedWarning:
    """A warning that was raised. `about` is the key of the record or of the fact; of a registration `older>newer`, the keys of both.

    `before` is the key of the record that a fall fell from; `older_district` that of the older subject. `items` are those of the grade or
    fact, of a registration those on which the older subject is graded D; `departments` are theirs.
    """

    key: str
    kind: WarningKind
    about: str
    subject_key: str
    raised_at: datetime
    items: tuple[str, ...]
    departments: tuple[str, ...] = ()
    before: str | None = None
    older_district: str | None = None

    @property
    def older(self) -> str | None:
        """The key of the older subject of a registration."""
        return self.about.partition(">")[0] if self.kind is WarningKind.REGISTERED_AGAIN else None


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What is asked of a record to find falls."""

    key: str
    grade: Grade
    evaluated_on: str


def falls(evaluations: Sequence[Evaluation], since: date) -> list[tuple[str, str]]:
    """(key, key before) of each evaluation of one item of a subject since a day that is two levels or more below the one before it."""
    found = []
    for one in evaluations:
        earlier = [other for other in evaluations if other.evaluated_on < one.evaluated_on]
        if earlier and one.evaluated_on >= day_text(since):
            before = max(earlier, key=lambda other: (other.evaluated_on, other.grade))
            if one.grade.level - before.grade.level >= LEAST_LEVELS:
                found.append((one.key, before.key))
    return found


async def raise_warnings(transaction: GraphTransaction, additions: Additions, at: datetime) -> list[RaisedWarning]:
    """Raise what `additions`, written in this transaction at this instant, warn of and nobody was warned of yet.

    Nothing is asked of the graph where nothing that was written can warn.
    """
    since = city_day(at) - timedelta(days=DAYS)
    found = [
        *await _falls(transaction, additions, since, at),
        *_serious_facts(additions, since, at),
        *await _registrations(transaction, additions, since, at),
    ]
    if not found:
        return []
    rows = await transaction.run(STANDING, {"keys": [one.key for one in found]})
    standing = {key for (key,) in rows}
    new = {one.key: one for one in found if one.key not in standing}
    if not new:
        return []
    items = sorted({item for one in new.values() for item in one.items})
    departments: dict[str, str] = dict(await transaction.run(DEPARTMENTS, {"keys": items}) if items else ())
    await transaction.run(CREATE, {"rows": [_row(one, departments) for one in new.values()]})
    return list(new.values())


def warning_from(row: Row) -> RaisedWarning:
    """The warning of a row of WARNING_COLUMNS."""
    key, kind, about, subject_key, raised, items, departments, before, older_district = row
    raised_at = parse_instant(raised)
    assert raised_at is not None
    disclosed(subject_key)
    warning = RaisedWarning(
        key,
        WarningKind(kind),
        about,
        subject_key,
        raised_at,
        _parted(items),
        _parted(departments),
        before,
        older_district,
    )
    if warning.older is not None:
        disclosed(warning.older)
    return warning


async def _falls(
    transaction: GraphTransaction, additions: Additions, since: date, at: datetime
) -> Iterable[RaisedWarning]:
    """Of a record that is low, or one that others may have fallen from: it stands earlier than another, or corrects one."""
    others = {one.old_key for one in additions.supersessions} | {
        one.new_key for one in additions.supersessions if one.at is not None
    }
    asked = {
        (one.subject_key, one.item_key)
        for one in additions.records
        if one.key in others or (one.grade in (Grade.C, Grade.D) and one.evaluated_on >= since)
    }
    if not asked:
        return ()
    rows = await transaction.run(EVALUATIONS, {"rows": [{"subject": s, "item": i} for s, i in sorted(asked)]})
    of: dict[tuple[str, str], list[Evaluation]] = {}
    for subject, item, key, grade, evaluated_on in rows:
        of.setdefault((subject, item), []).append(Evaluation(key, Grade(grade), evaluated_on))
    return [
        _warning(WarningKind.FALL, key, subject, at, (item,), before=before)
        for (subject, item), evaluations in of.items()
        for key, before in falls(evaluations, since)
    ]


def _serious_facts(additions: Additions, since: date, at: datetime) -> Iterable[RaisedWarning]:
    return [
        _warning(
            WarningKind.SERIOUS_FACT, one.key, one.subject_key, at, () if one.item_key is None else (one.item_key,)
        )
        for one in additions.facts
        if one.severity is Severity.SERIOUS and one.counts(city_day(at)) and one.occurred_on >= since
    ]


async def _registrations(
    transaction: GraphTransaction, additions: Additions, since: date, at: datetime
) -> Iterable[RaisedWarning]:
    """By what each of the two subjects, their representative and the older one's grade may complete."""
    represented = {one.to_key for one in additions.relations if one.kind is RelationKind.LEGAL_REPRESENTATIVE_OF}
    newer = represented | {
        one.key for one in additions.subjects if one.registered_on is not None and one.registered_on >= since
    }
    older = represented | {one.subject_key for one in additions.records if one.grade is Grade.D}
    older |= {one.key for one in additions.subjects if one.registered_on is not None}
    pairs: dict[tuple[str, str], tuple[str | None, set[str]]] = {}
    for text, keys in ((BY_NEWER, newer), (BY_OLDER, older)):
        if keys:
            given = {"keys": sorted(keys), "since": day_text(since)}
            for new, old, district, item in await transaction.run(text, given):
                pairs.setdefault((old, new), (district, set()))[1].add(item)
    return [
        _warning(WarningKind.REGISTERED_AGAIN, f"{old}>{new}", new, at, tuple(sorted(items)), older_district=district)
        for (old, new), (district, items) in pairs.items()
    ]


def _warning(
    kind: WarningKind,
    about: str,
    subject_key: str,
    at: datetime,
    items: tuple[str, ...],
    *,
    before: str | None = None,
    older_district: str | None = None,
) -> RaisedWarning:
    key = f"warning:{kind}:{about}"
    return RaisedWarning(key, kind, about, subject_key, at, items, before=before, older_district=older_district)


def _row(one: RaisedWarning, departments: Mapping[str, str]) -> dict[str, Any]:
    of = {departments[item] for item in one.items if item in departments}
    return {
        "key": one.key,
        "kind": one.kind.value,
        "about": one.about,
        "subjectKey": one.subject_key,
        "raisedAt": instant_text(one.raised_at),
        "itemKeys": _joined(one.items),
        "departmentKeys": _joined(sorted(of)),
        "before": one.before,
        "olderDistrict": one.older_district,
    }


def _joined(keys: Iterable[str]) -> str:
    """With a comma at both ends, so that one key is found as `,key,`."""
    return f",{','.join(keys)},"


def _parted(text: str) -> tuple[str, ...]:
    return tuple(filter(None, text.split(",")))
