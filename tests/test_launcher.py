"""The launcher on real copies of the tree: from any folder, under any name, whatever was interrupted before."""

import ast
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
COPIED = ("yuxin", "uv.lock", "pyproject.toml", "README.md")
NOBODY = 65534
COMMAND = """import json, os, sys
print('ran', *sys.argv[1:])
if sys.argv[1:] == ['where']:
    print(json.dumps({'cwd': os.getcwd(), 'file': __file__, 'path': sys.path}))
sys.exit(len(sys.argv) - 1)
"""
WAITING = """import signal, sys
signal.signal(signal.SIGTERM, lambda *_: sys.exit(9))
print('waiting', flush=True)
signal.pause()
"""


def copied_tree(folder: Path) -> Path:
    """What the launcher needs, with a command that only says how it was called."""
    (folder / "gateway").mkdir(parents=True)
    for name in COPIED:
        shutil.copy2(ROOT / name, folder)
    (folder / "gateway" / "__init__.py").touch()
    (folder / "gateway" / "cli.py").write_text(COMMAND)
    return folder


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy in a folder with blanks and Chinese characters, without an environment."""
    return copied_tree(tmp_path / "信用 网关 copy")


@pytest.fixture
def built(tree: Path) -> Path:
    """A copy that was started once."""
    assert launch(tree, "items").returncode == 1
    return tree


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user may enter, which pytest's own is not."""
    folder = Path(tempfile.mkdtemp(prefix="yuxin-launcher-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def launch(
    tree: Path,
    *arguments: str,
    cwd: Path | None = None,
    python: str = sys.executable,
    user: int | None = None,
    **variables: str,
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [python, str(tree / "yuxin"), *arguments],
        cwd=cwd or tree,
        env={**os.environ, **variables},
        user=user,
        capture_output=True,
        text=True,
        timeout=280,
    )


def started(tree: Path, *arguments: str) -> "subprocess.Popen[str]":
    command = [sys.executable, str(tree / "yuxin"), *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True)


def forbid_building(tree: Path) -> None:
    """From now on a start that calls uv fails."""
    program = tree / ".launcher" / "uv" / "bin" / "uv"
    program.write_text("#!/bin/sh\necho uv was called >&2\nexit 1\n")


def has(tree: Path, package: str) -> bool:
    return any((tree / ".launcher" / "environment").glob(f"lib/python*/site-packages/{package}/__init__.py"))


@pytest.mark.slow
def test_the_first_start_builds_and_the_second_only_runs(tree: Path, tmp_path: Path) -> None:
    first = launch(tree, "items", "--json", cwd=tmp_path)
    assert (first.returncode, first.stdout) == (2, "ran items --json\n"), first.stderr
    assert "preparing the environment" in first.stderr
    forbid_building(tree)
    second = launch(tree, "items")
    assert (second.returncode, second.stdout, second.stderr) == (1, "ran items\n", "")


@pytest.mark.nightly
def test_packages_are_compiled_where_python_may_write_no_bytecode_later(tree: Path) -> None:
    assert launch(tree, "items", PYTHONDONTWRITEBYTECODE="1").returncode == 1
    assert list((tree / ".launcher" / "environment").glob("lib/python*/site-packages/strawberry/__pycache__/*.pyc"))


@pytest.mark.slow
def test_from_any_folder_and_through_a_symbolic_link(built: Path, tmp_path: Path) -> None:
    elsewhere = copied_tree(tmp_path / "another copy")
    link = tmp_path / "bin" / "yuxin"
    link.parent.mkdir()
    link.symlink_to(built / "yuxin")
    done = launch(link.parent, "where", cwd=elsewhere)
    said = json.loads(done.stdout.splitlines()[1])
    assert said["cwd"] == str(elsewhere), "the current folder stays"
    assert said["file"] == str(built / "gateway" / "cli.py"), "a gateway folder where one stands is not the project"


@pytest.mark.slow
def test_what_tests_need_is_added_at_the_first_test_and_stays(built: Path) -> None:
    assert not has(built, "pytest")
    launch(built, "test")
    assert has(built, "pytest")
    forbid_building(built)
    assert launch(built, "items").stderr == ""
    printed = launch(built, "--environment")
    assert (printed.returncode, printed.stdout) == (0, f"{built / '.launcher' / 'environment'}\n")


@pytest.mark.slow
def test_a_download_that_fails_leaves_what_stood_before(built: Path, tmp_path: Path) -> None:
    failed = launch(built, "test", UV_OFFLINE="1", UV_CACHE_DIR=str(tmp_path / "empty"))
    assert (failed.returncode, failed.stdout) == (3, "")
    assert "could not be installed" in failed.stderr
    forbid_building(built)
    assert launch(built, "items").stdout == "ran items\n"
    assert has(built, "starlette")


@pytest.mark.slow
def test_a_changed_lock_is_followed(built: Path) -> None:
    with (built / "uv.lock").open("a") as lock:
        lock.write("\n# changed\n")
    again = launch(built, "items")
    assert again.returncode == 1 and "preparing the environment" in again.stderr


@pytest.mark.slow
def test_a_moved_tree_is_built_again(built: Path) -> None:
    launch(built, "test")
    moved = built.rename(built.with_name("moved"))
    assert "preparing the environment" in launch(moved, "items").stderr
    pytest_script = (moved / ".launcher" / "environment" / "bin" / "pytest").read_text()
    assert str(moved) in pytest_script and str(built) not in pytest_script


@pytest.mark.slow
def test_a_killed_build_is_built_again(tree: Path) -> None:
    process = started(tree, "items")
    environment = tree / ".launcher" / "environment"
    while not environment.exists() and process.poll() is None:
        time.sleep(0.005)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    again = launch(tree, "items")
    assert (again.returncode, again.stdout) == (1, "ran items\n"), again.stderr
    assert has(tree, "starlette")


@pytest.mark.slow
def test_nothing_of_a_half_built_environment_is_trusted(built: Path) -> None:
    package = next((built / ".launcher" / "environment").glob("lib/python*/site-packages/starlette"))
    (package / "routing.py").unlink()  # with its list of files complete, so that an installer takes it for installed
    stamp = built / ".launcher" / "stamp"
    stamp.write_text(" ".join(["building", *stamp.read_text().split()[1:]]))
    assert launch(built, "items").returncode == 1
    assert (package / "routing.py").exists()


@pytest.mark.slow
def test_two_first_starts_at_once_build_one_environment(tree: Path) -> None:
    answers = [process.communicate(timeout=280) for process in (started(tree, "--version"), started(tree, "--version"))]
    assert [out for out, _ in answers] == ["ran --version\n"] * 2
    assert sum("preparing the environment (" in err for _, err in answers) == 1


@pytest.mark.slow
def test_signals_and_exit_codes_are_the_commands_own(built: Path) -> None:
    (built / "gateway" / "cli.py").write_text(WAITING)
    process = started(built)
    assert process.stdout is not None
    assert process.stdout.readline() == "waiting\n"
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=60) == 9


@pytest.mark.slow
def test_a_tree_that_cannot_be_written_keeps_its_environment_in_the_cache(open_folder: Path) -> None:
    """As an ordinary user: root may write anywhere, so where the tests run as root the launcher is started as nobody."""
    user, python = ordinary_user()
    tree = copied_tree(open_folder / "只读 tree")
    for path in (*tree.rglob("*"), tree):
        path.chmod(0o555 if path.is_dir() or path.name == "yuxin" else 0o444)
    cache = open_folder / "cache"
    cache.mkdir()
    cache.chmod(0o777)
    before = sorted(tree.rglob("*"))
    variables: dict[str, Any] = {"HOME": str(cache), "XDG_CACHE_HOME": str(cache), "PYTHONDONTWRITEBYTECODE": ""}
    done = launch(tree, "items", python=python, user=user, **variables)
    assert (done.returncode, done.stdout) == (1, "ran items\n"), done.stderr
    assert sorted(tree.rglob("*")) == before
    assert len(list((cache / "yuxin").glob("launcher-*/stamp"))) == 1
    assert list((cache / "yuxin").glob("launcher-*/bytecode/**/gateway/__init__.*.pyc")), (
        "the bytecode is kept for the next start"
    )
    tree.chmod(0o755)
    (tree / "gateway").chmod(0o755)


def ordinary_user() -> tuple[int | None, str]:
    """The account to start as (None where we are nobody special) and a Python with pip that it may run."""
    if os.geteuid() != 0:
        return None, sys.executable
    for python in (sys.executable, "/usr/bin/python3"):
        question = "import pip, sys; sys.exit(sys.version_info < (3, 11))"
        try:
            asked = subprocess.run([python, "-c", question], user=NOBODY, cwd="/", capture_output=True)
        except OSError:
            continue
        if asked.returncode == 0:
            return NOBODY, python
    pytest.skip("run as root, and no Python 3.11 with pip that another user may run: apt-get install python3-pip")


def test_an_old_python_is_told_what_it_needs(tree: Path) -> None:
    text = (tree / "yuxin").read_text(encoding="utf-8").replace("OLDEST = (3, 11)", "OLDEST = (9, 9)")
    (tree / "yuxin").write_text(text, encoding="utf-8")
    done = launch(tree)
    assert done.returncode == 3
    assert "需要 Python" in done.stderr and "is needed" in done.stderr


def test_an_old_python_understands_every_line() -> None:
    ast.parse((ROOT / "yuxin").read_text(encoding="utf-8"), feature_version=(3, 5))


def test_a_python_without_pip_is_told_so_and_nothing_is_left_half_built(tree: Path) -> None:
    text = (tree / "yuxin").read_text(encoding="utf-8").replace('"-m", "pip"', '"-m", "no_such_pip"')
    (tree / "yuxin").write_text(text, encoding="utf-8")
    done = launch(tree)
    assert (done.returncode, done.stdout) == (3, "")
    assert "没有 pip" in done.stderr and "has no pip" in done.stderr
    assert not (tree / ".launcher" / "stamp").exists()
