"""The registered subgraphs: can all be joined now."""

from gateway.doctor.findings import Check, Finding, Said
from gateway.settings import Settings
from graph_model.errors import CreditError

SUBGRAPHS = Check("subgraphs", "登记的子图", "registered subgraphs")


async def registered_subgraphs(settings: Settings) -> list[Finding]:
    """Nothing where nothing is registered."""
    if settings.subgraphs is None:
        return []
    from gateway.public_graph.registered import first_look  # noqa: PLC0415 - the engine, which the other checks do without
    from resolvers.sdl import sdl  # noqa: PLC0415 - as above

    advice = Said("看这个子图和它的登记（docs/federation/registering.md）", "see to the subgraph and its registration")
    try:
        registered, _ = await first_look(settings.subgraphs, sdl())
    except CreditError as error:
        return [SUBGRAPHS.failed_by(error, advice)]
    problems = [standing.problem for standing in registered.standings if standing.problem is not None]
    if problems:
        return [SUBGRAPHS.fail(Said.both(problem), advice, unreachable=True) for problem in problems]
    return [SUBGRAPHS.ok(Said.both(", ".join(standing.name for standing in registered.standings) or "–"))]
