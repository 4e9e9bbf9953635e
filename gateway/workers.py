"""Several serving processes on one port: a parent prepares the store, starts the workers, replaces one that dies, ends all.

Each worker is `python -m gateway.workers`: it reads its settings from standard input and says when it listens. They share
one listening socket, which the parent binds, and, through Neo4j, the graph.
"""

import asyncio
import json
import signal
import socket
import sys
from datetime import datetime
from typing import Any

import structlog
import uvloop

from gateway.app import create_app
from gateway.control import routes as control_routes
from gateway.garbage import settle
from gateway.http.about import about
from gateway.http.webhooks import routes as webhook_routes
from gateway.listening import MOMENT, Listener, address_of, reserved
from gateway.log_output import configure_log, log_form
from gateway.preparation import ensure_city, ensure_systems, open_parts
from gateway.registration import await_first_sync, check_subgraphs, join_subgraphs, open_bell, open_outbox, start_syncs
from gateway.running_server import ServeLock
from gateway.security.identity import THIS_MACHINE
from gateway.service import Opened, Service, Step
from gateway.serving import Announcer, build_page, end
from gateway.settings import Settings
from gateway.stopping import first_of, leave, stop_event
from gateway.tracing import TRACING
from gateway.web.building import PageBuild
from gateway.web.pages import routes as page_routes
from graph_model.errors import StoreUnavailable

log = structlog.get_logger(__name__)
Process = asyncio.subprocess.Process
READY = b"ready\n"
HIDDEN = ("neo4j_password", "person_key", "records")
PAUSE = 0.5
"""Seconds before a worker that died is started again. One that dies before it listens is not: the next one would too."""


async def serve_with_workers(settings: Settings, lock: ServeLock, announcer: Announcer) -> None:
    """Serve in `settings.workers` processes until SIGINT or SIGTERM."""
    stopping = stop_event()
    with reserved(settings.host, settings.port) as bound:
        building = asyncio.create_task(build_page(PageBuild(settings.cache), settings))
        service, parts = Service(settings), await open_parts(settings)
        service.open(parts)
        try:
            await _prepare_and_serve(service, parts, lock, announcer=announcer, stopping=stopping, bound=bound)
        finally:
            building.cancel()
            await service.close()


async def _prepare_and_serve(
    service: Service,
    parts: Opened,
    lock: ServeLock,
    *,
    announcer: Announcer,
    stopping: asyncio.Event,
    bound: socket.socket,
) -> None:
    """The parent's work: it prepares the store, syncs the systems, which no worker does, and keeps the workers alive."""
    settings, port = service.settings, int(bound.getsockname()[1])
    await ensure_city(parts, settings, announcer.city)
    await ensure_systems(parts, settings, announcer.systems)
    open_bell(service, parts)
    since = start_syncs(service, parts)
    await_first_sync(service, parts, since)
    order = {
        "settings": _plain(settings.model_copy(update={"port": port})),
        "token": lock.token,
        "since": since.isoformat(),
        "socket": bound.fileno(),
    }
    pool = WorkerPool(
        json.dumps(order).encode(),
        bound,
        settings.workers,
        settings.drain_seconds + MOMENT + settings.shutdown_timeout + 5,
    )
    replacing = Replacing(pool)
    asyncio.get_running_loop().add_signal_handler(signal.SIGUSR2, replacing.begin)
    if settings.subgraphs is not None:
        asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, pool.send, signal.SIGHUP)
    watching = asyncio.create_task(pool.run())
    try:
        await first_of(watching, pool.ready(), stopping.wait())
        if not watching.done() and not stopping.is_set():
            server = lock.announce(address_of(settings.host, port), settings.store)
            await first_of(watching, _synced(service, announcer), stopping.wait())
            if not watching.done() and not stopping.is_set():
                announcer.ready(server.address, await about(parts, THIS_MACHINE, demo=settings.oidc_issuer is None))
                await first_of(watching, stopping.wait())
        if watching.done():
            await watching
    finally:
        watching.cancel()
        await pool.end()


async def _synced(service: Service, announcer: Announcer) -> None:
    if service.first_sync is not None:
        await service.first_sync.wait(announcer.syncs)


class Replacing:
    """The workers replaced one after the other, as often as that is asked for, one round at a time."""

    def __init__(self, pool: "WorkerPool") -> None:
        self._pool = pool
        self._round: asyncio.Task[None] | None = None

    def begin(self) -> None:
        """Begin a round, unless one is under way."""
        if self._round is None or self._round.done():
            self._round = asyncio.create_task(self._pool.replace())

    def give_up(self) -> None:
        if self._round is not None:
            self._round.cancel()


class WorkerPool:
    """The worker processes. `order` is what each reads from its standard input, and `bound` the socket on which all listen.

    One that must end has `patience` seconds.
    """

    def __init__(self, order: bytes, bound: socket.socket, size: int, patience: float) -> None:
        self._order = order
        self._bound = bound
        self._patience = patience
        self._listening = [asyncio.Event() for _ in range(size)]
        self._alive: dict[int, Process] = {}
        self._beside: set[Process] = set()
        """Those that come or go while another one is in their place."""
        self._changing = asyncio.Lock()
        """Held while a worker takes another one's place."""
        self._ending = False

    async def run(self) -> None:
        """Keep the workers alive; raises StoreUnavailable when one dies as soon as it is started."""
        await asyncio.gather(*(self._keep_alive(number) for number in range(len(self._listening))))

    async def ready(self) -> None:
        """Wait until every worker listens."""
        await asyncio.gather(*(event.wait() for event in self._listening))

    async def replace(self) -> None:
        """Let each worker be followed by a new one, one after the other: the old one ends when the new one listens."""
        for number in range(len(self._listening)):
            async with self._changing:
                old = self._alive.get(number)
                if self._ending or old is None:
                    return
                new = await self._started()
                if new is None:
                    log.error("a new worker does not start; the old ones go on", worker=number)
                    return
                self._alive[number] = new
                self._beside.add(old)
                await self._ended([old])
                self._beside.discard(old)
                log.info("a worker was replaced", worker=number)

    async def end(self) -> None:
        """Ask every worker to end and wait; one that does not is killed."""
        self._ending = True
        await self._ended(self._living())

    def send(self, number: signal.Signals) -> None:
        """Send a signal to every worker that lives."""
        for process in self._living():
            process.send_signal(number)

    def _living(self) -> list[Process]:
        return [process for process in (*self._alive.values(), *self._beside) if process.returncode is None]

    async def _ended(self, processes: list[Process]) -> None:
        for process in processes:
            if process.returncode is None:
                process.send_signal(signal.SIGTERM)
        for process in processes:
            try:
                async with asyncio.timeout(self._patience):
                    await process.wait()
            except TimeoutError:
                process.kill()

    async def _keep_alive(self, number: int) -> None:
        await self._fill(number)
        self._listening[number].set()
        while not self._ending:
            process = self._alive[number]
            code = await process.wait()
            async with self._changing:
                if self._ending or self._alive[number] is not process:
                    continue  # another one has taken its place
                log.error("a worker ended", worker=number, code=code)
                await asyncio.sleep(PAUSE)
                await self._fill(number)

    async def _fill(self, number: int) -> None:
        """Start a worker in a place. Raises StoreUnavailable where it does not come to listen."""
        process = await self._started()
        if process is not None:
            self._alive[number] = process
        elif not self._ending:
            raise StoreUnavailable(f"工作进程 {number} 起不来，见日志 / worker {number} does not start; see the log")

    async def _started(self) -> Process | None:
        """A new worker that listens; None for one that ended before."""
        pipe = asyncio.subprocess.PIPE
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "gateway.workers",
            stdin=pipe,
            stdout=pipe,
            start_new_session=True,
            pass_fds=[self._bound.fileno()],
        )
        self._beside.add(process)
        try:
            assert process.stdin is not None and process.stdout is not None
            process.stdin.write(self._order)
            process.stdin.write_eof()
            return process if await process.stdout.readline() == READY else None
        finally:
            self._beside.discard(process)


async def work(settings: Settings, token: str, since: datetime, shared: socket.socket) -> None:
    """One worker: open the store, listen, say so, and end on SIGTERM. `since` is when the parent began to sync."""
    service, page = Service(settings, token), PageBuild(settings.cache)
    app = create_app(
        service, extra_routes=[*control_routes(service, token), *webhook_routes(service), *page_routes(page)]
    )
    stopping = stop_event()
    parts = await open_parts(settings)
    service.open(parts)
    await parts.auditing.open()
    open_bell(service, parts)
    service.done(Step.STORE, Step.PLAN, Step.CITY, Step.SYSTEMS)
    await join_subgraphs(service, parts)
    await open_outbox(service, parts)
    await_first_sync(service, parts, since)
    settle()
    listener = Listener(app, settings.host, settings.port, shared=shared)
    try:
        await listener.start()
        sys.stdout.buffer.write(READY)
        sys.stdout.flush()
        await first_of(stopping.wait(), listener.ended())
    finally:
        await end(service, listener)


def _plain(settings: Settings) -> dict[str, Any]:
    """The settings for a worker's standard input, the secrets in the open: only parent and child can read that pipe."""
    values = settings.model_dump(mode="json", exclude=set(HIDDEN))
    for name in HIDDEN:
        secret = getattr(settings, name)
        values[name] = secret.get_secret_value() if secret else None
    return values


def main() -> None:
    order = json.load(sys.stdin)
    settings = Settings(**order["settings"])
    configure_log(settings.log_level, log_form(settings.log_format))
    TRACING.open()
    shared = socket.socket(fileno=order["socket"])
    check_subgraphs(settings)
    uvloop.run(work(settings, order["token"], datetime.fromisoformat(order["since"]), shared))
    TRACING.close()
    leave(0)


if __name__ == "__main__":
    main()
