"""The client that asks the server which serves the data folder, over loopback."""

from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import orjson

from gateway.clients.client import ImportOrder, OnProgress, SyncOrder
from gateway.clients.cut_short import Left
from gateway.execution.operations import Answer, Operation
from gateway.running_server import RunningServer
from gateway.security.identity import CASE_HEADER
from gateway.wire import error_from
from graph_model.errors import BadInput, StoreUnavailable

TOKEN_HEADER = "x-yuxin-control"  # noqa: S105 - the header's name
CHUNK = 256 * 1024
MAPPINGS = (".yaml", ".yml")
TIMEOUT = httpx.Timeout(60.0, connect=5.0)
UNTIL_DONE = httpx.Timeout(None, connect=5.0)


class ServerClient:
    """GraphQL for questions, `/control/…` with the token of `serve.json` for the rest."""

    def __init__(self, server: RunningServer) -> None:
        self._server = server
        self._http = httpx.AsyncClient(
            base_url=server.address, timeout=TIMEOUT, trust_env=False, headers={TOKEN_HEADER: server.token}
        )

    async def run(self, operation: Operation, token: str | None = None, case: str | None = None) -> Answer:
        headers = {} if case is None else {CASE_HEADER.decode(): quote(case)}
        asking = self._http.build_request("POST", "/graphql", json=_body(operation), headers=headers)
        response = await self._sent(_in_the_name_of(token, asking))
        if response.status_code != httpx.codes.OK:
            raise await self._error(response)
        return _answer(await response.aread())

    async def follow(self, operation: Operation, token: str | None = None) -> AsyncGenerator[Answer, None]:
        """The answer to each event of a subscription, to whom as in `run`. Raises CreditError."""
        headers = {"accept": "text/event-stream"}
        asking = self._http.build_request(
            "POST", "/graphql", json=_body(operation), headers=headers, timeout=UNTIL_DONE
        )
        response = await self._sent(_in_the_name_of(token, asking), stream=True)
        try:
            if response.status_code != httpx.codes.OK:
                raise await self._error(response)
            async for line in response.aiter_lines():  # of an event that completes nothing stands behind "data:"
                name, _, value = line.partition(": ")
                if name == "data" and value:
                    yield _answer(value)
        except httpx.HTTPError as error:
            raise _lost(Left.UNCHANGED, error) from None
        finally:
            await response.aclose()

    async def schema(self) -> str:
        return (await self._read("/schema.graphql")).decode()

    async def rejects(self) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = orjson.loads(await self._read("/control/rejects"))
        return rows

    async def export_rejects(self, path: Path) -> int:
        asked = self._http.build_request("GET", "/control/rejects/export", params={"name": path.name})
        try:
            response = await self._saved(asked, path, lambda _: None)
        except OSError as error:
            raise BadInput(f"写不了 / cannot write: {error.strerror}", str(path)) from None
        return int(response.headers["x-yuxin-rows"])

    async def export(
        self, request: Mapping[str, Any], path: Path, on_progress: OnProgress, token: str | None = None
    ) -> None:
        asked = self._http.build_request("POST", "/export", json=dict(request), timeout=UNTIL_DONE)
        await self._saved(_in_the_name_of(token, asked), path, on_progress)

    async def _saved(self, request: httpx.Request, path: Path, on_progress: OnProgress) -> httpx.Response:
        """Write what is answered to a file as it comes. Raises OSError."""
        response = await self._sent(request, stream=True)
        if response.status_code != httpx.codes.OK:
            raise await self._error(response)
        try:
            with path.open("wb") as file:
                async for chunk in response.aiter_bytes():
                    file.write(chunk)
                    on_progress({"bytes": file.tell()})
        except httpx.HTTPError as error:
            raise _lost(Left.NOTHING, error) from None
        finally:
            await response.aclose()
        return response

    async def import_file(self, order: ImportOrder, on_progress: OnProgress) -> dict[str, Any]:
        parameters = {"name": order.path.name, "kind": order.kind, "dryRun": str(order.dry_run).lower()}
        request = self._http.build_request(
            "POST",
            "/control/import",
            params=parameters,
            content=_chunks(order.path),
            headers={"content-type": "application/octet-stream"},
            timeout=UNTIL_DONE,
        )
        report: dict[str, Any] = await self._followed(request, on_progress, Left.BATCHES)
        return report

    async def sync(self, order: SyncOrder, on_progress: OnProgress) -> list[dict[str, Any]]:
        body = {"systems": [_absolute(name) for name in order.systems], "full": order.full}
        request = self._http.build_request("POST", "/control/sync", json=body, timeout=UNTIL_DONE)
        reports: list[dict[str, Any]] = await self._followed(request, on_progress, Left.BATCHES)
        return reports

    async def verify(self, systems: tuple[str, ...], on_progress: OnProgress) -> list[dict[str, Any]]:
        body = {"systems": [_absolute(name) for name in systems]}
        request = self._http.build_request("POST", "/control/verify", json=body, timeout=UNTIL_DONE)
        reports: list[dict[str, Any]] = await self._followed(request, on_progress, Left.UNCHANGED)
        return reports

    async def systems_report(self, on_progress: OnProgress) -> list[dict[str, Any]]:
        request = self._http.build_request("POST", "/control/systems-report", timeout=UNTIL_DONE)
        reports: list[dict[str, Any]] = await self._followed(request, on_progress, Left.UNCHANGED)
        return reports

    async def backup(self, target: Path, on_progress: OnProgress) -> dict[str, Any]:
        """The server writes it: it is on the same machine, and its owner's like this command."""
        body = {"file": str(target.absolute())}
        request = self._http.build_request("POST", "/control/backup", json=body, timeout=UNTIL_DONE)
        manifest: dict[str, Any] = await self._followed(request, on_progress, Left.NOTHING)
        return manifest

    async def _followed(self, request: httpx.Request, on_progress: OnProgress, left: Left) -> Any:
        """The report at the end of what the server tells, a line of JSON a step; `left` is what it leaves that is cut short."""
        response = await self._sent(request, stream=True)
        if response.status_code != httpx.codes.OK:
            raise await self._error(response)
        try:
            async for line in response.aiter_lines():
                event = orjson.loads(line)
                if "progress" in event:
                    on_progress(event["progress"])
                elif "report" in event:
                    return event["report"]
                else:
                    raise error_from(event["error"])
        except httpx.HTTPError as error:
            raise _lost(left, error) from None
        finally:
            await response.aclose()
        raise _lost(left)

    async def control(self, path: str, given: Mapping[str, Any]) -> Any:
        """What the server's control answers to a JSON object."""
        response = await self._sent(self._http.build_request("POST", path, json=dict(given)))
        if response.status_code != httpx.codes.OK:
            raise await self._error(response)
        return orjson.loads(await response.aread())

    async def close(self) -> None:
        await self._http.aclose()

    async def _read(self, path: str) -> bytes:
        response = await self._sent(self._http.build_request("GET", path))
        if response.status_code != httpx.codes.OK:
            raise await self._error(response)
        return await response.aread()

    async def _sent(self, request: httpx.Request, *, stream: bool = False) -> httpx.Response:
        try:
            return await self._http.send(request, stream=stream)
        except httpx.HTTPError as error:
            raise StoreUnavailable(
                f"连不上正在运行的服务 / cannot reach the running server at {self._server.address} "
                f"(pid {self._server.pid}): {error or type(error).__name__}"
            ) from None

    async def _error(self, response: httpx.Response) -> Exception:
        """What the server refused with."""
        try:
            return error_from(orjson.loads(await response.aread())["errors"][0])
        except (orjson.JSONDecodeError, KeyError, IndexError):
            return StoreUnavailable(f"{self._server.address}: HTTP {response.status_code}")


def _body(operation: Operation) -> dict[str, Any]:
    return {"query": operation.query, "operationName": operation.name, "variables": operation.variables}


def _answer(text: bytes | str) -> Answer:
    answer = orjson.loads(text)
    return Answer(answer.get("data"), tuple(answer.get("errors", ())), executed="data" in answer)


async def _chunks(path: Path) -> AsyncIterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk


def _in_the_name_of(token: str | None, request: httpx.Request) -> httpx.Request:
    """The request of whom a token stands for; None: of this machine."""
    if token is not None:
        del request.headers[TOKEN_HEADER]
        request.headers["authorization"] = f"Bearer {token}"
    return request


def _lost(left: Left, error: Exception | None = None) -> StoreUnavailable:
    why = f" ({error})" if error else ""
    return StoreUnavailable(left.told((f"与服务的连接断了{why}", f"the connection was lost{why}")))


def _absolute(name: str) -> str:
    """A mapping file as the server finds it, which may have been started in another folder."""
    return str(Path(name).absolute()) if Path(name).suffix in MAPPINGS else name
