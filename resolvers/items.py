"""Supervision items (监管事项)."""

from datetime import date

import strawberry

from resolvers.departments import Department
from resolvers.node import Node
from resolvers.scales import Scale
from resolvers.systems import SupportSystem
from resolvers.vocabulary import SubjectKind


@strawberry.federation.type(
    keys=["key"],
    description="实行信用分级分类监管的事项，附件 1、2 共 61 项。 / A supervision item under graded supervision; annexes 1 and 2 "
    "have 61.",
)
class SupervisionItem(Node):
    key: strawberry.ID = strawberry.field(description="附件-序号，如 1-7。 / Annex and number, like 1-7.")
    number: int = strawberry.field(description="附件中的序号。 / Its number in the annex.")
    annex: int = strawberry.field(description="附件：1 已实行，2 为 2023 年新增。 / Annex: 1 in force, 2 new in 2023.")
    name: str = strawberry.field(description="事项名称。 / Its name.")
    objects: str = strawberry.field(description="方案中的监管对象。 / Whom it supervises, in the plan's words.")
    object_kinds: list[SubjectKind] = strawberry.field(
        description="监管对象的种类（本项目的理解）。 / Kinds of subject, as this project reads the plan's words."
    )
    department: Department = strawberry.field(description="责任部门。 / The department responsible.")
    system: SupportSystem | None = strawberry.field(
        description="支撑系统；方案写“无”或未列的为空。 / The support system; null where the plan names none."
    )
    scale: Scale | None = strawberry.field(
        description="通常使用的等级标准。 / The scale by which it is usually graded."
    )
    starts_on: date = strawberry.field(description="从哪一天起计入。 / The day from which it counts.")
