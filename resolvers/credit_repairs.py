"""Credit repairs (信用修复): what was asked for, with which evidence, what was decided, and whom it is told to."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import strawberry
from aiodataloader import DataLoader

from graph_model import model
from graph_model.repairs import acts as domain
from graph_model.repairs.reading import RepairFilter as OfRepairs
from graph_model.repairs.reading import Sight, read_facts
from graph_model.repairs.repairing import version_of
from graph_model.repairs.values import CreditRepair as Repair
from graph_model.repairs.values import EvidenceDocument as Document
from graph_model.repairs.waiting import RepairWaits
from resolvers.arguments import department_key, subject_key
from resolvers.asker import Asker, Role
from resolvers.catalogue import ShownCatalogue, shown
from resolvers.context import Context, Info
from resolvers.costs import about
from resolvers.departments import Department
from resolvers.fields import field
from resolvers.measures import DishonestyFact
from resolvers.node import Node
from resolvers.repair_vocabulary import RepairActKind, RepairParty, RepairState
from resolvers.resolution import shown_fact
from resolvers.vocabulary import Severity

if TYPE_CHECKING:
    from resolvers.subject import Subject


@strawberry.type(description="一份材料。 / A document that is put forward.")
class EvidenceDocument:
    name: str = strawberry.field(description="名称。 / Its name.")
    number: str = strawberry.field(description="编号或文号。 / Its number.")
    day: date = strawberry.field(description="日期。 / Its day.")


@strawberry.type(description="对信用修复做过的一件事。 / Something that was done about a repair.")
class RepairAct:
    act: RepairActKind = strawberry.field(description="做了什么。 / What was done.")
    by: str = strawberry.field(description="由谁。 / By whom.")
    at: datetime = strawberry.field(description="何时。 / When.")
    reason: str | None = strawberry.field(description="理由或说明。 / Why, or what was said with it.")
    evidence: list[EvidenceDocument] = strawberry.field(
        description="这一步给的材料。 / The documents of this step.", directives=[about(5)]
    )


@strawberry.type(
    description="某一轻重的失信行为的等待期。 / The waiting period of facts of a weight, before a repair may be asked for."
)
class RepairWait:
    severity: Severity = strawberry.field(description="轻重。 / The weight.")
    days: int = strawberry.field(
        description="自发生或认定之日起几天。 / Days from that on which it occurred or was found."
    )
    again_days: int = strawberry.field(description="未获同意后再过几天。 / Days after a repair was rejected.")
    ours: bool = strawberry.field(
        description="是我们的默认，没有文件规定。 / Our default, which no document has laid down."
    )


class RepairActLoader(DataLoader[str, tuple[domain.RepairAct, ...]]):
    """The acts of all repairs of an operation, in one query."""

    def __init__(self, context: Context) -> None:
        super().__init__(max_batch_size=500)
        self._context = context

    async def batch_load_fn(self, keys: list[str]) -> list[tuple[domain.RepairAct, ...]]:
        return await domain.read_acts(self._context.store, keys, timeout=self._context.timeout)


class RepairedFactLoader(DataLoader[str, model.DishonestyFact | None]):
    """The facts of all repairs of an operation, in one query."""

    def __init__(self, context: Context) -> None:
        super().__init__(max_batch_size=500)
        self._context = context

    async def batch_load_fn(self, keys: list[str]) -> list[model.DishonestyFact | None]:
        return await read_facts(self._context.store, keys, timeout=self._context.timeout)


@strawberry.type(
    description="对一项失信行为事实的信用修复：主体申请或由部门代为申请，另一人决定。 / A repair of a dishonesty fact: the subject "
    "asks, or a department on its behalf, and another person decides."
)
class CreditRepair(Node):
    subject: Annotated["Subject", strawberry.lazy("resolvers.subject")] = strawberry.field(
        description="谁的。 / Whose it is."
    )
    fact_key: strawberry.ID = strawberry.field(description="事实的编号。 / Key of the fact.")
    department: Department | None = strawberry.field(
        description="事实所属的部门，由它决定；为空则由信用主管部门决定。 / Whose fact it is, which decides; null: the credit office "
        "decides."
    )
    party: RepairParty = strawberry.field(description="谁申请的。 / Who asked for it.")
    state: RepairState = strawberry.field(description="状态。 / Its state.")
    requested_at: datetime = strawberry.field(description="何时申请。 / When it was asked for.")
    ended_at: datetime | None = strawberry.field(
        description="何时决定或撤回。 / When it was decided or withdrawn; null: it is under way."
    )
    revoked_at: datetime | None = strawberry.field(
        description="同意以后又撤销的，何时撤销。 / When what was accepted was revoked."
    )
    document_no: str | None = strawberry.field(
        description="代为申请的文号；不归提问者看时为空。 / Number of the document by which one asks on its behalf; null where it is "
        "not for who asks."
    )
    statement: str | None = strawberry.field(
        description="申请的说明；不归提问者看时为空。 / What was said with it; null where it is not for who asks."
    )
    evidence: list[EvidenceDocument] | None = strawberry.field(
        description="全部材料；不归提问者看时为空。 / All documents; null where they are not for who asks.",
        directives=[about(10)],
    )
    version: str = strawberry.field(
        description="版本，补充、决定、撤回时要给出；办过什么之后就是另一个。 / What is to be given to supplement, decide or withdraw: "
        "another one after everything that is done."
    )

    @field("失信行为事实。 / The fact.")
    async def fact(self, info: Info) -> DishonestyFact | None:
        loader = info.context.kept(RepairedFactLoader, lambda: RepairedFactLoader(info.context))
        found = await loader.load(self.fact_key)
        return None if found is None else shown_fact(found, shown(info.context.catalogue))

    @field(
        "办过什么，从旧到新；不归提问者看时为空。 / What was done about it, oldest first; null where it is not for who asks.",
        about(5),
    )
    async def acts(self, info: Info) -> list[RepairAct] | None:
        loader = info.context.kept(RepairActLoader, lambda: RepairActLoader(info.context))
        return [
            RepairAct(act=one.act, by=one.signature.by, at=one.at, reason=one.reason, evidence=_documents(one.evidence))
            for one in await loader.load(self.id)
        ]


@strawberry.input(description="信用修复的筛选：各项都要满足。 / Which repairs: every part must hold.")
class CreditRepairFilter:
    state: list[RepairState] | None = strawberry.field(default=None, description="状态之一。 / One of these states.")
    subject: strawberry.ID | None = strawberry.field(
        default=None, description="这个主体的（键）。 / Of this subject (its key)."
    )
    department: str | None = strawberry.field(
        default=None, description="这个部门的事实（键或名称）。 / Of facts of this department (key or name)."
    )
    fact: strawberry.ID | None = strawberry.field(
        default=None, description="这项事实的（编号）。 / Of this fact (its key)."
    )

    def meant(self, context: Context) -> OfRepairs:
        """The domain's filter. Raises BadInput."""
        return OfRepairs(
            states=None if self.state is None else tuple(self.state),
            department=self.department and department_key(context.catalogue, self.department, "filter.department"),
            subject=None if self.subject is None else subject_key(self.subject, "filter.subject"),
            fact=self.fact,
        )


Filter = Annotated[CreditRepairFilter | None, strawberry.argument(description="筛选。 / Which of them.")]


def sight_of(asker: Asker) -> Sight | None:
    """Whose repairs somebody is told of; None: nobody's. What is not accepted is between the subject, the fact's department and the
    credit office."""
    match asker.role:
        case Role.COORDINATOR:
            return Sight()
        case Role.OFFICER:
            assert asker.department is not None
            return Sight(departments=(asker.department,), district=asker.district)
        case Role.INVESTIGATOR if asker.case is not None:
            return Sight(departments=())
        case Role.SUBJECT:
            return Sight(subject=asker.subject)
        case _:
            return None


def shown_repair(one: Repair, subject: "Subject", catalogue: ShownCatalogue) -> CreditRepair:
    return CreditRepair(
        id=strawberry.ID(one.key),
        subject=subject,
        fact_key=strawberry.ID(one.fact_key),
        department=None if one.department_key is None else catalogue.departments.get(one.department_key),
        party=one.party,
        state=one.state,
        requested_at=one.requested_at,
        ended_at=one.ended_at,
        revoked_at=one.revoked_at,
        document_no=one.document_no,
        statement=one.statement,
        evidence=_documents(one.evidence),
        version=version_of(one),
    )


def shown_waits(waits: RepairWaits) -> list[RepairWait]:
    return [
        RepairWait(severity=one.severity, days=one.days, again_days=one.again_days, ours=one.ours)
        for one in waits.waits
    ]


def _documents(evidence: Sequence[Document]) -> list[EvidenceDocument]:
    return [EvidenceDocument(name=one.name, number=one.number, day=one.day) for one in evidence]
