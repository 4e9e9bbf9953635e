"""The reference of docs/cli.md, made from the commands: `python -m gateway.cli_reference` writes it anew."""

import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

from typer.models import ArgumentInfo, OptionInfo

from gateway.cli import VERBS, implementation, prefix
from gateway.marked_page import with_part
from gateway.terminal.options import HINTS

PAGE = Path(__file__).resolve().parents[1] / "docs" / "cli.md"
HEAD = ("| option | environment | 含义 / meaning |", "|---|---|---|")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a verb's function: its name, what it takes, and what typer is told of it."""

    name: str
    kind: Any
    info: OptionInfo | ArgumentInfo

    @property
    def is_common(self) -> bool:
        return self.name in HINTS


def reference() -> str:
    """The common options once, then each verb with its arguments and its own options."""
    shared = [p for p in parameters("items") if p.is_common]
    common = ["### 共用选项 / Common options", "", "Every verb but `test` and `bench` takes these.", "", *HEAD]
    return "\n".join([*common, *(_row("", p) for p in shared), *(line for name in VERBS for line in _verb(name))])


def with_reference(page: str) -> str:
    """The page with the reference between its two marks made anew."""
    return with_part(page, "reference", reference())


def parameters(name: str) -> Iterator[Parameter]:
    """The parameters of a verb as its signature has them."""
    for parameter in inspect.signature(implementation(name), eval_str=True).parameters.values():
        for info in getattr(parameter.annotation, "__metadata__", ()):
            if isinstance(info, OptionInfo | ArgumentInfo):
                yield Parameter(parameter.name, parameter.annotation.__origin__, info)


def option_variables() -> Iterator[str]:
    """The environment variable of every option of every verb."""
    for name in VERBS:
        for parameter in parameters(name):
            if isinstance(parameter.info, OptionInfo):
                yield _variable(name, parameter)


def _verb(name: str) -> list[str]:
    own = [p for p in parameters(name) if not p.is_common]
    arguments = " ".join(str(p.info.metavar) for p in own if isinstance(p.info, ArgumentInfo))
    more = " …" if VERBS[name].passes_on else ""
    lines = ["", f"### `./yuxin {name}{' ' + arguments if arguments else ''}{more}`", "", VERBS[name].help]
    rows = [_row(name, p) for p in own if isinstance(p.info, OptionInfo) and not (VERBS[name].passes_on)]
    return [*lines, "", *HEAD, *rows] if rows else lines


def _row(verb: str, option: Parameter) -> str:
    info = option.info
    assert isinstance(info, OptionInfo)
    declared = [info.default, *(info.param_decls or ())]  # inside Annotated typer takes the first name for a default
    names = ", ".join(f"`{name}`" for name in declared if isinstance(name, str))
    values = _values(option)
    return f"| {names}{' ' + values if values else ''} | `{_variable(verb, option)}` | {info.help} |"


def _variable(verb: str, option: Parameter) -> str:
    assert isinstance(option.info, OptionInfo)
    return str(option.info.envvar or f"{prefix(verb)}_{option.name.upper()}")


def _values(option: Parameter) -> str:
    """The words that an option takes, or the name of its value."""
    for kind in (option.kind, *getattr(option.kind, "__args__", ())):
        if isinstance(kind, type) and issubclass(kind, Enum):
            return ", ".join(str(member.value) for member in kind)
    return str(option.info.metavar or "")


if __name__ == "__main__":
    PAGE.write_text(with_reference(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
