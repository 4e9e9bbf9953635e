"""`POST /webhooks/{sender}`: signed deliveries of systems that push.

What costs least is asked first: who sends, the headers, the size, the signature; then the rows go in. A sender that gets 429,
503 or no answer sends the same delivery with the same id again; any other 4xx would end the same way.
"""

import asyncio
import time
from collections.abc import Callable

import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from gateway.failure_words import why
from gateway.http.bodies import read_body
from gateway.http.refusals import (
    BadRequest,
    Busy,
    Conflicting,
    NotReady,
    Refusal,
    TooLarge,
    Unauthenticated,
    Unknown,
)
from gateway.http.requests import check_json
from gateway.http.responses import json_response, refusal_response
from gateway.service import Service
from gateway.webhooks.configuration import Sender, read_webhooks
from gateway.webhooks.intake import Conflict, Outcome, rows_in, take_in
from gateway.webhooks.signatures import BadSignature, Claimed, check, claimed
from graph_model.errors import BadInput, LimitExceeded, StoreUnavailable, Timeout
from graph_model.intake import RowStatus

log = structlog.get_logger(__name__)
SOON, LATER = {"retry-after": "1"}, {"retry-after": "5"}


def routes(service: Service, now: Callable[[], float] = time.time) -> list[Route]:
    """The route, where the settings name a file of webhooks. Raises BadInput for what is wrong with it."""
    if service.settings.webhooks is None:
        return []
    senders = read_webhooks(service.settings.webhooks).senders
    receivers = {sender.keys.name: Receiver(service, sender, now) for sender in senders}

    async def receive(request: Request) -> Response:
        receiver = receivers.get(request.path_params["sender"])
        try:
            if receiver is None:
                raise Unknown("没有这个推送方 / there is no such sender")
            return await receiver.answer(request)
        except Refusal as refusal:
            return refusal_response(refusal)
        except ClientDisconnect:
            return Response(status_code=400)  # nobody reads it

    return [Route("/webhooks/{sender}", receive, methods=["POST"])]


class Receiver:
    """Takes the deliveries of one sender, so many at one time."""

    def __init__(self, service: Service, sender: Sender, now: Callable[[], float]) -> None:
        self._service = service
        self._sender = sender
        self._now = now
        self._under_way: set[asyncio.Task[Outcome]] = set()
        self._reading = 0

    async def answer(self, request: Request) -> Response:
        """200 with what became of each row. Raises a Refusal."""
        check_json(request.headers.get("content-type"))
        claim = self._claimed(request)
        parts = self._service.require()
        if self._reading + len(self._under_way) >= self._sender.keys.at_once:
            raise Busy("正在处理这一方的其他推送 / other deliveries of this sender are under way", SOON)
        body = await self._body(request)
        self._check(claim, body)
        try:
            rows = rows_in(body, self._sender)
        except LimitExceeded as error:
            raise TooLarge(error.message) from None
        except BadInput as error:
            raise BadRequest(error.message) from None
        what = {"sender": self._sender.keys.name, "delivery": claim.id}
        task = asyncio.create_task(
            parts.auditing.changed(None, "delivery", what, lambda: take_in(parts, self._sender, claim.id, rows))
        )
        self._under_way.add(task)
        task.add_done_callback(self._ended)
        return json_response((await self._taken(task)).as_json())

    def _ended(self, task: asyncio.Task[Outcome]) -> None:
        self._under_way.discard(task)
        if not task.cancelled():
            task.exception()  # whoever waits has it; where nobody does any more, the sender asks again

    def _claimed(self, request: Request) -> Claimed:
        try:
            return claimed(request.headers, self._now(), self._sender.keys.tolerance)
        except BadSignature as error:
            raise self._not_believed(error) from None

    def _check(self, claim: Claimed, body: bytes) -> None:
        try:
            check(claim, self._sender.secrets, body)
        except BadSignature as error:
            raise self._not_believed(error) from None

    def _not_believed(self, error: BadSignature) -> Unauthenticated:
        log.warning("a webhook delivery is not believed", sender=self._sender.keys.name)
        return Unauthenticated(str(error))

    async def _body(self, request: Request) -> bytes:
        self._reading += 1
        try:
            return await read_body(request, self._sender.keys.body_limit, self._service.settings.request_timeout)
        finally:
            self._reading -= 1

    async def _taken(self, task: asyncio.Task[Outcome]) -> Outcome:
        """Wait for the rows to be in, until the deadline. A transaction that has begun goes on to its end, whoever waits."""
        try:
            async with asyncio.timeout(self._service.settings.request_timeout):
                outcome = await asyncio.shield(task)
        except Conflict as error:
            raise Conflicting(error.message) from None
        except BadInput as error:
            raise BadRequest(error.message) from None
        except (StoreUnavailable, Timeout, TimeoutError) as error:
            log.warning("a webhook delivery is not in yet", sender=self._sender.keys.name, why=why(error))
            raise NotReady(
                "现在收不进，请用同一 webhook-id 重发 / it cannot be taken now: send it again with the same webhook-id",
                LATER,
            ) from None
        counts = {status.value.lower(): outcome.count(status) for status in RowStatus}
        log.info("a webhook delivery is in", sender=self._sender.keys.name, **counts)
        return outcome
