"""Registered subgraphs in a serving process: their configuration is checked first, they are joined when the store is open."""

import asyncio
import signal

from gateway.service import Opened, Service, Step
from gateway.settings import Settings


def check_subgraphs(settings: Settings) -> None:
    """Raises BadInput for a configuration that cannot be used. SIGHUP, which reads it anew, ends nothing from now on."""
    if settings.subgraphs is None:
        return
    from gateway.public_graph.registered import check_configuration  # noqa: PLC0415 - as in join_subgraphs

    check_configuration(settings.subgraphs)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)


async def join_subgraphs(service: Service, parts: Opened) -> None:
    """Put the public graph before the open store; from then on SIGHUP reads anew what is registered."""
    config = service.settings.subgraphs
    if config is None:
        return
    from gateway.public_graph.public_graph import PublicGraph  # noqa: PLC0415 - a third of a second for nothing elsewhere

    service.public = await PublicGraph.open(config, parts.sdl(), parts.executor, service.settings)
    asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, service.public.reload_soon)
    service.done(Step.SUBGRAPHS)
