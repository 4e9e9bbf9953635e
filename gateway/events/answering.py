"""The answers to a subscription, each written down before it leaves, as the answer to a question is."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from gateway.execution.documents import DocumentRefused
from gateway.execution.operations import Answer, EncodedAnswer, Operation
from gateway.execution.running import Charged, answering, not_run
from gateway.http.clients import RawHeaders
from gateway.records.audit.auditing import Asked
from gateway.security.identity import Identity

if TYPE_CHECKING:
    # As in gateway.service.
    from gateway.public_graph.public_graph import PublicGraph
    from gateway.service import Opened


Still = Callable[[], Awaitable[None]]
"""Raises a Refusal where who asked is no longer who they were."""


@dataclass(frozen=True, slots=True)
class Subscribing:
    """A subscription, who asks for it with which headers, and where from. `charge` says whether an event may cost what it costs."""

    operation: Operation
    identity: Identity
    headers: RawHeaders
    origin: str
    charge: Charged | None = None


async def credit_answers(
    opened: "Opened", asked: Subscribing, still: Still | None = None
) -> AsyncGenerator[Answer, None]:
    """Of a subscription that `credit` answers alone. Raises AuditUnavailable, and what `still` raises before an event."""
    identity = asked.identity
    executor, admit = opened.executor_of(identity), opened.policy.admit(identity)
    told = Asked(asked.operation, executor.graphql_schema, identity, asked.origin)
    new_context = partial(opened.new_context, identity)
    events = executor.subscribe(asked.operation, new_context, admit=admit, charge=asked.charge)
    async with aclosing(events) as answers:
        async for answer in answers:
            if still is not None:
                await still()
            yield await opened.auditing.answered(told, answer)


async def public_answers(
    opened: "Opened", public: "PublicGraph", asked: Subscribing, still: Still
) -> AsyncGenerator[Answer | EncodedAnswer, None]:
    """Of a subscription to the public graph. Raises AuditUnavailable, and what `still` raises before an event."""
    identity = asked.identity
    told = Asked(asked.operation, public.schema, identity, asked.origin)
    try:
        route = await public.route(asked.operation)
        opened.policy.check(identity, route.used)
        if asked.charge is not None:
            asked.charge(route.cost)
    except DocumentRefused as refusal:
        yield await opened.auditing.answered(told, answering(not_run(refusal)))
        return
    asked = replace(asked, charge=None)
    if route.straight:
        async with aclosing(credit_answers(opened, asked, still)) as answers:
            async for answer in answers:
                yield answer
        return
    joined = public.subscribe(
        asked.operation,
        lambda: (opened.executor_of(identity), opened.new_context(identity)),
        # The events themselves come from `credit`, ahead of the answers to them: they are written down by themselves.
        lambda own: credit_answers(opened, replace(asked, operation=own)),
        asked.headers,
    )
    async with aclosing(joined) as encoded:
        while True:
            try:
                answer = await opened.auditing.answered(told, partial(anext, encoded))
            except StopAsyncIteration:
                return
            await still()
            yield answer
