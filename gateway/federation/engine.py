"""The engine: a supergraph, a cache of compiled plans and the sources behind it answer GraphQL operations."""

import asyncio
import json
from collections.abc import AsyncGenerator, Callable, Iterable, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, TypeVar

import orjson
from graphql import OperationType

from gateway.execution.cost.charging import CostRules, CostsSeen, check_cost, with_cost
from gateway.execution.documents import DocumentRefused
from gateway.federation.deduplication import Deduplicate
from gateway.federation.executor.completion import completed
from gateway.federation.executor.errors import Entry
from gateway.federation.executor.events import BacklogLimits
from gateway.federation.executor.program import Variant
from gateway.federation.executor.projection import UNEXPECTED
from gateway.federation.executor.reporting import reported_errors
from gateway.federation.executor.running import Outcome, Request, run
from gateway.federation.preparing import BAD_INPUT, LIMIT_EXCEEDED, TOO_DEEP, NotAQuery, Operations, Prepared, Refused
from gateway.federation.subscriptions import Subscriptions
from gateway.federation.supergraph import Subgraph, Supergraph, SupergraphError, read
from gateway.sources.flights import Flights
from gateway.sources.guarded import GuardedSource
from gateway.sources.header_propagation import ClientHeaders, HeaderLines, Propagation
from gateway.sources.http1 import Http1Pool
from gateway.sources.http_source import HttpSource
from gateway.sources.shared import SharedSource
from gateway.sources.source import Source, SourceAnswer
from gateway.sources.subscribing.choosing import SubscribingSource, subscriber_at
from gateway.tracing import span

SourceFactory = Callable[[Subgraph], Source]
HeaderFactory = Callable[[Subgraph], HeaderLines]
M = TypeVar("M")
NO_VARIABLES: Mapping[str, Any] = {}
BACKLOG = BacklogLimits()
NO_STREAM = [
    {
        "message": "a subscription is answered as a stream, which the plain gateway sends to who asks: "
        "accept text/event-stream, or multipart/mixed with subscriptionSpec=1.0",
        "extensions": {"code": BAD_INPUT},
    }
]


def over_http(subgraph: Subgraph) -> Source:
    """The source of a subgraph that answers at its address, guarded as by default, and that is subscribed to over SSE."""
    name, url = subgraph.name, subgraph.url
    return SubscribingSource(GuardedSource(name, HttpSource(Http1Pool(name, url))), subscriber_at(name, url))


def no_headers(_: Subgraph) -> HeaderLines:
    """Nothing of a client's headers reaches a subgraph."""
    return HeaderLines(())


@dataclass(eq=False, slots=True)
class _Loaded:
    """A supergraph in service, or one before it that `running` requests still use.

    `shared` are the sources as queries ask them: the same ones where nothing is de-duplicated.
    """

    supergraph: Supergraph
    operations: Operations
    sources: Mapping[str, Source]
    shared: Mapping[str, Source]
    propagation: Propagation
    subscriptions: Subscriptions
    running: int = 0


class Engine:
    """Answers operations of a supergraph. Made and used on one event loop.

    `make_source` gives the source of a subgraph, `make_headers` what it gets of a client's headers; `timeout` is the seconds
    of a request without a deadline of its own, `kept` how many operations stay compiled, `deduplicate` what requests under way
    at the same time share, `backlog` what is kept for a subscription's client that is behind. `costs` are what operations are priced
    by; without them none is, and `seen` is told what those cost that are held to a limit.
    """

    def __init__(
        self,
        sdl: str,
        make_source: SourceFactory = over_http,
        make_headers: HeaderFactory = no_headers,
        *,
        timeout: float = 30.0,
        kept: int = 1_000,
        deduplicate: Deduplicate = Deduplicate.NONE,
        backlog: BacklogLimits = BACKLOG,
        costs: CostRules | None = None,
        seen: CostsSeen | None = None,
    ) -> None:
        self._costs = costs
        self._seen = seen
        self.subscriptions = 0
        """How many are under way."""
        self._make_source = make_source
        self._make_headers = make_headers
        self._timeout = timeout
        self._kept = kept
        self._deduplicate = deduplicate
        self._incoming: Flights[bytes] | None = Flights() if deduplicate is Deduplicate.ALL else None
        self._backlog = backlog
        self._loop = asyncio.get_running_loop()
        self._retired: list[_Loaded] = []
        self._loaded = self._load(read(sdl), {})

    @property
    def supergraph(self) -> Supergraph:
        """The supergraph that answers new requests."""
        return self._loaded.supergraph

    async def execute(
        self,
        query: str,
        variables: Mapping[str, Any] | None = None,
        operation_name: str | None = None,
        headers: ClientHeaders = (),
        deadline: float | None = None,
    ) -> bytes:
        """The response as JSON, never an exception for what is wrong with the request or the sources.

        `headers` are the client's, of which each subgraph gets what the rules say; `deadline` is in the loop's time.
        """
        try:
            return await self.answer(query, variables, operation_name, headers, deadline)
        except Refused as refusal:
            return orjson.dumps({"errors": refusal.errors})

    async def answer(
        self,
        query: str,
        variables: Mapping[str, Any] | None = None,
        operation_name: str | None = None,
        headers: ClientHeaders = (),
        deadline: float | None = None,
        *,
        queries_only: bool = False,
        tell_cost: bool = False,
    ) -> bytes:
        """As `execute`, but raises Refused for what cannot be run, and NotAQuery for mutations where `queries_only`.

        With `tell_cost` the answer has its cost in `extensions.cost`, where operations are priced.
        """
        loaded = self._loaded
        loaded.running += 1
        try:
            deadline = self._loop.time() + self._timeout if deadline is None else deadline
            prepared = loaded.operations.kept(query, operation_name)
            if prepared is None:
                with span("graphql.plan"):
                    prepared = await loaded.operations.get(query, operation_name, deadline)
            if prepared.subscribes:
                raise Refused(NO_STREAM)
            if queries_only and prepared.program.operation.kind is not OperationType.QUERY:
                raise NotAQuery
            given = variables or NO_VARIABLES
            request = Request(given, prepared.decided(given), loaded.propagation.of(headers), deadline)
            self._charge(prepared, request.decided)
            if self._deduplicate is Deduplicate.NONE:
                answer = await _answer(prepared, loaded.sources, request)
            else:
                answer = await self._shared(prepared, loaded, request)
            if tell_cost and self._costs is not None and prepared.cost is not None:
                return with_cost(answer, prepared.cost, request.decided, self._costs.limit)
            return answer
        except RecursionError as error:
            raise Refused.because(TOO_DEEP, LIMIT_EXCEEDED) from error
        finally:
            await self._leave(loaded)

    def _charge(self, prepared: Prepared, variables: Mapping[str, Any]) -> None:
        """Raises Refused for an operation that costs too much; of a subscription it is an event's cost."""
        if prepared.cost is not None and self._costs is not None and self._costs.limit is not None:
            try:
                check_cost(prepared.cost, variables, self._costs.limit, self._seen)
            except DocumentRefused as refused:
                raise Refused.of(refused.errors) from None

    async def subscribes(self, query: str, operation_name: str | None = None) -> bool:
        """Whether this is a subscription; False also for what cannot be run."""
        try:
            return (await self._prepared(self._loaded, query, operation_name)).subscribes
        except Refused:
            return False

    async def subscribe(
        self,
        query: str,
        variables: Mapping[str, Any] | None = None,
        operation_name: str | None = None,
        headers: ClientHeaders = (),
    ) -> AsyncGenerator[bytes, None]:
        """The answer to each event as JSON, or the one answer of another operation; the end is that all is told.

        Never an exception for what is wrong: what ends a subscription early is the last answer, with errors and no data.
        Whoever iterates must close the generator (`contextlib.aclosing`), which ends the subscription at its source.
        """
        loaded = self._loaded
        loaded.running += 1
        try:
            prepared = await self._prepared(loaded, query, operation_name)
            if not prepared.subscribes:
                yield await self.execute(query, variables, operation_name, headers)
                return
            self._charge(prepared, prepared.decided(variables or NO_VARIABLES))
            passed = loaded.propagation.of(headers)
            self.subscriptions += 1
            try:
                found = loaded.subscriptions.answers(prepared, variables or NO_VARIABLES, passed)
                async with aclosing(found) as answered:
                    async for answer in answered:
                        yield answer
            finally:
                self.subscriptions -= 1
        except Refused as refusal:
            yield orjson.dumps({"errors": refusal.errors})
        finally:
            await self._leave(loaded)

    def end_subscriptions(self) -> None:
        """Before the gateway stops: every subscription ends, new ones at once."""
        self._loaded.subscriptions.end("the gateway is stopping")

    async def _prepared(self, loaded: _Loaded, query: str, operation_name: str | None) -> Prepared:
        return await loaded.operations.get(query, operation_name, self._loop.time() + self._timeout)

    async def _leave(self, loaded: _Loaded) -> None:
        loaded.running -= 1
        if loaded is not self._loaded and loaded.running == 0:
            await self._drop_unused()

    async def _shared(self, prepared: Prepared, loaded: _Loaded, request: Request) -> bytes:
        """The answer, by what is under way already where that is allowed. A mutation shares nothing, nor what is older."""
        if prepared.program.operation.kind is not OperationType.QUERY:
            try:
                return await _answer(prepared, loaded.sources, request)
            finally:
                self._forget(loaded)
        key = _key(prepared, request) if self._incoming is not None else None
        if self._incoming is None or key is None:
            return await _answer(prepared, loaded.shared, request)
        return await self._incoming.share(key, request.deadline, lambda: _answer(prepared, loaded.shared, request))

    def _forget(self, loaded: _Loaded) -> None:
        """Let no later query join what began before a mutation ended: who has changed something must see it."""
        for source in loaded.shared.values():
            if isinstance(source, SharedSource):
                source.forget()
        if self._incoming is not None:
            self._incoming.forget()

    async def reload(self, sdl: str) -> None:
        """Serve another supergraph from now on; requests under way end on the old one.

        Raises SupergraphError, and goes on with the old one, where the new one does not load.
        """
        await self.take_up(await asyncio.to_thread(read, sdl))

    async def take_up(
        self,
        supergraph: Supergraph,
        make_source: SourceFactory | None = None,
        make_headers: HeaderFactory | None = None,
    ) -> None:
        """As `reload`, with what is read already. Where there are other factories, every source is made anew by them."""
        old, factories = self._loaded, (self._make_source, self._make_headers)
        standing = {old.supergraph.subgraphs[graph]: source for graph, source in old.sources.items()}
        if make_source is not None or make_headers is not None:
            self._make_source, self._make_headers = make_source or factories[0], make_headers or factories[1]
            standing = {}
        try:
            self._loaded = self._load(supergraph, standing)
        except BaseException:
            self._make_source, self._make_headers = factories
            raise
        self._retired.append(old)
        old.subscriptions.end("the supergraph has changed")
        await self._drop_unused()

    async def close(self) -> None:
        """Close every source; requests under way fail."""
        self.end_subscriptions()
        for source in _sources([self._loaded, *self._retired]):
            await source.close()

    def _load(self, supergraph: Supergraph, standing: Mapping[Subgraph, Source]) -> _Loaded:
        """A supergraph with its sources; those that stand for the same subgraph already are kept."""
        subgraphs = supergraph.subgraphs.items()
        headers = {graph: _made(self._make_headers, s) for graph, s in subgraphs}
        sources = {graph: standing.get(s) or _made(self._make_source, s) for graph, s in subgraphs}
        shared = sources
        if self._deduplicate is not Deduplicate.NONE:
            shared = {graph: SharedSource(source) for graph, source in sources.items()}
        subscriptions = Subscriptions(sources, _answer, self._loop.time, self._timeout, self._backlog)
        operations = Operations(supergraph, self._kept, None if self._costs is None else self._costs.list_size)
        return _Loaded(supergraph, operations, sources, shared, Propagation(headers), subscriptions)

    async def _drop_unused(self) -> None:
        """Close the sources that only supergraphs without a request under way used."""
        unused = [loaded for loaded in self._retired if loaded.running == 0]
        self._retired = [loaded for loaded in self._retired if loaded.running > 0]
        used = {id(source) for source in _sources([self._loaded, *self._retired])}
        for source in _sources(unused):
            if id(source) not in used:
                await source.close()


def _sources(loaded: Iterable[_Loaded]) -> list[Source]:
    """The sources of several supergraphs, each once."""
    return list({id(source): source for one in loaded for source in one.sources.values()}.values())


def _made(make: Callable[[Subgraph], M], subgraph: Subgraph) -> M:
    try:
        return make(subgraph)
    except ValueError as error:
        raise SupergraphError(f"no source for {subgraph.name}: {error}") from error


def _key(prepared: Prepared, request: Request) -> tuple[int, bytes, tuple[bytes, ...]] | None:
    """What two queries have in common that are the same for everybody who may see their answers; None where it has no text.

    An operation that is ready to run stands for its document and name, and for the supergraph that answers it.
    """
    try:
        variables = orjson.dumps(request.given, option=orjson.OPT_SORT_KEYS)
    except TypeError:
        return None
    return id(prepared), variables, tuple(request.headers.values())


def was_run(answer: bytes) -> bool:
    """Whether an answer is of an operation that ran: it begins with its data. A refusal has errors and nothing else."""
    return not answer.startswith(b'{"errors":')


def may_tell_errors(answer: bytes) -> bool:
    """Whether there may be errors in an answer: they stand last, before what it cost. Looking for them within takes 45 µs in 80 KB."""
    return answer.endswith((b"]}", b"}}}")) or not was_run(answer)


async def _answer(
    prepared: Prepared, sources: Mapping[str, Source], request: Request, event: SourceAnswer | None = None
) -> bytes:
    outcome = await run(prepared.program, sources, request, event)
    if prepared.introspection.any:
        outcome.data.update(prepared.introspection.answer(request.given))
    errors = reported_errors(outcome, prepared.program.operation, request.decided) if outcome.reported else []
    data = _projected(prepared, prepared.program.variant(request.decided), outcome, request, errors)
    try:
        return orjson.dumps(_shown(data, errors))
    except TypeError:  # deeper than it goes, or numbers larger than it writes
        plain = prepared.program.plain_variant(request.decided)
        data = _projected(prepared, plain, outcome, request, errors)
        return json.dumps(_shown(data, errors), ensure_ascii=False, separators=(",", ":")).encode()


def _shown(data: dict[str, Any] | None, errors: list[Entry]) -> dict[str, Any]:
    return {"data": data, "errors": errors} if errors else {"data": data}


def _projected(
    prepared: Prepared, variant: Variant, outcome: Outcome, request: Request, errors: list[Entry]
) -> dict[str, Any] | None:
    """The data of the answer: quickly where all is as expected, exactly otherwise (then `errors` grows)."""
    program = prepared.program
    try:
        return variant.project(outcome.data)
    except UNEXPECTED:
        return completed(
            program.operation,
            program.supergraph.public,
            request.decided,
            outcome.data,
            untyped=variant.untyped,
            errors=errors,
            blame=lambda path: program.blame(path, outcome.failures),
        )
