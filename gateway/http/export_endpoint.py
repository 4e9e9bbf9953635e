"""`/export`: read what is to be exported, ask its first page as /graphql would, then send the file as it is written.

What is wrong before the first byte is a status and the errors as /graphql has them; what goes wrong later stands at the file's end.
"""

import asyncio
from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence
from contextlib import ExitStack, aclosing, contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from gateway.execution.documents import DocumentRefused, validated
from gateway.execution.errors import INTERNAL, SOURCE_UNAVAILABLE, TIMEOUT, formatted, plain
from gateway.execution.operations import Answer, EncodedAnswer, Operation
from gateway.exports.asked import Asked, asked_of
from gateway.exports.closing import End
from gateway.exports.exporting import Export, Limits, parts
from gateway.exports.origins import origin_of
from gateway.exports.pages import Page, page
from gateway.exports.rows_file import RowsFile
from gateway.exports.shape import shape_of
from gateway.http.admission import overloaded
from gateway.http.admission_limits import Aside
from gateway.http.answer_streams import AnswerStream, StreamFormat
from gateway.http.clients import client_address
from gateway.http.leaving import QUICK_SECONDS, UnlessGone
from gateway.http.operation_spans import operation_span, tell_codes
from gateway.http.refusals import Busy, Refusal, Unauthenticated
from gateway.http.request_lines import RequestLine
from gateway.http.requests import read_parameters
from gateway.http.responses import json_response
from gateway.records.audit.auditing import BEGUN
from gateway.security.identity import Identity
from gateway.service import Service

RawHeaders = Sequence[tuple[bytes, bytes]]
STATUS = {"UNAUTHENTICATED": 401, "FORBIDDEN": 403, TIMEOUT: 504, SOURCE_UNAVAILABLE: 503, INTERNAL: 500}
"""Of the first error of a page that cannot be read; others are the request's, 400."""
ROWS, COMPLETE, CODE = "x-yuxin-rows", "x-yuxin-complete", "x-yuxin-code"
"""How the file ends, where that is known before it is sent."""
NEVER = 3600.0
"""Seconds between signs of life, of which a file has none."""


class ExportEndpoint:
    """The ASGI application of POST. So many exports of a process are under way at one time as the settings say."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._under_way = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request, line = Request(scope, receive), RequestLine()
        status = None
        try:
            with ExitStack() as held:
                response = await self._response(request, line, held)
                status = 200 if isinstance(response, AnswerStream) else response.status_code
                await response(scope, receive, send)
        except ClientDisconnect:
            self._service.admission.left += 1
        finally:
            self._service.seen.operation(line)
            line.write(self._service.settings.log_requests, status)

    async def _response(self, request: Request, line: RequestLine, held: ExitStack) -> Response | AnswerStream:
        """The file, or why not; `held` is for what it holds until it is sent."""
        service = self._service
        peer = "" if request.client is None else request.client.host
        origin = client_address(peer, request.scope["headers"], service.settings.trusted_proxies)
        try:
            if service.admission.sheds:
                raise overloaded()
            held.enter_context(service.clients.visit(origin))
            held.enter_context(self._place())
            export, first = await self._begun(request, origin, line)
            if first.rows is None:
                line.refused(str(_code(first.errors[0])))
                return json_response({"errors": first.errors}, _status(first))
            await export.audit({**export.details(), "outcome": BEGUN})
        except DocumentRefused as refusal:
            errors = [formatted(error) for error in refusal.errors]
            line.refused(str(_code(errors[0])))
            return json_response({"errors": errors}, 400)
        except Refusal as refusal:
            service.admission.refused[refusal.code] += 1
            line.refused(refusal.code)
            return json_response({"errors": [plain(refusal.message, refusal.code)]}, refusal.status, refusal.headers)
        line.streamed()
        return await _streamed(request, export, first)

    @contextmanager
    def _place(self) -> Iterator[None]:
        """One of the exports that may be under way. Raises Busy."""
        most = self._service.settings.exports
        if self._under_way >= most:
            raise Busy(
                f"同时最多 {most} 个导出，请稍后再试 / {most} exports at one time at most (exports): try again after a moment",
                {"retry-after": "5"},
            )
        self._under_way += 1
        try:
            yield
        finally:
            self._under_way -= 1

    async def _begun(self, request: Request, origin: str, line: RequestLine) -> tuple[Export, Page]:
        """What is asked, and its first page. Raises a Refusal or DocumentRefused."""
        service, headers = self._service, request.scope["headers"]
        settings = service.settings
        async with service.admission.place() as place:
            who = line.who = await service.identity(headers, origin)
            parameters = await read_parameters(
                request,
                settings.body_limit,
                settings.request_timeout,
                may_be_slow=lambda: place.step_aside(Aside.ARRIVING),
            )
            asked = asked_of(parameters, service.documents)
            line.question = service.question(asked.operation)
            await place.step_back()
            asker = _Asker(service, who, headers, origin)
            export = self._export(asked, asker)
            with UnlessGone(request.receive, lambda: place.step_aside(Aside.LONG)):
                return export, await page(asker.run, export.first, export.shape)

    def _export(self, asked: Asked, asker: "_Asker") -> Export:
        """What is exported to whom. Raises a Refusal or DocumentRefused for what is no list of a query."""
        service, settings = self._service, self._service.settings
        document = validated(service.schema, asked.operation.query, settings.document_limits)
        return Export(
            asked,
            shape_of(service.schema, document, asked),
            origin_of(asked, asker.who, service.require().catalogue, service.question(asked.operation).name),
            asker.page,
            lambda details: service.handed_out(asked.operation, asker.who, asker.origin, details),
            Limits(settings.export_rows, settings.export_seconds),
            lambda: service.ending,
            settings.data,
        )


@dataclass(frozen=True, slots=True)
class _Asker:
    """Who exports: each page is asked as a question of theirs, and they must still be who they were."""

    service: Service
    who: Identity
    headers: RawHeaders
    origin: str

    async def run(self, operation: Operation) -> Answer | EncodedAnswer:
        """The answer, in a place that is held. Raises a Refusal."""
        with operation_span(self.service.question(operation)) as traced:
            answer = await self.service.run(operation, self.who, self.headers, queries_only=True, origin=self.origin)
            tell_codes(traced, answer)
            return answer

    async def page(self, operation: Operation) -> Answer | EncodedAnswer:
        """The answer, in a place of its own. Raises a Refusal."""
        async with self.service.admission.place() as place:
            if await self.service.identity(self.headers, self.origin) != self.who:
                raise Unauthenticated("身份已变，请重新导出 / who asks is another one now: export again")
            aside = asyncio.get_running_loop().call_later(QUICK_SECONDS, place.step_aside, Aside.LONG)
            try:
                return await self.run(operation)
            finally:
                aside.cancel()


async def _streamed(request: Request, export: Export, first: Page) -> AnswerStream:
    """The file from its first part on; where its end is known by then the headers tell it. Raises ClientDisconnect."""
    ends: list[End] = []
    file, form = parts(export, first, ends.append), export.form()
    try:
        with UnlessGone(request.receive, lambda: None):
            begin = await anext(file, b"")
    except BaseException:
        await file.aclose()
        raise
    headers = _headers(export, form)
    for end in ends:
        headers |= {ROWS: str(end.rows), COMPLETE: str(end.complete).lower(), **({CODE: end.code} if end.code else {})}
    return AnswerStream(_with_the_first(begin, file), _format(form), headers)


async def _with_the_first(begin: bytes, file: AsyncGenerator[bytes, None]) -> AsyncGenerator[bytes, None]:
    async with aclosing(file):
        yield begin
        async for part in file:
            yield part


def _status(found: Page) -> int:
    """Of a first page whose rows cannot be read."""
    return STATUS.get(_code(found.errors[0]), 400)


def _code(error: Mapping[str, Any]) -> str:
    return str((error.get("extensions") or {}).get("code", ""))


def _format(form: type[RowsFile]) -> StreamFormat:
    """The parts of a file, one after another and nothing else."""
    return StreamFormat(form.content_type, begin=b"", before=b"", after=b"", keep_alive=b"", end=b"", pause=NEVER)


def _headers(export: Export, form: type[RowsFile]) -> dict[str, str]:
    name = f"{export.asked.name}.{form.ending}"
    plain_name = name if name.isascii() else f"export.{form.ending}"
    return {"content-disposition": f"attachment; filename=\"{plain_name}\"; filename*=UTF-8''{quote(name)}"}
