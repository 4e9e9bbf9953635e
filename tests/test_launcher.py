"""The launcher on real copies of the tree: from any folder, under any name, whatever was interrupted before."""

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
COPIED = ("yuxin", "uv.lock", "pyproject.toml", "README.md")


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of what the launcher needs, in a folder with blanks and Chinese characters, without an environment."""
    folder = tmp_path / "信用 网关 copy"
    folder.mkdir()
    for name in COPIED:
        shutil.copy2(ROOT / name, folder)
    (folder / "gateway").mkdir()
    (folder / "gateway" / "__init__.py").touch()
    (folder / "gateway" / "cli.py").write_text("import sys\nprint('ran', *sys.argv[1:])\nsys.exit(len(sys.argv) - 1)\n")
    return folder


def launch(tree: Path, *arguments: str, cwd: Path | None = None, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(tree / "yuxin"), *arguments],
        cwd=cwd or tree,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        timeout=280,
    )


@pytest.mark.slow
def test_the_first_start_builds_and_the_second_only_runs(tree: Path, tmp_path: Path) -> None:
    first = launch(tree, "items", "--json", cwd=tmp_path)
    assert (first.returncode, first.stdout) == (2, "ran items --json\n"), first.stderr
    assert "preparing the environment" in first.stderr
    shutil.rmtree(tree / ".launcher" / "uv")  # a second start that called uv would fail
    second = launch(tree, "items", PATH="/usr/bin:/bin")
    assert (second.returncode, second.stdout, second.stderr) == (1, "ran items\n", "")


@pytest.mark.slow
def test_an_interrupted_build_is_built_again(tree: Path) -> None:
    (tree / ".launcher" / "environment" / "bin").mkdir(parents=True)
    (tree / ".launcher" / "environment" / "bin" / "python").symlink_to("/nowhere")
    done = launch(tree)
    assert (done.returncode, done.stdout) == (0, "ran\n"), done.stderr


@pytest.mark.slow
def test_two_first_starts_at_once_build_one_environment(tree: Path) -> None:
    command = [sys.executable, str(tree / "yuxin"), "--version"]
    both = [
        subprocess.Popen(command, cwd=tree, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in "ab"
    ]
    answers = [process.communicate(timeout=280) for process in both]
    assert [out for out, _ in answers] == ["ran --version\n"] * 2
    assert sum("preparing the environment" in err for _, err in answers) == 1


@pytest.mark.slow
def test_a_tree_that_cannot_be_written_keeps_its_environment_in_the_cache(tree: Path, tmp_path: Path) -> None:
    blocked = tree / ".launcher"
    blocked.write_text("a file where the folder would be")  # root may write anywhere, so a folder's mode would not do
    for path in (*tree.rglob("*"), tree):
        path.chmod(path.stat().st_mode & ~(stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH))
    cache = tmp_path / "cache"
    done = launch(tree, XDG_CACHE_HOME=str(cache))
    assert (done.returncode, done.stdout) == (0, "ran\n"), done.stderr
    assert [p.name.split("-")[0] for p in (cache / "yuxin").iterdir()] == ["launcher"]
    assert sorted(p.name for p in tree.iterdir()) == sorted([*COPIED, "gateway", ".launcher"])
    tree.chmod(0o755)


@pytest.mark.slow
def test_through_a_symbolic_link_and_from_another_folder(tree: Path, tmp_path: Path) -> None:
    link = tmp_path / "bin" / "yuxin"
    link.parent.mkdir()
    link.symlink_to(tree / "yuxin")
    done = subprocess.run(
        [sys.executable, str(link), "view", "x"], cwd="/", capture_output=True, text=True, timeout=280
    )
    assert (done.returncode, done.stdout) == (2, "ran view x\n"), done.stderr


def test_an_old_python_is_told_what_it_needs(tree: Path) -> None:
    text = (tree / "yuxin").read_text(encoding="utf-8").replace("OLDEST = (3, 11)", "OLDEST = (9, 9)")
    (tree / "yuxin").write_text(text, encoding="utf-8")
    done = launch(tree)
    assert done.returncode == 3
    assert "需要 Python" in done.stderr and "is needed" in done.stderr


def test_without_pip_it_says_so_and_leaves_nothing_half_built(tree: Path) -> None:
    text = (tree / "yuxin").read_text(encoding="utf-8").replace('"-m", "pip"', '"-m", "no_such_pip"')
    (tree / "yuxin").write_text(text, encoding="utf-8")
    done = launch(tree)
    assert done.returncode == 3
    assert "pip could not install uv" in done.stderr
    assert not (tree / ".launcher" / "stamp").exists()
