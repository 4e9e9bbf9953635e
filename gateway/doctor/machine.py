"""The machine: Python, the packages of the lock, open files, and what all clocks say."""

import platform
import resource
import sys
import tomllib
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from gateway.doctor.findings import Check, Finding, Said
from gateway.listening import most_connections
from graph_model.model import CITY_ZONE

PYTHON = Check("python", "Python", "Python")
PACKAGES = Check("packages", "软件包", "packages")
FILES = Check("open-files", "可打开的文件数", "open files")
CLOCK = Check("clock", "时钟", "clock")
OLDEST_PYTHON = (3, 11)
LOCK = Path(__file__).resolve().parents[2] / "uv.lock"
FEW_FILES = 2048
NOTICED = 5.0
"""Seconds by which clocks may differ without anybody's notice."""


def python_version(found: tuple[int, int] = sys.version_info[:2]) -> Finding:
    if found >= OLDEST_PYTHON:
        return PYTHON.ok(Said.both(platform.python_version()))
    return PYTHON.fail(
        Said.both(".".join(map(str, found))), Said("请用 Python 3.11 或更新版本", "use Python 3.11 or later")
    )


def packages(lock: Path = LOCK) -> Finding:
    """Whether what the gateway needs is installed as the lock says; an installed wheel has no lock beside it.

    Of a package that is locked in several versions, each for some versions of Python, any will do.
    """
    try:
        locked = tomllib.loads(lock.read_text(encoding="utf-8"))["package"]
    except OSError:
        return PACKAGES.ok(Said("没有锁文件，按安装的为准", "no lock file: taken as they are installed"))
    versions: dict[str, list[str | None]] = {}
    for package in locked:
        versions.setdefault(package["name"], []).append(package.get("version"))
    [ours] = [package for package in locked if package["name"] == "yuxin"]
    wrong = {
        one["name"]: (found, " / ".join(map(str, versions[one["name"]])))
        for one in ours["dependencies"]
        if (found := _installed(one["name"])) not in versions[one["name"]] and (found or "marker" not in one)
    }
    if not wrong:
        number = len({one["name"] for one in ours["dependencies"]})
        return PACKAGES.ok(Said(f"{number} 个都与锁文件一致", f"all {number} are as locked"))
    told = ", ".join(f"{name} {found or '–'} ≠ {wanted}" for name, (found, wanted) in wrong.items())
    return PACKAGES.fail(
        Said.both(told),
        Said("用 ./yuxin 启动，它按 uv.lock 建立运行环境", "start with ./yuxin, which builds what uv.lock says"),
    )


def _installed(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def open_files(limit: int | None = None) -> Finding:
    """How many connections fit: half of the files that a process may have open."""
    files = resource.getrlimit(resource.RLIMIT_NOFILE)[0] if limit is None else limit
    connections = most_connections(files)
    told = Said(f"{_number(files)}，够 {connections} 个连接", f"{_number(files)}, enough for {connections} connections")
    if files == resource.RLIM_INFINITY or files >= FEW_FILES:
        return FILES.ok(told)
    return FILES.warn(told, Said("启动前 ulimit -n 65536", "ulimit -n 65536 before the start"))


def _number(files: int) -> str:
    return "∞" if files == resource.RLIM_INFINITY else str(files)


def clock(differences: Mapping[str, float], allowed: float) -> Finding:
    """`differences` are seconds by which other clocks are ahead of ours, by whose; tokens are good within `allowed`."""
    try:
        ZoneInfo(str(CITY_ZONE))
    except ZoneInfoNotFoundError:
        return CLOCK.fail(
            Said(f"没有时区 {CITY_ZONE} 的数据", f"there is no data of the zone {CITY_ZONE}"),
            Said("安装系统的 tzdata", "install the system's tzdata"),
        )
    far = {whose: seconds for whose, seconds in differences.items() if abs(seconds) > NOTICED}
    if not far:
        known = "、".join(differences) or "–"
        return CLOCK.ok(Said(f"对照过：{known}", f"compared with: {known}"))
    told = "、".join(f"{whose} {seconds:+.0f} s" for whose, seconds in far.items())
    seen, advice = Said(f"与本机相差 {told}", f"not as here: {told}"), Said("校准时钟（NTP）", "set the clocks (NTP)")
    if max(map(abs, far.values())) > allowed:
        return CLOCK.fail(seen, advice)
    return CLOCK.warn(seen, advice)
