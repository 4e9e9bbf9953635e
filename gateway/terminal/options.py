"""The options that commands share. Each has its environment variable; what is not given comes from the settings file."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, get_type_hints

import typer
from rich.console import RenderableType

from gateway.settings import Settings, load_settings
from gateway.terminal.printing import print_json, show
from gateway.terminal.words import Words, words


class Lang(StrEnum):
    ZH = "zh"
    EN = "en"


Data = Annotated[
    Path | None,
    typer.Option("--data", envvar="YUXIN_DATA", metavar="DIR", help="数据目录，缺省 .yuxin / the data folder"),
]
Store = Annotated[
    str | None,
    typer.Option(
        "--store", envvar="YUXIN_STORE", metavar="STORE", help="embedded、bolt://… 或 neo4j://… / the graph store"
    ),
]
Json = Annotated[
    bool, typer.Option("--json", envvar="YUXIN_JSON", help="只输出 JSON / machine-readable JSON on standard output")
]
Language = Annotated[
    Lang | None,
    typer.Option("--lang", envvar="YUXIN_LANG", help="输出语言，缺省中文 / the language, Chinese by default"),
]
Config = Annotated[
    Path | None,
    typer.Option(
        "--config",
        envvar="YUXIN_CONFIG",
        metavar="FILE",
        help="设置文件，缺省数据目录里的 yuxin.toml / the settings file",
    ),
]
Mappings = Annotated[
    Path | None,
    typer.Option(
        "--mappings",
        envvar="YUXIN_MAPPINGS",
        metavar="DIR",
        help="登记的系统：放映射文件的目录 / registered systems: the folder of their mapping files",
    ),
]
"""Of the commands that read systems."""
Systems = Annotated[
    str | None,
    typer.Option(
        "--systems",
        envvar="YUXIN_SYSTEMS",
        metavar="WHERE",
        help="演示系统在哪里，缺省数据目录 / where the made-up systems are; the data folder by default",
    ),
]
"""Of the commands that read the databases of systems."""


@dataclass(frozen=True)
class Common:
    """What every command that touches data was given."""

    data: Data = None
    store: Store = None
    json: Json = False
    lang: Language = None
    config: Config = None

    @cached_property
    def settings(self) -> Settings:
        """The settings with these options over them."""
        return self.settings_with()

    @property
    def say(self) -> Words:
        return words(self.settings.lang)

    def settings_with(self, **options: Any) -> Settings:
        """The settings with these options and some of the command's own."""
        return load_settings(
            self.config, data=self.data, store=self.store, lang=self.lang and self.lang.value, **options
        )

    def present(self, value: Any, shown: Callable[[Any, Words], RenderableType]) -> None:
        """The value as JSON, or what shows it in a terminal."""
        if self.json:
            print_json(value)
        else:
            show(shown(value, self.say))


def with_common(verb: Callable[..., None]) -> Callable[..., None]:
    """A command with the common options after its own; `verb` takes them together, as its first argument."""
    signature = inspect.signature(verb, eval_str=True)
    own = [p.replace(kind=p.KEYWORD_ONLY) for p in list(signature.parameters.values())[1:]]
    shared = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=field.default, annotation=HINTS[name])
        for name, field in Common.__dataclass_fields__.items()
    ]

    def command(**given: Any) -> None:
        common = Common(**{name: given.pop(name) for name in HINTS})
        verb(common, **given)

    command.__doc__ = verb.__doc__
    command.__annotations__ = {p.name: p.annotation for p in [*own, *shared]}
    vars(command)["__signature__"] = signature.replace(parameters=[*own, *shared], return_annotation=None)
    return command


HINTS = get_type_hints(Common, include_extras=True)
