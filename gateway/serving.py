"""`serve`: lock the data folder, listen, prepare the store, say where it answers, and end cleanly."""

import asyncio
from contextlib import suppress
from typing import Any, Protocol

import structlog

from gateway.app import create_app
from gateway.control import routes as control_routes
from gateway.garbage import settle
from gateway.http.about import about
from gateway.http.webhooks import routes as webhook_routes
from gateway.listening import Listener
from gateway.preparation import FillTold, Progress, ensure_city, ensure_systems, open_parts
from gateway.registration import await_first_sync, join_subgraphs, open_bell, open_outbox, start_syncs
from gateway.running_server import ServeLock
from gateway.security.identity import THIS_MACHINE
from gateway.service import Service, Step
from gateway.settings import Settings
from gateway.stopping import first_of, stop_event
from gateway.sync.schedule.first_sync import SyncTold
from gateway.web.building import PageBuild
from gateway.web.pages import routes as page_routes
from graph_model.errors import BadInput, StoreUnavailable
from seed.city.building import CityProgress

log = structlog.get_logger(__name__)


class Announcer(Protocol):
    """Who tells the person at the terminal how far the start has come."""

    def city(self) -> Progress:
        """A city is about to be made; what it returns is called as it grows."""
        ...

    def systems(self) -> FillTold:
        """The bundled systems are about to be filled; what it returns is called as they grow."""
        ...

    def syncs(self) -> SyncTold:
        """Systems are about to be synced for the first time; what it returns is called as they are done."""
        ...

    def ready(self, address: str, about: dict[str, Any]) -> None:
        """Everything is there."""
        ...


def check_host(settings: Settings) -> None:
    """Raises BadInput for an address that others can reach while everyone is the demo coordinator."""
    if not settings.loopback and settings.oidc_issuer is None:
        raise BadInput(
            f"没有配置身份提供方（YUXIN_OIDC_ISSUER），人人都是演示协调员，只能监听本机地址（127.0.0.1），不能是 {settings.host} / no "
            "identity provider is configured (YUXIN_OIDC_ISSUER), everyone is the demo coordinator: it listens on loopback only",
            "--host",
        )


async def serve(settings: Settings, lock: ServeLock, announcer: Announcer) -> None:
    """Serve in this process until SIGINT or SIGTERM.

    It listens while the store is prepared, and says so in /health/ready; the page is built beside it.
    """
    service, page = Service(settings, lock.token), PageBuild(settings.cache)
    app = create_app(
        service, extra_routes=[*control_routes(service, lock.token), *webhook_routes(service), *page_routes(page)]
    )
    listener, stopping = Listener(app, settings.host, settings.port), stop_event()
    await listener.start()
    lock.announce(listener.address, settings.store)
    building = asyncio.create_task(build_page(page, settings))
    preparing = asyncio.create_task(_prepare(service, announcer))
    try:
        await first_of(preparing, stopping.wait(), listener.ended())
        if preparing.done():
            await preparing
            announcer.ready(
                listener.address, await about(service.require(), THIS_MACHINE, demo=service.authentication.demo)
            )
            await first_of(stopping.wait(), listener.ended())
        if not stopping.is_set():
            raise StoreUnavailable("HTTP 服务意外终止 / the HTTP server ended unexpectedly")
    finally:
        await _cancelled(preparing, building)
        await end(service, listener)


async def build_page(page: PageBuild, settings: Settings) -> None:
    """Build the page where it is missing and wanted; the API serves all the same."""
    if settings.page:
        await page.ensure()


async def _prepare(service: Service, announcer: Announcer) -> None:
    parts = await open_parts(service.settings)
    service.open(parts)
    await parts.auditing.open()
    open_bell(service, parts)
    service.done(Step.STORE, Step.PLAN)
    await join_subgraphs(service, parts)
    await ensure_city(parts, service.settings, lambda: _noting(service, announcer.city()))
    service.done(Step.CITY)
    await ensure_systems(parts, service.settings, announcer.systems)
    await open_outbox(service, parts)
    await_first_sync(service, parts, start_syncs(service, parts))
    service.done(Step.SYSTEMS)
    if service.first_sync is not None:
        await service.first_sync.wait(announcer.syncs)
    settle()


def _noting(service: Service, tell: Progress) -> Progress:
    """Progress of the city, for /health/ready as well as for the terminal."""

    def note(progress: CityProgress) -> None:
        service.city = progress
        tell(progress)

    return note


async def _cancelled(*tasks: asyncio.Task[Any]) -> None:
    """Cancel what is still under way and wait for it; what it raises has been seen or is of no use any more."""
    for task in tasks:
        task.cancel()
        with suppress(asyncio.CancelledError, Exception):
            await task


async def end(service: Service, listener: Listener) -> None:
    """Say that it ends, finish the requests under way, then close the store, which writes its checkpoint."""
    log.info("ending: finishing requests under way")
    service.ending = True
    await asyncio.sleep(service.settings.drain_seconds)
    await listener.leave_to_others()
    service.end_subscriptions()
    await service.end_connections()
    if not await listener.stop(service.settings.shutdown_timeout):
        log.warning("some requests did not finish in time", seconds=service.settings.shutdown_timeout)
    await service.close()
