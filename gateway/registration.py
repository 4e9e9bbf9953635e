"""What is registered with a serving process: configurations are checked first; live systems and subgraphs are joined to
`credit` when the store is open."""

import asyncio
import signal
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from gateway.garbage import settle
from gateway.preparation import context_maker
from gateway.service import Opened, Service, Step
from gateway.settings import EMBEDDED, NO_SYNC, Settings
from gateway.sync.schedule.first_sync import FirstSync
from graph_model.model import utc_now

if TYPE_CHECKING:
    from gateway.live.systems import LiveSystems


def check_subgraphs(settings: Settings) -> None:
    """Raises BadInput for a configuration that cannot be used. SIGHUP, which reads it anew, ends nothing from now on."""
    if settings.subgraphs is None:
        return
    from gateway.public_graph.registered import check_configuration  # noqa: PLC0415 - as in join_subgraphs

    check_configuration(settings.subgraphs)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)


def check_webhooks(settings: Settings) -> None:
    """Raises BadInput for a file of webhooks that cannot be used."""
    if settings.webhooks is not None:
        from gateway.webhooks.configuration import read_webhooks  # noqa: PLC0415 - for nothing elsewhere

        read_webhooks(settings.webhooks)


def _asking(parts: Opened, live: "LiveSystems", settings: Settings) -> Opened:
    """The open parts, whose operations can ask the live systems for grades."""
    from gateway.live.grades import SystemGrades  # noqa: PLC0415 - as in join_subgraphs

    port = SystemGrades(live, parts.catalogue, parts.person_key, settings.request_timeout)
    maker = context_maker(
        parts.store,
        parts.catalogue,
        parts.person_key,
        settings,
        mappings=parts.mappings,
        looks=parts.looks,
        live=port,
        events=parts.feed,
        grants=parts.grants,
        cases=parts.cases,
    )
    return replace(parts, new_context=maker)


async def join_subgraphs(service: Service, parts: Opened) -> None:
    """Put the public graph before the open store; from then on SIGHUP reads anew what is registered."""
    settings = service.settings
    if not settings.federated:
        return
    from gateway.live.systems import LiveSystems  # noqa: PLC0415 - a second of drivers and engine for nothing elsewhere
    from gateway.public_graph.public_graph import PublicGraph  # noqa: PLC0415 - as above

    sdl = parts.sdl()
    live = (
        LiveSystems.open(parts.mappings(), settings, parts.catalogue, sdl, parts.person_key) if settings.live else None
    )
    service.public = await PublicGraph.open(settings.subgraphs, sdl, parts.executor, settings, live)
    if live is not None:
        service.open(_asking(parts, live, settings))
    if settings.subgraphs is not None:
        asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, service.public.reload_soon)
    service.done(Step.SUBGRAPHS)


def open_bell(service: Service, parts: Opened) -> None:
    """Let other processes hear at once what this one commits, and this one what they do, where there can be others."""
    settings = service.settings
    if settings.store != EMBEDDED and settings.records is not None:
        from gateway.records.bell import Bell  # noqa: PLC0415 - the drivers of the operational store for nothing elsewhere

        service.bell = Bell(settings, parts.store.commits)
        service.bell.start()


def await_first_sync(service: Service, parts: Opened, since: datetime) -> None:
    """Let readiness wait for the first sync of the systems that can be reached; `since` is when the syncs began."""
    if service.settings.sync_every != NO_SYNC:
        systems = [read.mapping.system for read in parts.mappings()]
        service.first_sync = FirstSync(parts.store, systems, since)


def start_syncs(service: Service, parts: Opened) -> datetime:
    """Sync the systems from now on; gives the instant."""
    since, every = utc_now(), service.settings.sync_every
    if every != NO_SYNC and parts.mappings():
        from gateway.sync.mapping.model import span  # noqa: PLC0415 - as in join_subgraphs
        from gateway.sync.running.run import SyncParts  # noqa: PLC0415 - as above
        from gateway.sync.schedule.keeping import Schedule  # noqa: PLC0415 - as above
        from gateway.sync.schedule.written import WrittenRuns  # noqa: PLC0415 - as above

        settle()
        syncing = SyncParts(parts.store, parts.catalogue, parts.person_key, utc_now, parts.turns)
        pace = None if every is None else span(every)
        written = WrittenRuns(parts.auditing.noted)
        service.schedule = Schedule(syncing, service.settings, parts.mappings(), pace, written)
    return since


async def open_outbox(service: Service, parts: Opened) -> None:
    """Push what is recorded from now on to the subscribers, where there are any."""
    if service.settings.webhooks is not None:
        from gateway.outbox.running import Outbox  # noqa: PLC0415 - a second of drivers for nothing elsewhere

        service.outbox = await Outbox.open(service.settings, parts.store, parts.catalogue, parts.auditing.exported)
