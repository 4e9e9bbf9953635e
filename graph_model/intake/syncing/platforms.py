"""What becomes of facts, registration data and registers when some of the statements of a platform change."""

from abc import abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

import msgspec

from graph_model.former_names import renamed
from graph_model.intake.columns import Kind
from graph_model.intake.deciding import Arrivals, FileMemory, Scene, Source
from graph_model.intake.fact_rows import FactClaim, KnownFacts
from graph_model.intake.identities import fact_stem
from graph_model.intake.refusals import missing
from graph_model.intake.register_rows import RegisterLine
from graph_model.intake.subject_refs import ENTITY_PREFIX
from graph_model.intake.subject_rows import IDENTIFIERS, SubjectClaim
from graph_model.intake.syncing.connected_rows import Registers, registers_of
from graph_model.intake.syncing.deciding import Decisions, Tally
from graph_model.intake.syncing.tellings import Telling
from graph_model.model import (
    DishonestyFact,
    Identifier,
    IdentifierKind,
    InspectionItem,
    Severity,
    Subject,
    SubjectData,
    SubjectKind,
    city_day,
    day_text,
    parse_day,
)
from graph_model.registers import begins, followed
from graph_model.subjects import Needs, read_subjects
from graph_model.uscc import kind_of
from graph_model.writing import Additions


class PlatformDecisions(Decisions):
    """What the three kinds have in common. `scene` gives the instant."""

    def __init__(self, scene: Scene) -> None:
        super().__init__()
        self._scene = scene
        self._at = scene.now

    @property
    def at(self) -> datetime:
        return self._at

    @abstractmethod
    def standing(self, told: Telling) -> Telling | None:
        """What the graph has of what is told, as far as that speaks of it; None where it has nothing."""

    @abstractmethod
    def node(self, told: Telling) -> str:
        """The key of what the graph has of what is told, of which it has something."""

    @abstractmethod
    def _write(self, told: Telling) -> None: ...

    def _confirm(self, told: Telling) -> None:
        """Note that the platform says what stands already: whoever says otherwise later corrects it."""

    def _take_away(self, told: Telling) -> bool:
        """Take away what is told no longer; whether there is anything to be taken away."""
        return False

    def _settle(self, old: Telling | None, new: Telling | None, tally: Tally) -> None:
        if new is None:
            if old is not None and self.standing(old) == old:
                tally.retired += self._take_away(old)
            return
        stands = self.standing(new)
        if stands == new:
            self._confirm(new)
            return
        self._write(new)
        tally.accepted += 1
        tally.corrected += stands is not None


class FactDecisions(PlatformDecisions):
    """A fact is corrected in place, as by a file; one that its platforms tell no longer is withdrawn and stays in the graph."""

    def __init__(self, known: Mapping[str, SubjectData], system_key: str, scene: Scene) -> None:
        super().__init__(scene)
        self._system_key = system_key
        self._arrivals = Arrivals({key: data.subject for key, data in known.items()}, scene)
        self.facts = KnownFacts(fact for data in known.values() for fact in data.facts)
        self._at = scene.after(self.facts.instants)

    def standing(self, told: Telling) -> Telling | None:
        """A fact that somebody told without needing this decision stands as it is."""
        fact = self.facts.standing.get(told.stem)
        if fact is None or (told.decision is not None and fact.decision != told.decision):
            return None if fact is None else told
        return replace(told.as_told(_values(fact)), decision=fact.decision)

    def _admit(self, claim: FactClaim) -> int:
        return len(self._arrivals.admit((claim.subject, "name")))

    def node(self, told: Telling) -> str:
        return self.facts.standing[told.stem].key

    def _confirm(self, told: Telling) -> None:
        stands = self.facts.standing[told.stem]
        if stands.system_key is None:  # known before, and told by nobody else
            self.facts.write(msgspec.structs.replace(stands, system_key=self._system_key))

    def _write(self, told: Telling) -> None:
        stands = self.facts.standing.get(told.stem)
        known = (None, None, None) if stands is None else _values(stands)
        weight, item_key, description = told.merged(known)
        conduct, day, document_no = told.identity
        assert told.subject_key is not None and weight is not None, "a fact has both"
        self.facts.write(
            DishonestyFact(
                key=self.facts.key(told.stem),
                subject_key=told.subject_key,
                conduct=conduct,
                severity=Severity(weight),
                occurred_on=date.fromisoformat(day),
                document_no=document_no,
                item_key=item_key,
                recorded_at=self._at if stands is None else stands.recorded_at,
                description=description,
                decision=told.decision,
                system_key=self._system_key,
            )
        )

    def _take_away(self, told: Telling) -> bool:
        self.facts.write(msgspec.structs.replace(self.facts.standing[told.stem], withdrawn_at=self._at))
        return True

    def _additions(self) -> tuple[Additions, int]:
        new = list(self._arrivals.new.values())
        return Additions(subjects=new, facts=list(self.facts.written.values())), len(new)


class RegistrationDecisions(PlatformDecisions):
    """What a row does not say stays as it is known; a row that goes takes nothing away."""

    def __init__(self, known: Mapping[str, SubjectData], codes: Iterable[str], scene: Scene) -> None:
        super().__init__(scene)
        self._known = {key: data.subject for key, data in known.items()}
        self._codes = set(codes)
        self._new: set[str] = set()
        self._written: dict[str, Subject] = {}
        self._identifiers: dict[str, Identifier] = {}

    def standing(self, told: Telling) -> Telling | None:
        subject = self._known.get(told.stem)
        if subject is None:
            return None
        codes = tuple(code for code in told.identity if _identifier(code, told.stem).key in self._codes)
        return replace(told.as_told(_registration(subject)), identity=codes)

    def node(self, told: Telling) -> str:
        return told.stem

    def _confirm(self, told: Telling) -> None:
        self._written[told.stem] = self._known[told.stem]

    def _admit(self, claim: SubjectClaim) -> int:
        key = claim.subject.key
        if key not in self._known and key not in self._new:
            if claim.subject.name is None:
                raise missing("name", "主体名称(库中还没有这一主体)", "the name (the subject is not known yet)")
            self._new.add(key)
        return 0

    def _write(self, told: Telling) -> None:
        subject = self._known.get(told.stem)
        known = (None,) * len(told.values) if subject is None else _registration(subject)
        name, status, district, industry, day = told.merged(known)
        assert name is not None, "a subject without a name is not admitted"
        merged = subject or _subject(told.stem, name)
        merged = msgspec.structs.replace(
            renamed(merged, name, self._at),
            status=status,
            district=district,
            industry=industry,
            registered_on=parse_day(day),
        )
        self._known[told.stem] = self._written[told.stem] = merged
        for code in told.identity:
            identifier = _identifier(code, told.stem)
            if identifier.key not in self._codes:
                self._codes.add(identifier.key)
                self._identifiers[identifier.key] = identifier

    def _additions(self) -> tuple[Additions, int]:
        additions = Additions(
            subjects=list(self._written.values()),
            identifiers=list(self._identifiers.values()),
            batch_key=self._scene.batch_key,
        )
        return additions, len(self._new & self._written.keys())


class RegisterDecisions(PlatformDecisions):
    """Whether a line of a department's register is connected; one that the platform has no more is not."""

    def __init__(self, registers: Registers, scene: Scene) -> None:
        super().__init__(scene)
        self._registers = registers
        self._written: dict[str, InspectionItem] = {}

    def standing(self, told: Telling) -> Telling | None:
        line = self._line(told)
        return None if line is None else replace(told, values=("1" if line.connected else "0",))

    def node(self, told: Telling) -> str:
        line = self._line(told)
        assert line is not None, "what stands has a line"
        return line.key

    def _confirm(self, told: Telling) -> None:
        self._connect(told, told.values == ("1",))

    def _admit(self, claim: RegisterLine) -> int:
        return 0

    def _write(self, told: Telling) -> None:
        self._connect(told, told.values == ("1",))

    def _take_away(self, told: Telling) -> bool:
        self._connect(told, connected=False)
        return told.values == ("1",)

    def _connect(self, told: Telling, connected: bool) -> None:
        line = self._line(told)
        if line is None:
            return
        if line.connected is not connected:
            since = max(begins(line), city_day(self._scene.now))
            line = followed(line, msgspec.structs.replace(line, connected=connected, since=since))
        self._written[line.key] = line

    def _line(self, told: Telling) -> InspectionItem | None:
        department_key, name = told.identity
        line = self._registers.line(told.stem, department_key, name)
        return None if line is None else self._written.get(line.key, line)

    def _additions(self) -> tuple[Additions, int]:
        return Additions(inspection_items=list(self._written.values()), batch_key=self._scene.batch_key), 0


async def platform_decisions(
    source: Source, kind: Kind, tellings: Sequence[Telling], system_key: str, scene: Scene
) -> PlatformDecisions:
    """Decisions about what is told, with what the graph has of it."""
    if kind is Kind.REGISTERS:
        return RegisterDecisions(await registers_of(source, [told.identity[0] for told in tellings]), scene)
    keys = sorted({told.subject_key for told in tellings if told.subject_key is not None})
    found = await read_subjects(source, keys, Needs(facts=kind is Kind.FACTS))
    known = {data.subject.key: data for data in found if data is not None}
    if kind is Kind.FACTS:
        return FactDecisions(known, system_key, scene)
    codes = [key for (key,) in await source.run(IDENTIFIERS, {"keys": keys})] if keys else []
    return RegistrationDecisions(known, codes, scene)


@dataclass(frozen=True, slots=True)
class Standing:
    """What the graph has of what is told. `own`: it stands as the platform said it last; None: the graph does not say who did."""

    telling: Telling
    own: bool | None


_BROUGHT = {
    Kind.FACTS: "UNWIND $keys AS key MATCH (n:DishonestyFact {key: key}) RETURN n.key, n.systemKey",
    Kind.SUBJECTS: "UNWIND $keys AS key MATCH (n:Subject {key: key}) RETURN n.key, n.batchKey",
    Kind.REGISTERS: "UNWIND $keys AS key MATCH (n:InspectionItem {key: key}) RETURN n.key, n.batchKey",
}
"""Who said last what stands: a file's fact has no system, what was written before this was kept has no batch."""


async def standing_of(
    source: Source, kind: Kind, tellings: Sequence[Telling], system_key: str, import_key: str
) -> list[Standing]:
    """What the graph has of these, as far as each speaks of it. `import_key` is the one that the system's batches have."""
    scene = Scene(import_key, import_key, datetime.min.replace(tzinfo=UTC), FileMemory())
    decisions = await platform_decisions(source, kind, tellings, system_key, scene)
    found = [(decisions.node(told), stands) for told in tellings if (stands := decisions.standing(told)) is not None]
    rows = await source.run(_BROUGHT[kind], {"keys": sorted({key for key, _ in found})})
    brought: dict[str, str | None] = dict(rows)
    return [Standing(stands, _is_own(kind, brought.get(key), system_key, import_key)) for key, stands in found]


def _is_own(kind: Kind, brought: str | None, system_key: str, import_key: str) -> bool | None:
    if kind is Kind.FACTS:
        return brought == system_key
    return None if brought is None else brought.startswith(f"{import_key}:")


def told_by(fact: DishonestyFact) -> Telling:
    """What would have told a fact."""
    identity = (fact.conduct, day_text(fact.occurred_on), fact.document_no)
    return Telling(Kind.FACTS, fact_stem(fact.key), fact.subject_key, identity, _values(fact))


def _values(fact: DishonestyFact) -> tuple[str | None, ...]:
    return fact.severity.value, fact.item_key, fact.description


def _registration(subject: Subject) -> tuple[str | None, ...]:
    day = None if subject.registered_on is None else day_text(subject.registered_on)
    return subject.name, subject.status, subject.district, subject.industry, day


def _subject(key: str, name: str) -> Subject:
    if not key.startswith(ENTITY_PREFIX):
        return Subject(key=key, kind=SubjectKind.PERSON, name=name, uscc=None)
    code = key.removeprefix(ENTITY_PREFIX)
    return Subject(key=key, kind=kind_of(code), name=name, uscc=code)


def _identifier(code: str, subject_key: str) -> Identifier:
    kind, _, value = code.partition("=")
    return Identifier(IdentifierKind(kind), value, subject_key)
