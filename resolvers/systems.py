"""Support systems (支撑系统) and other systems."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from resolvers.node import Node
from resolvers.vocabulary import SystemKind, SystemState

if TYPE_CHECKING:
    from resolvers.items import SupervisionItem


@strawberry.type(
    description="事项在哪方面依赖一个系统，附方案的原文。 / What items depend on in a system, with the plan's own words."
)
class SystemDependency:
    items: list[Annotated["SupervisionItem", strawberry.lazy("resolvers.items")]] = strawberry.field(
        description="依赖它的事项。 / The items that depend on it."
    )
    purpose: str = strawberry.field(
        description="在哪方面（本项目的理解）。 / What for, as this project reads the plan."
    )
    source: str = strawberry.field(description="原文在方案的哪里。 / Where in the plan the words stand.")
    quote: str = strawberry.field(
        description="方案的原文；附件 1 的是支撑系统名称一栏。 / The plan's words; of annex 1 its column of systems."
    )


@strawberry.federation.type(
    keys=["key"], description="保存评价结果的系统；附件 1 有 20 个。 / A system that keeps evaluations; annex 1 has 20."
)
class SupportSystem(Node):
    key: strawberry.ID = strawberry.field(description="英文短名。 / Short English name.")
    name: str = strawberry.field(description="方案中的名称。 / Its name in the plan.")
    kind: SystemKind = strawberry.field(description="种类。 / Its kind.")
    items: list[Annotated["SupervisionItem", strawberry.lazy("resolvers.items")]] = strawberry.field(
        description="以它为支撑系统的事项。 / The items that it supports."
    )
    dependencies: list[SystemDependency] = strawberry.field(
        description="哪些事项依赖它、在哪方面。 / Which items depend on it, and what for."
    )
    state: SystemState | None = strawberry.field(description="能否直接访问。 / Whether it can be asked directly.")
    lag: float | None = strawberry.field(
        description="同步落后的秒数；没有同步则为空。 / Seconds that the sync is behind; null where nothing is synced."
    )
