"""`test` and `bench`: what a developer runs from the source tree."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from gateway.terminal.exit_codes import DONE, FOUND_WRONG, WRONG_USAGE
from gateway.terminal.options import Json
from graph_model.errors import BadInput

ROOT = Path(__file__).resolve().parents[2]
PYTEST_CODES = {0: DONE, 4: WRONG_USAGE}


def test(context: typer.Context) -> None:
    """运行测试，参数交给 pytest / Run the tests; arguments go to pytest."""
    _require_source_tree("tests")
    if importlib.util.find_spec("pytest") is None:
        raise BadInput(
            "这个环境没有测试工具；在源码目录用 ./yuxin test，或 uv sync --group dev / "
            "this environment has no test tools: use ./yuxin test in the source tree, or uv sync --group dev"
        )
    command = [sys.executable, "-m", "pytest", *context.args]
    code = subprocess.run(command, cwd=ROOT, check=False).returncode
    raise typer.Exit(PYTEST_CODES.get(code, FOUND_WRONG))


def bench(
    context: typer.Context,
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[NAME]…", help="缺省全部；其余选项交给基准 / all by default")
    ] = None,
    as_json: Json = False,
) -> None:
    """运行基准，给出与同次测得的下限之比 / Run the benchmarks: ratios against a floor measured in the same run."""
    _require_source_tree("tests/benchmarks")
    known = benchmarks()
    chosen, options = _chosen(names or [], known)
    if "--help" in options and not chosen:
        print(context.get_help())
        return
    passed_on = [*options, *(["--json"] if as_json else [])]
    codes = [_run(known[name], passed_on) for name in chosen or known]
    raise typer.Exit(FOUND_WRONG if any(codes) else 0)


def benchmarks() -> dict[str, str]:
    """Benchmarks by name (`grade-view`) and their modules: those of tests/benchmarks that have a `main(argv)`."""
    found = {}
    for path in sorted((ROOT / "tests" / "benchmarks").glob("*.py")):
        if "\ndef main(argv" in path.read_text(encoding="utf-8"):
            found[path.stem.replace("_", "-")] = f"tests.benchmarks.{path.stem}"
    return found


def _chosen(arguments: list[str], known: dict[str, str]) -> tuple[list[str], list[str]]:
    """The names that come first, and from the first option on what the benchmark itself takes."""
    split = next((n for n, word in enumerate(arguments) if word.startswith("-")), len(arguments))
    names, options = arguments[:split], arguments[split:]
    for name in names:
        if name not in known:
            raise BadInput(
                f"没有基准 {name}，有：{'、'.join(known)} / no benchmark {name}; there are {', '.join(known)}"
            )
    return names, options


def _run(module: str, options: list[str]) -> int:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))}
    return subprocess.run([sys.executable, "-m", module, *options], cwd=ROOT, env=environment, check=False).returncode


def _require_source_tree(folder: str) -> None:
    if not (ROOT / folder).is_dir():
        print(
            f"这里没有 {folder}：测试和基准在源码目录里 / there is no {folder} here: tests and benchmarks are in the source tree",
            file=sys.stderr,
        )
        raise typer.Exit(WRONG_USAGE)
