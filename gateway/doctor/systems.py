"""The systems: is the mapping of each valid, does its database answer and have its tables, is it as fresh as was promised."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from gateway.connected_systems import connected_systems
from gateway.doctor.findings import Check, Finding, Said
from gateway.graph_look import GraphLook, SystemLook
from gateway.live.systems import wanted_mappings
from gateway.settings import BUNDLED, Settings
from gateway.sync.addresses import connected, reading_engine
from gateway.sync.bundled import FOLDER
from gateway.sync.known_mappings import address_of
from gateway.sync.mapping import MappingFile, read_mapping
from gateway.sync.mapping.model import span
from gateway.sync.reading.statement import question_of
from gateway.sync.reading.streaming import batches, told
from gateway.sync.reading.structure import check_structure
from gateway.sync.registered import SUFFIXES, plan_with_registered
from graph_model.catalogue import Catalogue
from graph_model.errors import BadInput, CreditError
from graph_model.intake.syncing.standing import Connected, SyncStanding
from seed.plan_files import load_plan
from seed.platforms.register import BUNDLED_DATABASES

MAPPINGS = Check("mappings", "映射文件", "mapping files")
LEGAL_BASES = Check("authorisations", "依据文件", "files of legal bases")
BUNDLED_SYSTEMS = Check("systems", "演示系统", "made-up systems")
AT_ONCE = 4
MINUTE, HOUR, DAY = 60, 3600, 86400


@dataclass(frozen=True, slots=True)
class Wanted:
    """The plan and the mappings that a start of these settings would have; `plan` None where a file cannot be used."""

    plan: Catalogue | None
    reads: Sequence[MappingFile] = ()
    findings: Sequence[Finding] = ()

    @property
    def connected(self) -> dict[str, Connected]:
        return connected_systems(self.reads)


def wanted(settings: Settings) -> Wanted:
    """All files read; each mapping that cannot be used is a finding of its own, and the others are looked at all the same."""
    try:
        base = load_plan(extra_authorisations=settings.authorisations)
    except CreditError as error:
        advice = Said("改正这个文件（docs/rules/scales-and-authorisations.md）", "correct that file")
        return Wanted(None, (), [LEGAL_BASES.failed_by(error, advice)])
    try:
        plan = plan_with_registered(settings)
        reads = wanted_mappings(settings, plan) if settings.live else []
    except CreditError as error:
        return _without_the_broken(settings, base, error)
    files = [MAPPINGS.ok(Said.both(f"{settings.mappings}"))] if settings.mappings is not None else []
    return Wanted(plan, reads, files)


def _without_the_broken(settings: Settings, base: Catalogue, first: CreditError) -> Wanted:
    """Every file of the folder by itself. What only fails beside another one (a system named twice) is told as it came."""
    advice = Said("改正它，用 yuxin systems check 文件 试读", "correct it, and try it with yuxin systems check FILE")
    reads = wanted_mappings(settings.model_copy(update={"mappings": None}), base)
    findings = []
    for path in _files(settings.mappings):
        try:
            reads.append(read_mapping(path, base))
        except CreditError as error:
            findings.append(MAPPINGS.failed_by(error, advice))
    return Wanted(None, reads, findings or [MAPPINGS.failed_by(first, advice)])


def _files(folder: Path | None) -> list[Path]:
    if folder is None or not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if path.suffix in SUFFIXES)


async def systems(settings: Settings, reads: Sequence[MappingFile], look: GraphLook | None) -> list[Finding]:
    """A finding a system: its database, asked for one row within the time of its mapping, and its sync."""
    looks = {} if look is None else {one.system: one for one in look.systems}
    bundled = {system.mapping for system in BUNDLED_DATABASES}
    found: list[Finding] = []
    if settings.systems == BUNDLED and not (settings.data / FOLDER).exists():
        found.append(
            BUNDLED_SYSTEMS.warn(Said("还没有建", "not laid down yet"), Said("serve 会建", "serve lays them down"))
        )
        reads = [read for read in reads if read.file.path not in bundled]
    places = asyncio.Semaphore(AT_ONCE)

    async def looked_at(read: MappingFile) -> Finding:
        async with places:
            problem = await _problem(read, settings)
        return _system(read, problem, looks.get(read.mapping.system))

    return [*found, *await asyncio.gather(*(looked_at(read) for read in reads))]


async def _problem(read: MappingFile, settings: Settings) -> CreditError | None:
    """Why no row of a system can be read."""
    limits, question = read.mapping.limits, question_of(read)
    one_row = replace(question, statement=question.statement.limit(1))
    try:
        address = address_of(read, settings)
        engine = reading_engine(address, connections=1, timeout=span(limits.statement_timeout).total_seconds())
        try:
            if read.mapping.asked is not None:
                with told(address, read):
                    async with connected(engine) as connection:
                        await check_structure(connection, read.asked())
            async for _ in batches(engine, address, read, one_row):
                break
        finally:
            await engine.dispose()
    except CreditError as error:
        return error
    return None


def _system(read: MappingFile, problem: CreditError | None, look: SystemLook | None) -> Finding:
    key = read.mapping.system
    check = Check(f"system.{key}", f"系统 {key}", f"system {key}")
    if isinstance(problem, BadInput):
        advice = Said(
            "改正映射，用 yuxin systems check 试读", "correct the mapping, and try it with yuxin systems check"
        )
        return check.failed_by(problem, advice)
    if problem is not None:
        advice = Said(
            "看数据库是否在运行、地址和口令对不对", "see that the database runs, and to its address and password"
        )
        return check.failed_by(problem, advice)
    return _freshness(check, look, span(read.mapping.freshness).total_seconds())


def _freshness(check: Check, look: SystemLook | None, promised: float) -> Finding:
    if look is None:
        return check.ok(Said("可以读", "can be read"))
    sync = Said(f"yuxin sync {look.system}，看它说什么", f"yuxin sync {look.system}, and see what it says")
    lag, kept = _told(look.lag), _told(promised)
    if look.standing is SyncStanding.FAILING:
        times, code = look.failures, look.error_code
        return check.fail(
            Said(
                f"可以读，但同步接连失败 {times} 次（{code}）",
                f"can be read, but {times} syncs in a row failed ({code})",
            ),
            sync,
        )
    if look.standing is SyncStanding.LATE:
        return check.warn(
            Said(f"可以读；{lag}前同步，承诺 {kept} 之内", f"can be read; synced {lag} ago, promised within {kept}"),
            sync,
        )
    if look.standing is SyncStanding.SYNCED:
        return check.ok(
            Said(f"可以读；{lag}前同步，承诺 {kept} 之内", f"can be read; synced {lag} ago, promised within {kept}")
        )
    return check.warn(Said("可以读；还没有同步过", "can be read; never synced"), sync)


def _told(seconds: float | None) -> str:
    """A span of time in its largest unit."""
    if seconds is None:
        return "–"
    for unit, length in (("d", DAY), ("h", HOUR), ("m", MINUTE)):
        if seconds >= length:
            return f"{seconds / length:.0f}{unit}"
    return f"{seconds:.0f}s"
