"""A village that the API is asked about: few subjects, each with a story that a test can tell in a line.

- COMPANY (重庆渝北建设有限公司): A for highway construction, D for labour with a fact, tax expired, composite B, transport
  corrected from B to C; a discrepancy between highway construction and labour.
- SHOP (渝北建设商行): a branch of COMPANY that nobody grades.
- DOCTOR (张*): a natural person, represents COMPANY, graded A.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, cast

from strawberry.federation import Schema

from graph_model.catalogue import Catalogue
from graph_model.discrepancies import pairs, settle
from graph_model.model import (
    COMPOSITE,
    DishonestyFact,
    Grade,
    GradeRecord,
    Relation,
    RelationKind,
    Severity,
    SourceMode,
    Subject,
    SubjectKind,
)
from graph_model.store import Capabilities, GraphStore, Parameters, Row
from graph_model.writing import Additions, Supersession
from resolvers.asker import Asker, Role
from resolvers.context import Context
from tests.graph_model.small_city import code

NOW = datetime(2024, 6, 1, 4, tzinfo=UTC)
SECRET = b"0" * 32
COMPANY_CODE, SHOP_CODE, NOBODY_CODE = code(1), code(2), code(3)
COMPANY = Subject(
    f"uscc:{COMPANY_CODE}",
    SubjectKind.ENTERPRISE,
    "重庆渝北建设有限公司",
    COMPANY_CODE,
    "存续",
    "渝北区",
    "建筑业",
    date(2010, 3, 1),
    synthetic=True,
)
SHOP = Subject(f"uscc:{SHOP_CODE}", SubjectKind.INDIVIDUAL_BUSINESS, "渝北建设商行", SHOP_CODE)
DOCTOR = Subject("person:00000000000000000000000000000abc", SubjectKind.PERSON, "张*")


def record(
    key: str,
    subject: Subject,
    item: str,
    grade: str,
    evaluated_on: date = date(2024, 1, 15),
    *,
    valid_until: date | None = date(2025, 1, 15),
    recorded_at: datetime = datetime(2024, 1, 16, tzinfo=UTC),
    superseded_at: datetime | None = None,
    system: str | None = None,
) -> GradeRecord:
    return GradeRecord(
        key=key,
        subject_key=subject.key,
        item_key=item,
        grade=Grade(grade),
        native_grade=grade,
        scale_key="unified",
        score=88.5,
        evaluated_on=evaluated_on,
        valid_until=valid_until,
        recorded_at=recorded_at,
        superseded_at=superseded_at,
        system_key=system,
        mode=SourceMode.IMPORTED if system is None else SourceMode.SYNCED,
        batch_key="batch-1",
        document_no="渝交〔2024〕1号",
    )


CORRECTED_AT = datetime(2024, 3, 1, tzinfo=UTC)
HIGHWAY = record("highway", COMPANY, "1-9", "A", system="highway-construction-market")
LABOUR = record("labour", COMPANY, "1-14", "D", system="labour-inspection")
TAX = record("tax", COMPANY, "1-48", "C", valid_until=date(2024, 5, 31), system="tax-credit")
TRANSPORT_BEFORE = record("transport-1", COMPANY, "1-7", "B", superseded_at=CORRECTED_AT)
TRANSPORT = record("transport-2", COMPANY, "1-7", "C", recorded_at=CORRECTED_AT)
OVERALL = record("overall", COMPANY, COMPOSITE, "B", system="municipal-credit-platform")
MEDICAL = record("medical", DOCTOR, "1-30", "A")
FACT = DishonestyFact(
    "fact-1", COMPANY.key, "wage-arrears", Severity.ORDINARY, date(2023, 12, 1), "渝人社罚〔2023〕9号", "1-14", NOW
)
DISCREPANCIES = settle([], pairs([HIGHWAY, LABOUR, TRANSPORT]), COMPANY.key, NOW - timedelta(days=30)).records


def village() -> Additions:
    return Additions(
        subjects=[COMPANY, SHOP, DOCTOR],
        records=[HIGHWAY, LABOUR, TAX, TRANSPORT_BEFORE, TRANSPORT, OVERALL, MEDICAL],
        supersessions=[Supersession(TRANSPORT_BEFORE.key, TRANSPORT.key, CORRECTED_AT)],
        facts=[FACT],
        relations=[
            Relation(RelationKind.LEGAL_REPRESENTATIVE_OF, DOCTOR.key, COMPANY.key),
            Relation(RelationKind.SHAREHOLDER_OF, DOCTOR.key, COMPANY.key, 0.6),
            Relation(RelationKind.BRANCH_OF, SHOP.key, COMPANY.key),
        ],
        discrepancies=DISCREPANCIES,
    )


class CountingStore:
    """A store that counts the questions it is asked."""

    def __init__(self, store: GraphStore) -> None:
        self._store = store
        self.asked: list[str] = []

    @property
    def capabilities(self) -> Capabilities:
        return self._store.capabilities

    @property
    def subjects_named(self) -> str:
        return self._store.subjects_named

    async def read(
        self, query: str, parameters: Parameters | None = None, *, timeout: float | None = None, point: bool = False
    ) -> list[Row]:
        self.asked.append(query)
        return await self._store.read(query, parameters, timeout=timeout, point=point)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)


class BrokenStore:
    """A store that fails at every question."""

    capabilities = Capabilities(engine="none", shared=False, full_text=False)
    subjects_named = "MATCH (s:Subject) WHERE s.searchText CONTAINS $text"

    def __init__(self, error: Exception) -> None:
        self._error = error

    async def read(self, *arguments: Any, **named: Any) -> list[Row]:
        raise self._error

    async def transact(self, work: Any) -> Any:
        raise self._error


def broken(error: Exception) -> GraphStore:
    """A store that fails at every question with this."""
    return cast(GraphStore, BrokenStore(error))


@dataclass
class Api:
    """The schema over a store, as a client meets it."""

    schema: Schema
    store: GraphStore
    catalogue: Catalogue
    now: datetime = NOW
    questions: list[str] = field(default_factory=list)
    """The graph queries of the last operation."""

    async def answer(self, operation: str, **variables: Any) -> Any:
        counting = CountingStore(self.store)
        context = Context(counting, self.catalogue, SECRET, Asker(Role.COORDINATOR), clock=lambda: self.now)
        result = await self.schema.execute(operation, variable_values=variables, context_value=context)
        self.questions = counting.asked
        return result

    async def ask(self, operation: str, **variables: Any) -> dict[str, Any]:
        """The data of an operation that has no errors."""
        result = await self.answer(operation, **variables)
        assert not result.errors, result.errors
        return dict(result.data)

    async def errors(self, operation: str, **variables: Any) -> list[Mapping[str, Any]]:
        """The errors of an operation, as a response shows them."""
        result = await self.answer(operation, **variables)
        return [error.formatted for error in result.errors or []]

    async def error(self, operation: str, **variables: Any) -> Mapping[str, Any]:
        """The only error of an operation."""
        (one,) = await self.errors(operation, **variables)
        return one
