"""The graph store: does it answer, is it as this version lays it down, is the plan in it."""

import msgspec

from gateway.clients.through_server import ServerClient
from gateway.doctor.findings import Check, Finding, Said
from gateway.graph_look import GraphLook, look_at
from gateway.preparation import open_settings_store
from gateway.running_server import RunningServer
from gateway.settings import EMBEDDED, Settings
from graph_model.catalogue import Catalogue
from graph_model.embedded_store import FILE_NAME
from graph_model.errors import CreditError, StoreInUse
from graph_model.intake.syncing.standing import Connected

STORE = Check("store", "图存储", "graph store")
CONSTRAINTS = Check("constraints", "约束和索引", "constraints and indexes")
PLAN = Check("plan", "方案数据", "plan data")
ENTITIES = Check("entities", "主体", "subjects")
OLDEST_NEO4J = (5, 26)
START = Said("serve 或任何一条查询命令会补上", "serve, or any command that asks, lays it down")


async def graph(
    settings: Settings, server: RunningServer | None, connected: dict[str, Connected], plan: Catalogue | None
) -> tuple[GraphLook | None, list[Finding]]:
    """What the graph is like, by the server where one has it open, and the findings. `plan` None: it cannot be read."""
    if server is None and settings.store == EMBEDDED and not any(settings.data.glob(f"{FILE_NAME}*")):
        return None, [STORE.warn(Said("还没有建", "not made yet"), START)]
    try:
        look = await (_own(settings, connected) if server is None else _asked(server))
    except StoreInUse as error:
        advice = Said(f"等进程 {error.pid} 结束，或停下它", f"wait until process {error.pid} has ended, or end it")
        return None, [STORE.failed_by(error, advice)]
    except CreditError as error:
        return None, [STORE.failed_by(error, _advice(settings))]
    return look, _findings(look, plan)


def _advice(settings: Settings) -> Said:
    if settings.store == EMBEDDED:
        return Said(
            "从备份恢复数据目录，或换一个 --data", "restore the data folder from a backup, or use another --data"
        )
    return Said(
        "看 Neo4j 是否在运行、地址和 YUXIN_NEO4J_USER、YUXIN_NEO4J_PASSWORD 对不对",
        "see that Neo4j runs, and to the address, YUXIN_NEO4J_USER and YUXIN_NEO4J_PASSWORD",
    )


async def _own(settings: Settings, connected: dict[str, Connected]) -> GraphLook:
    store = await open_settings_store(settings)
    try:
        return await look_at(store, connected)
    finally:
        await store.close()


async def _asked(server: RunningServer) -> GraphLook:
    client = ServerClient(server)
    try:
        return msgspec.convert(await client.control("/control/look", {}), GraphLook)
    finally:
        await client.close()


def _findings(look: GraphLook, plan: Catalogue | None) -> list[Finding]:
    return [_engine(look.engine), _constraints(look.missing), *_plan(look.plan, plan), _subjects(look.subjects)]


def _engine(engine: str) -> Finding:
    name, _, version = engine.partition(" ")
    numbers = tuple(int(part) for part in version.split(".")[:2] if part.isdecimal())
    if name == "Neo4j" and numbers < OLDEST_NEO4J:
        return STORE.warn(
            Said(f"{engine}，早于试过的 5.26", f"{engine}, older than 5.26, with which it is tested"),
            Said("换用 Neo4j 5.26 LTS", "take Neo4j 5.26 LTS"),
        )
    return STORE.ok(Said.both(engine))


def _constraints(missing: tuple[str, ...]) -> Finding:
    if not missing:
        return CONSTRAINTS.ok(Said("齐全", "all there"))
    told = ", ".join(missing)
    return CONSTRAINTS.warn(Said(f"缺 {told}", f"missing: {told}"), START)


def _plan(held: str | None, plan: Catalogue | None) -> list[Finding]:
    if plan is None:
        return []
    if held == plan.version:
        counts = f"{len(plan.items)} / {len(plan.departments)} / {len(plan.systems)}"
        return [PLAN.ok(Said(f"事项/部门/系统 {counts}", f"items/departments/systems {counts}"))]
    if held is None:
        return [PLAN.warn(Said("还没有方案", "the plan is not in it"), START)]
    told = Said(
        "图里是另一版本的方案，或登记的系统、依据文件变了",
        "the graph holds another version of the plan, or registered systems or legal bases have changed",
    )
    return [PLAN.warn(told, Said("重启 serve，它会更新", "start serve again, which brings it up to date"))]


def _subjects(number: int) -> Finding:
    return ENTITIES.ok(Said.both(f"{number:,}"))
