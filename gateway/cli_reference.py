"""The reference of docs/cli.md, made from the commands: `python -m gateway.cli_reference` writes it anew."""

from pathlib import Path
from typing import Any

from gateway.cli import VERBS, load
from gateway.terminal.options import HINTS

PAGE = Path(__file__).resolve().parents[1] / "docs" / "cli.md"
BEGIN, END = "<!-- reference: begin -->", "<!-- reference: end -->"


def reference() -> str:
    """The common options once, then each verb with its arguments and its own options."""
    shared = load("doctor")
    common = [
        "### 共用选项 / Common options",
        "",
        "Every verb but `test` and `bench` takes these.",
        "",
        *_table(shared.params, common=True),
    ]
    return "\n".join([*common, *(line for name in VERBS for line in _verb(name))])


def with_reference(page: str) -> str:
    """The page with the reference between its two marks made anew."""
    head, rest = page.split(BEGIN)
    _, tail = rest.split(END)
    return f"{head}{BEGIN}\n{reference()}\n{END}{tail}"


def _verb(name: str) -> list[str]:
    command = load(name)
    arguments = " ".join(_argument(p) for p in command.params if p.param_type_name == "argument")
    usage = f"./yuxin {name} {arguments}".strip()
    if VERBS[name].passes_on:
        usage += " …"
    lines = ["", f"### `{usage}`", "", VERBS[name].help, ""]
    table = _table(command.params, common=False)
    return [*lines, *table] if len(table) > 2 else lines[:-1]


def _argument(parameter: Any) -> str:
    return str(parameter.make_metavar(None) if parameter.metavar is None else parameter.metavar)


def _table(parameters: list[Any], *, common: bool) -> list[str]:
    rows = [_row(p) for p in parameters if p.param_type_name == "option" and (p.name in HINTS) is common]
    return ["| option | environment | 含义 / meaning |", "|---|---|---|", *rows]


def _row(option: Any) -> str:
    names = ", ".join(f"`{name}`" for name in option.opts)
    choices = getattr(option.type, "choices", None)
    if choices:
        names += " " + r"\|".join(str(getattr(choice, "value", choice)) for choice in choices)
    elif not option.is_flag and option.metavar:
        names += f" {option.metavar}"
    variable = f"`{option.envvar}`" if option.envvar else "–"
    return f"| {names} | {variable} | {option.help or ''} |"


if __name__ == "__main__":
    PAGE.write_text(with_reference(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
