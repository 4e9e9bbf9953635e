"""Departments (部门)."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from graph_model.graded_items import graded_items
from resolvers.context import Info
from resolvers.costs import about
from resolvers.fields import field
from resolvers.node import Node

if TYPE_CHECKING:
    from resolvers.items import SupervisionItem


@strawberry.federation.type(
    keys=["key"],
    description="对监管对象作信用评价的部门，共 27 个。 / A department that grades subjects; there are 27.",
)
class Department(Node):
    key: strawberry.ID = strawberry.field(description="英文短名。 / Short English name.")
    name: str = strawberry.field(description="方案中的名称。 / Its name in the plan.")
    items: list[Annotated["SupervisionItem", strawberry.lazy("resolvers.items")]] = strawberry.field(
        description="它负责的监管事项。 / The supervision items it is responsible for.", directives=[about(12)]
    )
    item_count: int = strawberry.field(description="监管事项数。 / Number of its items.")

    @field("其中已有评价记录的事项数。 / Number of its items under which at least one evaluation is recorded.")
    async def graded_item_count(self, info: Info) -> int:
        graded = await info.context.once(graded_items)
        return sum(item.key in graded for item in self.items)
