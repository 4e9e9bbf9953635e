"""The root fields of queries. Each is one graph query at most, which reads what the operation selects."""

from typing import Annotated

import strawberry

from graph_model.coverage import coverage
from graph_model.errors import BadInput, LimitExceeded
from graph_model.model import city_day
from graph_model.registers import read_registers
from graph_model.subjects import read_subject, read_subjects
from resolvers.arguments import AsOf, subject_key, uscc_of
from resolvers.catalogue import shown
from resolvers.context import Info
from resolvers.coverage import Coverage, shown_coverage
from resolvers.departments import Department
from resolvers.entity import Entity
from resolvers.fields import field
from resolvers.items import SupervisionItem
from resolvers.measures import Measure
from resolvers.person import Person
from resolvers.scalars import USCC
from resolvers.scales import Scale
from resolvers.selection import Selected
from resolvers.subject import Subject
from resolvers.systems import SupportSystem
from resolvers.vocabulary import Grade, Scenario, SystemKind

MOST_KEYS = 500


@strawberry.type(description="查询。 / Queries.")
class Query:
    @field(
        "一个市场主体；没有则为空。代码不合规则为 BAD_INPUT。 / A market entity, null where there is none; a malformed code is "
        "BAD_INPUT."
    )
    async def entity(
        self,
        info: Info,
        uscc: Annotated[USCC, strawberry.argument(description="统一社会信用代码。 / Its unified social credit code.")],
    ) -> Entity | None:
        found = await one_subject(info, f"uscc:{uscc_of(uscc, 'uscc')}")
        return found if isinstance(found, Entity) else None

    @field("一个自然人；没有则为空。 / A natural person, null where there is none.")
    async def person(
        self,
        info: Info,
        key: Annotated[strawberry.ID, strawberry.argument(description="键，person:…。 / The person's key, person:….")],
    ) -> Person | None:
        wanted = subject_key(key, "key")
        if not wanted.startswith("person:"):
            raise BadInput("应为 person:… / a key person:… is needed", "key")
        found = await one_subject(info, wanted)
        return found if isinstance(found, Person) else None

    @field(
        "多个主体，按所给的顺序；没有的为空。 / Several subjects in the order of their keys; null where there is none."
    )
    async def subjects_by_keys(
        self,
        info: Info,
        keys: Annotated[
            list[strawberry.ID],
            strawberry.argument(description="键，最多 500 个。 / Their keys, 500 at most."),
        ],
    ) -> list[Subject | None]:
        if len(keys) > MOST_KEYS:
            raise LimitExceeded(
                f"keys: 最多 {MOST_KEYS} 个,给了 {len(keys)} 个 / {MOST_KEYS} keys at most, not {len(keys)}"
            )
        needs = Selected.by(info).needs()
        wanted = [subject_key(key, f"keys[{place}]") for place, key in enumerate(keys)]
        found = await read_subjects(info.context.store, wanted, needs)
        return [None if data is None else Subject.of(data, needs) for data in found]

    @field("全部部门，按方案的顺序。 / All departments, in the plan's order.")
    def departments(self, info: Info) -> list[Department]:
        return list(shown(info.context.catalogue).departments.values())

    @field("一个部门；没有则为空。 / A department, null where there is none.")
    def department(
        self,
        info: Info,
        name: Annotated[str, strawberry.argument(description="名称、键或全局编号。 / Its name, key or global id.")],
    ) -> Department | None:
        found = info.context.catalogue.department(name.removeprefix("department:"))
        return None if found is None else shown(info.context.catalogue).departments[found.key]

    @field(
        "监管事项，按附件和序号；没有符合的为空列表。 / Supervision items, by annex and number; empty where none matches."
    )
    def items(
        self,
        info: Info,
        department: Annotated[
            str | None,
            strawberry.argument(description="只看这个部门（键或名称）。 / Only this department's (key or name)."),
        ] = None,
        annex: Annotated[int | None, strawberry.argument(description="只看这个附件。 / Only this annex's.")] = None,
        system: Annotated[
            str | None,
            strawberry.argument(description="只看这个支撑系统（键或名称）的。 / Only this system's (key or name)."),
        ] = None,
    ) -> list[SupervisionItem]:
        catalogue = info.context.catalogue
        items = catalogue.items if department is None else catalogue.items_of_department(department)
        if system is not None:
            supported = set(catalogue.items_of_system(system))
            items = tuple(item for item in items if item in supported)
        values = shown(catalogue).items
        return [values[item.key] for item in items if annex in (None, item.annex)]

    @field("一个监管事项；没有则为空。 / A supervision item, null where there is none.")
    def item(
        self,
        info: Info,
        key: Annotated[
            strawberry.ID,
            strawberry.argument(description="键（如 1-7）或全局编号。 / Its key (like 1-7) or global id."),
        ],
    ) -> SupervisionItem | None:
        return shown(info.context.catalogue).items.get(key.removeprefix("item:"))

    @field("某一种系统。 / The systems of a kind.")
    def systems(
        self,
        info: Info,
        kind: Annotated[
            SystemKind,
            strawberry.argument(description="种类，默认附件 1 的支撑系统。 / Their kind; annex 1's by default."),
        ] = SystemKind.ANNEX,
    ) -> list[SupportSystem]:
        catalogue = info.context.catalogue
        return [shown(catalogue).systems[system.key] for system in catalogue.systems_of_kind(kind)]

    @field("全部等级标准。 / All scales.")
    def scales(self, info: Info) -> list[Scale]:
        return list(shown(info.context.catalogue).scales.values())

    @field("方案第三部分的措施，按方案的顺序。 / The measures of part three of the plan, in its order.")
    def measures(
        self,
        info: Info,
        grade: Annotated[Grade | None, strawberry.argument(description="只看这一等级的。 / Only this grade's.")] = None,
        scenario: Annotated[
            Scenario | None, strawberry.argument(description="只看这一场景的。 / Only this scenario's.")
        ] = None,
    ) -> list[Measure]:
        catalogue = info.context.catalogue
        return [shown(catalogue).measures[measure.key] for measure in catalogue.measures_for(grade, scenario)]

    @field("分级监管的覆盖情况，对照方案目标。 / How far graded supervision reaches, against the plan's targets.")
    async def coverage(self, info: Info, as_of: AsOf = None) -> Coverage:
        context = info.context
        day = city_day(as_of or context.now)
        registers = await read_registers(context.store, day, timeout=context.timeout)
        return shown_coverage(coverage(context.catalogue, registers, day), shown(context.catalogue))


async def one_subject(info: Info, key: str) -> Subject | None:
    """The subject with this key and what is selected of it."""
    needs = Selected.by(info).needs()
    data = await read_subject(info.context.store, key, needs, timeout=info.context.timeout)
    return None if data is None else Subject.of(data, needs)
