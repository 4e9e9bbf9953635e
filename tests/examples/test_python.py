"""examples/python: pages, an error by its code, and a subscription that goes on."""

import subprocess
import sys
from pathlib import Path

from tests.examples.going_on import goes_on
from tests.examples.programs import EXAMPLES, copied
from tests.served import Served, clean_environment

HERE = EXAMPLES / "python"


def first(url: str, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-B", str(HERE / "first.py"), *arguments],
        env=clean_environment(YUXIN=url),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_it_starts_with_one_command(served: Served) -> None:
    printed = first(served.url)
    assert "渝信示例路桥工程有限公司" in printed and "  D  市交通局：公路建设市场" in printed
    shown = printed.partition("评为 D 的")[2].splitlines()[1:6]
    assert all(len(line.split()) == 2 for line in shown), printed
    assert "…还有" in printed and "写错的代码 / a wrong code → BAD_INPUT: " in printed
    assert "没有这家企业 / no such enterprise" in first(served.url, "91500105300000000L")


async def test_it_goes_on_where_it_stopped(served: Served, tmp_path: Path) -> None:
    folder = copied("python", tmp_path)
    lines = await goes_on([sys.executable, "-B", "changes.py"], folder, served, tmp_path / "cursor")
    assert lines[0].startswith("等等级变化")


def test_its_types_hold() -> None:
    """It is no part of the packages that mypy sees anyway."""
    command = [sys.executable, "-m", "mypy", "--strict", "--config-file=", "client.py", "first.py", "changes.py"]
    done = subprocess.run(command, cwd=HERE, capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stdout
