"""Conversations with what `serve` serves."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

from gateway.execution.operations import Answer, EncodedAnswer, Operation
from gateway.http.admission_limits import Aside
from gateway.http.conversation import RawHeaders
from gateway.http.leaving import QUICK_SECONDS
from gateway.http.refusals import Refusal
from gateway.http.request_lines import RequestLine
from gateway.http.requests import operation_of
from gateway.http.responses import json_of
from gateway.security.identity import Identity
from gateway.service import Service


class ServiceConversation:
    """With what `serve` serves. `headers` are the client's, by which it is proved anew at each operation who asks."""

    def __init__(self, service: Service, headers: RawHeaders, origin: str, client: str) -> None:
        self.client = client
        self._service = service
        self._headers = headers
        self._origin = origin

    async def answers(self, parameters: Any) -> AsyncGenerator[EncodedAnswer, None]:
        """As Conversation says."""
        service, line = self._service, RequestLine()
        try:
            with service.clients.visit(self._origin):
                identity = line.who = await service.identity(self._headers, self._origin)
                operation = operation_of(parameters, service.documents)
                line.question = service.question(operation)
                streams = await service.subscribes(operation)
                answer = None if streams else await self._answer(operation, identity)
            if answer is not None:
                line.answered(answer)
                yield encoded(answer)
                return
            line.streamed()
            subscribed = service.subscribe(operation, identity, self._headers, self._origin)
            async with aclosing(subscribed) as answers:
                async for each in answers:
                    yield encoded(each)
        except Refusal as refusal:
            service.admission.refused[refusal.code] += 1
            line.refused(refusal.code)
            raise
        finally:
            service.seen.operation(line)
            line.write(service.settings.log_requests, 200)

    async def _answer(self, operation: Operation, identity: Identity) -> Answer | EncodedAnswer:
        service = self._service
        async with service.admission.place() as place:
            aside = asyncio.get_running_loop().call_later(QUICK_SECONDS, place.step_aside, Aside.LONG)
            try:
                return await service.run(operation, identity, self._headers, origin=self._origin)
            finally:
                aside.cancel()


def encoded(answer: Answer | EncodedAnswer) -> EncodedAnswer:
    return EncodedAnswer(json_of(answer), answer.executed)
