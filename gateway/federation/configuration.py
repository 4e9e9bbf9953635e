"""The configuration of subgraphs, in YAML or JSON: what is composed, and how each is reached.

    defaults: {timeout: 5}
    subgraphs:
    - {name: items, url: "http://…", schema: items.graphql, timeout: 2}

A key of a subgraph takes the place of the same key of `defaults`, whole.
"""

from collections.abc import Set
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import Field

from gateway.federation.located import BadConfiguration, LocatedFile
from gateway.sources.configured import Address, Keys, LocalFile
from gateway.sources.options import SourceOptions

__all__ = ["BadConfiguration", "Configuration", "SubgraphEntry", "read_configuration"]


class SubgraphEntry(SourceOptions):
    """One subgraph."""

    name: str = Field(
        min_length=1,
        description="子图的名字，与超图里的一样 / the subgraph's name, as the supergraph has it",
        examples=["stock"],
    )
    url: Address | None = Field(
        default=None,
        description="子图的地址，代替超图里的 / the subgraph's address, in place of the supergraph's",
        examples=["https://stock.example/graphql"],
    )
    schema_file: LocalFile | None = Field(
        default=None,
        alias="schema",
        description="子图的 SDL 文件，缺省向 `url` 询问 / the file of the subgraph's SDL; `url` is asked for it where absent",
        examples=["stock.graphql"],
    )

    def options(self, defaults: SourceOptions) -> SourceOptions:
        """How it is reached: by its own keys, and by those of `defaults` that it does not have."""
        own = {name: getattr(self, name) for name in self.model_fields_set & SourceOptions.model_fields.keys()}
        return defaults.model_copy(update=own)


class GatewayKeys(Keys):
    """The whole file."""

    defaults: SourceOptions = Field(
        default=SourceOptions(),
        description="所有子图共用的键 / what holds for each subgraph that does not say it itself",
    )
    subgraphs: tuple[SubgraphEntry, ...] = Field(default=(), description="各个子图 / the subgraphs")


@dataclass(frozen=True, slots=True)
class Configuration:
    """A configuration with the file that it was read from, for messages; without a file: of a gateway that has none."""

    keys: GatewayKeys = field(default_factory=GatewayKeys)
    file: LocatedFile | None = None

    @property
    def entries(self) -> tuple[SubgraphEntry, ...]:
        return self.keys.subgraphs

    def entry(self, name: str) -> SubgraphEntry:
        """The entry of a subgraph; one that has none is reached as `defaults` say."""
        return next((entry for entry in self.entries if entry.name == name), SubgraphEntry(name=name))

    def options(self, name: str) -> SourceOptions:
        """How a subgraph is reached."""
        return self.entry(name).options(self.keys.defaults)

    def error(self, name: str, message: str) -> BadConfiguration:
        """Something wrong with the entry of a subgraph, or with the defaults where it has none."""
        where: tuple[str | int, ...] = ("defaults",)
        for number, entry in enumerate(self.entries):
            if entry.name == name:
                where = ("subgraphs", number)
        return BadConfiguration(f"{name}: {message}") if self.file is None else self.file.error(message, *where)

    def where(self) -> str:
        """`file:line` of the subgraphs, or of the whole."""
        return "" if self.file is None else self.file.where(("subgraphs",))

    def check_names(self, names: Set[str]) -> None:
        """Refuse an entry for a subgraph that there is not: most often a slip of the pen. Raises BadConfiguration."""
        for entry in self.entries:
            if entry.name not in names:
                known = ", ".join(sorted(names))
                raise self.error(entry.name, f"没有子图 / there is no subgraph {entry.name!r}; 有 / there are: {known}")


def read_configuration(path: Path) -> Configuration:
    """The configuration in a file. Raises BadConfiguration."""
    file = LocatedFile(path)
    keys = file.validated(GatewayKeys)
    seen: set[str] = set()
    for number, entry in enumerate(keys.subgraphs):
        if entry.name in seen:
            raise file.error(f"子图重名 / two subgraphs are named {entry.name!r}", "subgraphs", number, "name")
        seen.add(entry.name)
    return Configuration(keys, file)
