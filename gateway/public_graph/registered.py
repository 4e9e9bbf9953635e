"""The registered subgraphs: read from their configuration, looked at again when it changes, and while something is wrong."""

import asyncio
import logging
from collections.abc import Sequence
from pathlib import Path

from gateway.federation.composition import SubgraphSource
from gateway.federation.configuration import BadConfiguration, Configuration, SubgraphEntry, read_configuration
from gateway.federation.origins import WATCH_SECONDS, Given, Stamp, stamp
from gateway.federation.remote_subgraphs import headers_of, sources_of
from gateway.federation.subgraph_schemas import SubgraphSilent, read_subgraph
from gateway.federation.supergraph import Subgraph
from gateway.public_graph.joining import CREDIT, Joined, Offer, Standing, join
from gateway.sources.header_propagation import HeaderLines
from gateway.sources.source import Source
from graph_model.errors import BadInput

log = logging.getLogger(__name__)
FIRST_PATIENCE = 3.0
"""Seconds that the start waits for a subgraph that is asked for its schema: `credit` is not to wait for the slowest."""
PAUSE, LONGEST_PAUSE = 2.0, 60.0
"""Seconds before what is wrong is looked at again: the first time, and at most."""


class RegisteredSubgraphs:
    """An origin of the supergraph of `credit`, of the gateway's own `systems` and of what a configuration registers.

    `standings` tells what became of each.
    """

    interval = WATCH_SECONDS

    def __init__(self, config: Path | None, credit: SubgraphSource, systems: Sequence[SubgraphSource] = ()) -> None:
        self.standings: tuple[Standing, ...] = ()
        self._config = config
        self._credit = credit
        self._systems = systems
        self._loop = asyncio.get_running_loop()
        self._configuration = Configuration()
        self._seen: dict[Path, Stamp] = {}
        self._given = Joined("", (), ())
        self._taken: dict[str, SubgraphSource] = {}
        self._usable: dict[str, Configuration] = {}
        """By subgraph, the last configuration by which it can be reached."""
        self._offered: list[tuple[str, SubgraphSource | None, str | None]] | None = None
        self._pause = PAUSE
        self._due: float | None = None

    def __str__(self) -> str:
        return "the systems" if self._config is None else str(self._config)

    async def look(self, *, anew: bool = False) -> Given | None:
        """The supergraph, where it is another one. Raises BadConfiguration; what is wrong with one subgraph is its standing."""
        changed = any(stamp(file) != seen for file, seen in self._seen.items())
        if not (anew or changed or (self._due is not None and self._loop.time() >= self._due)):
            return None
        if anew or changed:
            self._pause = PAUSE
        offers = await self._offers()
        offered = [(offer.name, offer.now, offer.problem) for offer in offers]
        given = None
        if anew or changed or offered != self._offered:
            given = await self._joined(offers)
            self._offered = offered
        self._look_again()
        return given

    def source(self, subgraph: Subgraph) -> Source:
        """What a registered subgraph is asked through."""
        return sources_of(self._usable[subgraph.name])(subgraph)

    def headers(self, subgraph: Subgraph) -> HeaderLines:
        """What a registered subgraph gets of a client's headers."""
        return headers_of(self._usable[subgraph.name])(subgraph)

    async def _offers(self) -> list[Offer]:
        own = [Offer(system.name, system, self._taken.get(system.name)) for system in self._systems]
        if self._config is None:
            return own
        self._seen = {self._config: stamp(self._config)}
        names = [CREDIT, *(system.name for system in self._systems)]
        configuration = self._configuration = registered_configuration(self._config, names)
        files = (entry.schema_file for entry in configuration.entries if entry.schema_file is not None)
        self._seen |= {file: stamp(file) for file in files}
        return [*own, *await asyncio.gather(*(self._offer(entry, configuration) for entry in configuration.entries))]

    async def _offer(self, entry: SubgraphEntry, configuration: Configuration) -> Offer:
        before, patience = self._taken.get(entry.name), FIRST_PATIENCE if self._offered is None else None
        try:
            async with asyncio.timeout(patience):
                now = await read_subgraph(entry, configuration)
            await _check_reach(Subgraph(entry.name, entry.name, now.url), configuration)
        except (BadConfiguration, SubgraphSilent) as error:
            return Offer(entry.name, None, before, str(error))
        except TimeoutError:
            return Offer(entry.name, None, before, f"{entry.name} at {entry.url} gave no schema in {patience:g} s")
        self._usable[entry.name] = configuration
        return Offer(entry.name, now, before)

    def settle(self) -> None:
        """Note that what the last look gave is in service."""
        self._taken = {source.name: source for source in self._given.taken}
        for standing in self._given.standings:
            if standing not in self.standings:
                _tell(standing)
        self.standings = self._given.standings

    async def _joined(self, offers: Sequence[Offer]) -> Given:
        self._given = await asyncio.to_thread(join, self._credit, offers)
        return Given(self._given.sdl, self._configuration, self._given.hints)

    def _look_again(self) -> None:
        """Again after a while where something is wrong, later each time."""
        if all(standing.problem is None for standing in self._given.standings):
            self._due, self._pause = None, PAUSE
            return
        self._due = self._loop.time() + self._pause
        self._pause = min(self._pause * 2, LONGEST_PAUSE)


def _tell(standing: Standing) -> None:
    if standing.problem is None:
        log.info("subgraph %s is joined", standing.name)
    elif standing.joined:
        log.error("subgraph %s keeps the schema that it had: %s", standing.name, standing.problem)
    else:
        log.error("subgraph %s is left out: %s", standing.name, standing.problem)


async def _check_reach(subgraph: Subgraph, configuration: Configuration) -> None:
    """Raises BadConfiguration where an address, a file or a secret cannot be used: it is this subgraph's problem alone."""
    headers_of(configuration)(subgraph)
    await sources_of(configuration)(subgraph).close()


def registered_configuration(config: Path, own: Sequence[str] = (CREDIT,)) -> Configuration:
    """What a file registers beside the gateway's `own` subgraphs. Raises BadConfiguration."""
    configuration = read_configuration(config)
    for entry in configuration.entries:
        if entry.name in own:
            raise configuration.error(
                entry.name,
                f"{entry.name} 是网关自己的子图，请换个名字 / is the gateway's own subgraph, choose another name",
            )
    return configuration


def check_configuration(config: Path) -> None:
    """Raises BadInput for a configuration that cannot be used."""
    try:
        registered_configuration(config)
    except BadConfiguration as error:
        raise BadInput(str(error)) from error


async def first_look(
    config: Path | None, credit: str, systems: Sequence[SubgraphSource] = ()
) -> tuple[RegisteredSubgraphs, Given]:
    """What a configuration registers with `credit`, whose SDL that is, and with the systems; the supergraph. Raises BadInput."""
    registered = RegisteredSubgraphs(config, SubgraphSource(CREDIT, "", credit), systems)
    try:
        given = await registered.look(anew=True)
    except BadConfiguration as error:
        raise BadInput(str(error)) from error
    assert given is not None
    registered.settle()
    return registered, given
