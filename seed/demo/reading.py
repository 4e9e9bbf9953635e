"""The demo file read into values: `seed/demo/subjects.yaml` on a given day, every word of it checked.

An error is a PlanFileError that names file and line.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path

from msgspec.structs import replace

from graph_model import uscc
from graph_model.catalogue import Catalogue
from graph_model.errors import BadInput
from graph_model.intake.identities import fact_key, record_key
from graph_model.model import (
    CITY_ZONE,
    COMPOSITE,
    DishonestyFact,
    FormerName,
    GradeRecord,
    Relation,
    RelationKind,
    Severity,
    SourceMode,
    Subject,
    SubjectKind,
)
from graph_model.persons import masked_name
from graph_model.scales import normalise
from graph_model.writing import Additions, Supersession
from seed.city.calendar import Calendar
from seed.city.discrepancy_history import discrepancies_of
from seed.demo.stories import DEMO_SUBJECTS
from seed.located_yaml import Entry, keyed, read_entry

DEMO_FILE = Path(__file__).parent / "subjects.yaml"
BATCH_KEY = "demo"
_DAY = re.compile(r"today([+-]\d+)d")
_RECORDED_AT = time(10)
_NAMES = {demo.key: demo.name for demo in DEMO_SUBJECTS}


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads the entries of one file on one day."""

    catalogue: Catalogue
    today: date

    def subject(self, entry: Entry) -> Subject:
        entry.allow(
            *("key", "status", "district", "industry", "registeredOn", "formerNames", "records", "facts", "relations"),
        )
        key = entry.text("key")
        name = _name(entry, key)
        code = key.removeprefix("uscc:") if key.startswith("uscc:") else None
        return Subject(
            key=key,
            kind=SubjectKind.PERSON if code is None else uscc.kind_of(uscc.check(code)),
            name=name,
            uscc=code,
            status=entry.maybe_text("status"),
            district=entry.maybe_text("district"),
            industry=entry.maybe_text("industry"),
            registered_on=self._maybe_day(entry, "registeredOn"),
            synthetic=True,
            former_names=self._former_names(entry),
        )

    def _former_names(self, entry: Entry) -> tuple[FormerName, ...]:
        """Oldest first: each is known until the day that it gives, the next from then on."""
        found: list[FormerName] = []
        for former in entry.entries("formerNames"):
            former.allow("name", "until")
            since = found[-1].until if found else None
            found.append(FormerName(former.text("name"), since, _instant(self._day(former, "until"))))
        return tuple(found)

    def records(self, entry: Entry) -> list[GradeRecord]:
        """The subject's records in the file's order; one that another of the same day corrects is superseded by it."""
        records = [self._record(entry.text("key"), record) for record in entry.entries("records")]
        for place, (record, after) in enumerate(pairwise(records)):
            if (record.item_key, record.evaluated_on) == (after.item_key, after.evaluated_on):
                records[place] = replace(record, superseded_at=after.recorded_at)
                key = record_key(after.subject_key, after.item_key, after.evaluated_on, 2)
                records[place + 1] = replace(after, key=key)
        return records

    def facts(self, entry: Entry) -> Iterator[DishonestyFact]:
        for fact in entry.entries("facts"):
            fact.allow("conduct", "severity", "occurredOn", "documentNo", "item", "description")
            conducts = {conduct.key: conduct.key for conduct in self.catalogue.conducts}
            conduct = fact.word("conduct", conducts, "conduct")
            occurred_on, document_no = self._day(fact, "occurredOn"), fact.text("documentNo")
            yield DishonestyFact(
                key=fact_key(entry.text("key"), conduct, occurred_on, document_no),
                subject_key=entry.text("key"),
                conduct=conduct,
                severity=fact.choice("severity", Severity),
                occurred_on=occurred_on,
                document_no=document_no,
                item_key=None if fact.maybe_text("item") is None else self._item_key(fact),
                recorded_at=_instant(occurred_on + timedelta(days=1)),
                description=fact.maybe_text("description"),
            )

    def relations(self, entry: Entry) -> Iterator[Relation]:
        for relation in entry.entries("relations"):
            relation.allow("kind", "to", "share")
            to = relation.word("to", _NAMES, "demo subject")
            kind = relation.choice("kind", RelationKind)
            yield Relation(kind, entry.text("key"), to, relation.maybe_number("share"))

    def _record(self, subject_key: str, record: Entry) -> GradeRecord:
        record.allow("item", "native", "score", "evaluatedOn", "validUntil", "recordedOn")
        item = self.catalogue.item(self._item_key(record))
        scale = None if item is None else self.catalogue.scale(item.scale_key)
        assert item is not None and scale is not None, "the catalogue has the scale of each of its items"
        native, score, evaluated_on = (
            record.text("native"),
            record.maybe_number("score"),
            self._day(record, "evaluatedOn"),
        )
        recorded_on = self._maybe_day(record, "recordedOn") or evaluated_on + timedelta(days=1)
        try:
            grade = normalise(scale, native, score).grade
        except BadInput as error:
            raise record.error(error.message, "native") from error
        return GradeRecord(
            key=record_key(subject_key, item.key, evaluated_on),
            subject_key=subject_key,
            item_key=item.key,
            grade=grade,
            native_grade=native,
            scale_key=scale.key,
            score=score,
            evaluated_on=evaluated_on,
            valid_until=self._maybe_day(record, "validUntil"),
            recorded_at=_instant(recorded_on),
            superseded_at=None,
            system_key=item.system_key,
            mode=SourceMode.IMPORTED,
            batch_key=BATCH_KEY,
            document_no=f"(合成)〔示例〕{item.key}",
        )

    def _item_key(self, entry: Entry) -> str:
        return entry.word("item", [COMPOSITE, *(item.key for item in self.catalogue.items)], "item")

    def _day(self, entry: Entry, field: str) -> date:
        day = self._maybe_day(entry, field)
        if day is None:
            raise entry.error(f"缺少字段 / missing field {field!r}")
        return day

    def _maybe_day(self, entry: Entry, field: str) -> date | None:
        """The day that `today-30d` or `today+30d` writes."""
        text = entry.maybe_text(field)
        if text is None:
            return None
        found = _DAY.fullmatch(text)
        if found is None:
            raise entry.error(f"{field!r} 应写作 / must be written today-30d or today+30d: {text!r}", field)
        return self.today + timedelta(days=int(found[1]))


def read_demo(catalogue: Catalogue, today: date, path: Path = DEMO_FILE, *, without: Collection[str] = ()) -> Additions:
    """Everything known of the demo subjects on the day `today`, their discrepancies raised and closed by the rules.

    The evaluations of the items `without` are left out, and with them the discrepancies that they made.
    """
    reader = _Reader(catalogue, today)
    top = read_entry(path)
    top.allow("subjects")
    entries = [entry for _, entry in keyed(top.entries("subjects"))]
    whole = [reader.records(entry) for entry in entries]
    records = [[record for record in own if record.item_key not in without] for own in whole]
    calendar = Calendar(today)
    return Additions(
        subjects=[reader.subject(entry) for entry in entries],
        records=[record for own in records for record in own],
        supersessions=[link for own in records for link in _links(own)],
        facts=[fact for entry in entries for fact in reader.facts(entry)],
        relations=[relation for entry in entries for relation in reader.relations(entry)],
        discrepancies=[
            discrepancy
            for entry, own in zip(entries, records, strict=True)
            for discrepancy in discrepancies_of(entry.text("key"), own, calendar)
        ],
    )


def _name(entry: Entry, key: str) -> str:
    """The name of stories.py; a person's must be masked already."""
    name = entry.found("key", key, _NAMES, "demo subject")
    if key.startswith("person:") and masked_name(name) != name:
        raise entry.error("自然人的姓名应已脱敏 / a person's name must be masked", "key")
    return name


def _links(records: list[GradeRecord]) -> Iterator[Supersession]:
    """Each record of an item with the one after it."""
    for before, after in pairwise(records):
        if before.item_key == after.item_key:
            yield Supersession(before.key, after.key, before.superseded_at)


def _instant(day: date) -> datetime:
    return datetime.combine(day, _RECORDED_AT, CITY_ZONE).astimezone(UTC)
