"""`/control/…`: what the commands of this machine ask of the server beside GraphQL, with the token of `serve.json`."""

import asyncio
import hmac
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

import msgspec
import orjson
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from gateway.clients.client import BackupOrder, ImportOrder, OnProgress, SyncOrder
from gateway.clients.cut_short import Left
from gateway.clients.in_process import StoreClient
from gateway.clients.through_server import CHUNK, TOKEN_HEADER
from gateway.connected_systems import connected_systems
from gateway.execution.errors import INTERNAL, MASKED, log, plain
from gateway.graph_look import look_at
from gateway.http.bodies import chunks, read_body
from gateway.http.refusals import BadRequest, Forbidden, Refusal
from gateway.http.responses import json_response, refusal_response
from gateway.service import Service
from gateway.wire import to_wire
from graph_model.errors import CreditError, NotFound, StoreUnavailable

Order = TypeVar("Order")
Handler = Callable[[Request], Awaitable[Response]]
Event = dict[str, Any]
OUTBOX_LIMIT = 1024 * 1024
ORDER_LIMIT = 64 * 1024


Work: TypeAlias = Callable[[OnProgress], Awaitable[Any]]
"""What a command asks for; it tells how far it is."""


def routes(service: Service, token: str) -> list[Route]:
    """The routes; each refuses a request without the token."""
    control = Control(service)

    def guarded(handler: Handler) -> Handler:
        async def answered(request: Request) -> Response:
            try:
                _check_token(request, token)
                return await handler(request)
            except Refusal as refusal:
                return refusal_response(refusal)
            except CreditError as error:
                return json_response(
                    {"errors": [plain(error.message, error.code)]}, 503 if isinstance(error, StoreUnavailable) else 400
                )

        return answered

    return [
        Route("/control/import", guarded(control.import_file), methods=["POST"]),
        Route("/control/sync", guarded(control.sync), methods=["POST"]),
        Route("/control/verify", guarded(control.verify), methods=["POST"]),
        Route("/control/systems-report", guarded(control.systems_report), methods=["POST"]),
        Route("/control/look", guarded(control.look), methods=["POST"]),
        Route("/control/backup", guarded(control.backup), methods=["POST"]),
        Route("/control/rejects", guarded(control.rejects)),
        Route("/control/rejects/export", guarded(control.export)),
        Route("/control/outbox/{action}", guarded(control.outbox), methods=["POST"]),
    ]


class Control:
    """The handlers."""

    def __init__(self, service: Service) -> None:
        self._service = service

    async def import_file(self, request: Request) -> Response:
        """Take the file whole, then import it: one line of JSON for each step, the last one the report or the error."""
        client, name = self._client(), _file_name(request)
        folder = tempfile.TemporaryDirectory(prefix="upload-", dir=self._service.settings.data)
        try:
            path = Path(folder.name, name)
            await _receive(request, path, self._service.settings.import_limit)
        except BaseException:
            folder.cleanup()
            raise
        order = ImportOrder(
            path, request.query_params.get("kind", "grades"), request.query_params.get("dryRun") == "true"
        )
        return self._told(Left.BATCHES, lambda told: client.import_file(order, told), folder.cleanup)

    async def sync(self, request: Request) -> Response:
        """Sync systems: one line of JSON for each batch, the last one the reports or the error."""
        client, order = self._client(), await _order(request, SyncOrder)
        return self._told(Left.BATCHES, lambda told: client.sync(order, told))

    async def verify(self, request: Request) -> Response:
        """Hold systems against the graph: one line of JSON for each batch, the last one the reports or the error."""
        client, order = self._client(), await _order(request, SyncOrder)
        return self._told(Left.UNCHANGED, lambda told: client.verify(order.systems, told))

    async def systems_report(self, request: Request) -> Response:
        """What stands behind every system: lines as of a verification."""
        return self._told(Left.UNCHANGED, self._client().systems_report)

    async def backup(self, request: Request) -> Response:
        """Write a backup to a file of this machine: one line of JSON for each step, the last one the manifest or the error."""
        client, order = self._client(), await _order(request, BackupOrder)
        return self._told(Left.NOTHING, lambda told: client.backup(Path(order.file), told))

    def _told(self, left: Left, work: Work, ended: Callable[[], None] = lambda: None) -> Response:
        """A line of JSON for each step of the work; `ended` is called when it has come to its end, heard or not."""
        run = ToldRun(self._service, left)
        task = asyncio.create_task(run.carry_out(work))
        task.add_done_callback(lambda _: ended())
        return StreamingResponse(run.lines(task), media_type="application/x-ndjson")

    async def look(self, request: Request) -> Response:
        """What the graph is like, for `doctor`."""
        parts = self._service.require()
        return json_response(to_wire(await look_at(parts.store, connected_systems(parts.mappings()))))

    async def rejects(self, request: Request) -> Response:
        return json_response(await self._client().rejects())

    async def export(self, request: Request) -> Response:
        client = self._client()
        folder = tempfile.TemporaryDirectory(prefix="export-", dir=self._service.settings.data)
        path = Path(folder.name, _file_name(request))
        try:
            rows = await client.export_rejects(path)
        except BaseException:
            folder.cleanup()
            raise
        return StreamingResponse(
            _content(path),
            media_type="application/octet-stream",
            headers={"x-yuxin-rows": str(rows)},
            background=BackgroundTask(folder.cleanup),
        )

    async def outbox(self, request: Request) -> Response:
        """What `yuxin outbox` asks, by the name of the action; the body is what is given with it."""
        from gateway.outbox.desk import asked  # noqa: PLC0415 - where there are subscribers only
        from gateway.outbox.written_desk import WrittenDesk  # noqa: PLC0415 - as above

        outbox = self._service.outbox
        if outbox is None:
            raise NotFound("没有配置订阅方（serve --webhooks） / no subscribers are configured (serve --webhooks)")
        given = orjson.loads(await read_body(request, OUTBOX_LIMIT, self._service.settings.request_timeout))
        desk = WrittenDesk(outbox.desk, self._service.require().auditing)
        return json_response(await asked(desk, request.path_params["action"], given))

    def _client(self) -> StoreClient:
        return StoreClient(self._service.require(), self._service.settings)


class ToldRun:
    """What a command asks for: its events for whoever listens. It stops between two steps when nobody does, or the server ends.

    `left` is what is left of it then.
    """

    def __init__(self, service: Service, left: Left) -> None:
        self._service = service
        self._left = left
        self._events: asyncio.Queue[Event | None] = asyncio.Queue()
        self._heard = True

    async def carry_out(self, work: Work) -> None:
        """Do the work; whatever happens becomes an event."""
        try:
            self._tell({"report": await work(self._progressed)})
        except CreditError as error:
            self._tell({"error": plain(error.message, error.code)})
        except Exception:
            log.exception("a command failed")
            self._tell({"error": plain(MASKED, INTERNAL)})
        finally:
            self._tell(None)

    async def lines(self, task: asyncio.Task[None]) -> AsyncIterator[bytes]:
        """The events as lines of JSON, until the work has ended."""
        try:
            while (event := await self._events.get()) is not None:
                yield orjson.dumps(event) + b"\n"
            await task
        finally:
            self._heard = False

    def _tell(self, event: Event | None) -> None:
        self._events.put_nowait(event)

    def _progressed(self, progress: Event) -> None:
        """Called after each step; what it raises ends the work there."""
        if self._service.ending or not self._heard:
            raise StoreUnavailable(self._left.told(("服务正在停止", "the server is ending")))
        self._tell({"progress": progress})


async def _content(path: Path) -> AsyncIterator[bytes]:
    """A file's bytes. Not a FileResponse: granian opens that file after the response has been handed over."""
    with path.open("rb") as file:
        while chunk := await asyncio.to_thread(file.read, CHUNK):
            yield chunk


async def _receive(request: Request, path: Path, limit: int) -> None:
    with path.open("wb") as file:
        async for chunk in chunks(request, limit):
            await asyncio.to_thread(file.write, chunk)


def _check_token(request: Request, token: str) -> None:
    given = request.headers.get(TOKEN_HEADER, "")
    if not hmac.compare_digest(given.encode(), token.encode()):
        raise Forbidden("只给本机的 yuxin 命令 / for this machine's yuxin command only")


def _file_name(request: Request) -> str:
    name = request.query_params.get("name", "")
    if not name or Path(name).name != name or name in (".", ".."):
        raise BadRequest("name 应是文件名 / name must be a file's name")
    return name


async def _order(request: Request, kind: type[Order]) -> Order:
    body = b"".join([chunk async for chunk in chunks(request, ORDER_LIMIT)])
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.MsgspecError as error:
        raise BadRequest(f"不是这个命令 / not such an order: {error}") from None
