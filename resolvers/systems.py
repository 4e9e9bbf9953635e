"""Support systems (支撑系统) and other systems, and how the sync of each stands."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from graph_model.intake.syncing import standing
from graph_model.intake.syncing.standing import Connected
from graph_model.intake.syncing.states import SyncState, read_states
from resolvers.context import Info
from resolvers.costs import about
from resolvers.fields import field
from resolvers.node import Node
from resolvers.vocabulary import SyncFault, SyncStanding, SystemKind, SystemUse

if TYPE_CHECKING:
    from resolvers.items import SupervisionItem


@strawberry.type(
    description="事项在哪方面依赖一个系统，附方案的原文。 / What items depend on in a system, with the plan's own words."
)
class SystemDependency:
    items: list[Annotated["SupervisionItem", strawberry.lazy("resolvers.items")]] = strawberry.field(
        description="依赖它的事项。 / The items that depend on it.", directives=[about(70)]
    )
    purpose: str = strawberry.field(
        description="在哪方面（本项目的理解）。 / What for, as this project reads the plan."
    )
    source: str = strawberry.field(description="原文在方案的哪里。 / Where in the plan the words stand.")
    quote: str = strawberry.field(
        description="方案的原文；附件 1 的是支撑系统名称一栏。 / The plan's words; of annex 1 its column of systems."
    )


@strawberry.type(description="图里现在有多少同步来的评价。 / How many synced evaluations the graph has now.")
class SyncedRows:
    accepted: int = strawberry.field(description="接受的。 / Accepted.")
    rejected: int = strawberry.field(description="拒绝的，在拒绝台账里。 / Rejected, in the ledger of rejects.")
    retired: int = strawberry.field(
        description="历来撤下的评价记录：系统里撤回或消失的。 / Records retired so far: withdrawn from the system, or gone."
    )


@strawberry.type(description="最近一次同步的失败；成功后为空。 / What the last sync failed of; null after a success.")
class SyncError:
    code: SyncFault = strawberry.field(description="哪一类。 / Of which kind it is.")
    message: str = strawberry.field(
        description="原因和办法，没有口令和证件号码。 / Why, and what to do; without passwords and ID numbers."
    )
    at: datetime = strawberry.field(description="失败的时刻。 / When it failed.")
    failures: int = strawberry.field(description="连续失败了几次。 / How many times in a row.")


@strawberry.federation.type(
    keys=["key"], description="保存评价结果的系统；附件 1 有 20 个。 / A system that keeps evaluations; annex 1 has 20."
)
class SupportSystem(Node):
    key: strawberry.ID = strawberry.field(description="英文短名。 / Short English name.")
    name: str = strawberry.field(description="方案中的名称。 / Its name in the plan.")
    kind: SystemKind = strawberry.field(description="种类。 / Its kind.")
    use: SystemUse | None = strawberry.field(
        description="任务 9 的标记：国家部委系统，或正在替换的部门自建系统；市里的为空。 / Task 9's mark: a ministry's system, or a "
        "department's own that is being replaced; null for the city's."
    )
    items: list[Annotated["SupervisionItem", strawberry.lazy("resolvers.items")]] = strawberry.field(
        description="以它为支撑系统的事项。 / The items that it supports.", directives=[about(15)]
    )
    dependencies: list[SystemDependency] = strawberry.field(
        description="哪些事项依赖它、在哪方面。 / Which items depend on it, and what for.", directives=[about(4)]
    )

    @field("同步得怎样。 / How its sync stands.")
    async def state(self, info: Info) -> SyncStanding:
        return standing.standing(await self._state(info), self._connected(info), info.context.now)

    @field("正在同步。 / Whether it is being synced now.")
    async def syncing(self, info: Info) -> bool:
        state = await self._state(info)
        return state is not None and standing.under_way(state, info.context.now)

    @field(
        "距最近一次成功同步的秒数；没有同步过则为空。 / Seconds since the last successful sync; null where there was none."
    )
    async def lag(self, info: Info) -> float | None:
        state = await self._state(info)
        if state is None or state.last_success is None:
            return None
        return max(0.0, (info.context.now - state.last_success).total_seconds())

    @field("最近一次成功同步的时刻。 / When it was last synced with success.")
    async def last_success(self, info: Info) -> datetime | None:
        state = await self._state(info)
        return None if state is None else state.last_success

    @field("最近一次同步的失败；成功后为空。 / What the last sync failed of; null after a success.")
    async def error(self, info: Info) -> SyncError | None:
        state = await self._state(info)
        if state is None or not state.failures or state.failed_at is None:
            return None
        return SyncError(
            code=standing.fault(state), message=state.error or "", at=state.failed_at, failures=state.failures
        )

    @field(
        "图里现在有多少同步来的评价（平台则为事实、登记、检查事项）；没有同步过则为空。 / Synced evaluations (of platforms "
        "facts, registrations, inspection items) in the graph; null where nothing was synced."
    )
    async def rows(self, info: Info) -> SyncedRows | None:
        state = await self._state(info)
        if state is None:
            return None
        totals = state.totals
        return SyncedRows(accepted=totals.accepted, rejected=totals.rejected, retired=totals.retired)

    @field(
        "部门承诺多少秒更新一次；没有映射则为空。 / Within how many seconds it promises to be fresh; null without a mapping."
    )
    def freshness(self, info: Info) -> float | None:
        connected = self._connected(info)
        return None if connected is None else connected.freshness.total_seconds()

    @field(
        "能否在回答时直接问；评级的系统还答 gradeView(live: true)。 / Whether it can be asked while answering; one that grades answers "
        "gradeView(live: true) too."
    )
    def live(self, info: Info) -> bool:
        connected = self._connected(info)
        return connected is not None and connected.live

    async def _state(self, info: Info) -> SyncState | None:
        return (await info.context.once(read_states)).get(self.key)

    def _connected(self, info: Info) -> Connected | None:
        return info.context.connected().get(self.key)
