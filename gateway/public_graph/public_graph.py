"""The public graph in service: it runs each operation on the way that it takes, and can be given another supergraph."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing
from contextvars import ContextVar
from dataclasses import asdict
from pathlib import Path
from typing import Any

from graphql import GraphQLScalarType, GraphQLSchema, OperationType, is_scalar_type, is_specified_scalar_type

from gateway.execution.cost.pricing import Pricing
from gateway.execution.documents import NO_STREAM, DocumentRefused, refused
from gateway.execution.operations import Answer, EncodedAnswer, Operation
from gateway.execution.running import Admit, Charged, Executor, check_allowed, not_run, timed_out
from gateway.execution.uses import Used
from gateway.federation.engine import Engine, was_run
from gateway.federation.origins import Given
from gateway.federation.reloading import Reloading
from gateway.federation.supergraph import Subgraph, read
from gateway.live.systems import LiveSystems
from gateway.public_graph.joining import CREDIT
from gateway.public_graph.registered import RegisteredSubgraphs, first_look
from gateway.public_graph.routes import Route, Routes
from gateway.public_graph.schema_text import public_text
from gateway.settings import Settings
from gateway.sources.header_propagation import ClientHeaders, HeaderLines
from gateway.sources.local_source import LocalEventSource
from gateway.sources.source import Source
from gateway.tracing import span
from graph_model.deadline import Within
from resolvers.costs import ARGUMENTS, SIZED

OwnEvents = Callable[[Operation], AsyncGenerator[Answer, None]]
_own_events: ContextVar[OwnEvents] = ContextVar("who answers the client's subscription to credit")
_asking: ContextVar[tuple[Executor, object]] = ContextVar("executor and context of the client's operation")
"""All fetches of one operation to `credit` are for who asks, see the same instant and share what they have read."""


class PublicGraph:
    """`executor` has the schema of `credit`, which runs in this process; `registered` watches over what is joined to it.

    Made and used on one event loop; `given` is what `registered` gave first, `live` are the department systems.
    """

    def __init__(
        self,
        registered: RegisteredSubgraphs,
        given: Given,
        executor: Executor,
        settings: Settings,
        live: LiveSystems | None = None,
    ) -> None:
        self._live = live
        self._executor = executor
        self._registered = registered
        self._kept, self._limits = settings.document_cache, settings.document_limits
        self._timeout, self._list_size = settings.request_timeout, settings.list_size
        self._engine = Engine(given.sdl, self._source, self._headers, timeout=self._timeout, kept=self._kept)
        take_over_scalars(self._engine.supergraph.public, executor.graphql_schema)
        self._routes = self._new_routes()
        self._reached = given.configuration.keys
        self._reloading = Reloading(registered, given, self._take)
        self._watching = asyncio.create_task(self._reloading.run())

    @classmethod
    async def open(
        cls,
        config: Path | None,
        credit: str,
        executor: Executor,
        settings: Settings,
        live: LiveSystems | None = None,
    ) -> "PublicGraph":
        """The public graph of `credit`, whose SDL that is, of the live systems and of what a configuration registers.

        Raises BadInput.
        """
        registered, given = await first_look(config, credit, [] if live is None else live.subgraphs())
        return cls(registered, given, executor, settings, live)

    async def run(
        self,
        operation: Operation,
        executor: Executor,
        context: object,
        headers: ClientHeaders,
        *,
        queries_only: bool = False,
        admit: Admit | None = None,
        charge: Charged | None = None,
    ) -> Answer | EncodedAnswer:
        """The answer; as `Executor.run`, where `credit` alone is asked it is exactly that.

        `executor` runs `credit` for who asks, `admit` says whether they may use what the operation uses, `charge` whether it may cost
        what it costs. `headers` are the client's, of which a registered subgraph gets what its configuration says.
        """
        try:
            route = await self.route(operation)
            if route.kind is OperationType.SUBSCRIPTION:
                raise refused(NO_STREAM)
            if admit is not None:
                admit(route.used)
            if charge is not None:
                charge(route.cost)
        except DocumentRefused as refusal:
            return not_run(refusal)
        except TimeoutError:
            return timed_out(self._timeout)
        check_allowed(route.kind, queries_only=queries_only)
        if route.straight:
            return await executor.run(operation, context)
        if route.kind is not OperationType.QUERY:
            return await self._joined(operation, (executor, context), headers)
        with Within(self._timeout):
            return await self._joined(operation, (executor, context), headers)

    async def route(self, operation: Operation) -> Route:
        """The way that an operation takes. Raises DocumentRefused, TimeoutError."""
        async with asyncio.timeout(self._timeout):
            route = self._routes.kept(operation.query, operation.name)
            if route is None:
                with span("graphql.route"):
                    route = await self._routes.get(operation.query, operation.name)
            return route

    def used(self, operation: Operation) -> Used | None:
        """What an operation uses that goes straight to `credit`, where its route is kept."""
        route = self._routes.kept(operation.query, operation.name)
        return route.used if route is not None and route.straight else None

    def plan_of(self, operation: Operation) -> dict[str, Any]:
        """What `extensions` say of the plan of an operation that was just run: which subgraph is asked for what."""
        route = self._routes.kept(operation.query, operation.name)
        return {"plan": route.plan} if route is not None and route.plan else {}

    async def subscribes(self, operation: Operation) -> bool:
        """Whether it is a subscription; False also for what cannot be run."""
        try:
            return (await self.route(operation)).kind is OperationType.SUBSCRIPTION
        except (DocumentRefused, TimeoutError):
            return False

    async def subscribe(
        self,
        operation: Operation,
        asking: Callable[[], tuple[Executor, object]],
        own: Callable[[Operation], AsyncGenerator[Answer, None]],
        headers: ClientHeaders,
    ) -> AsyncGenerator[EncodedAnswer, None]:
        """The answer to each event of a subscription that does not go straight to `credit`.

        `asking` gives for each what runs `credit` for who asks, `own` the answers to a subscription of `credit` alone.
        """
        answers = self._engine.subscribe(operation.query, operation.variables, operation.name, headers)
        async with aclosing(answers):
            while True:
                tokens = _asking.set(asking()), _own_events.set(own)
                try:
                    answer = await anext(answers, None)
                finally:
                    _asking.reset(tokens[0])
                    _own_events.reset(tokens[1])
                if answer is None:
                    return
                yield EncodedAnswer(answer, executed=was_run(answer))

    def end_subscriptions(self) -> None:
        """Tell who subscribes through the engine to subscribe again, now and from now on."""
        self._engine.end_subscriptions()

    def reload_soon(self) -> None:
        """Read what is registered anew."""
        self._reloading.soon()

    def state(self) -> dict[str, Any]:
        """What is joined, and what is wrong, as `/health/ready` shows it."""
        subgraphs = [asdict(standing) for standing in self._registered.standings]
        return {"supergraph": self._reloading.state.shown(), "subgraphs": subgraphs}

    @property
    def schema(self) -> GraphQLSchema:
        """The public schema."""
        return self._engine.supergraph.public

    async def sdl(self) -> str:
        """The public schema as text."""
        return await asyncio.to_thread(public_text, self._engine.supergraph)

    async def close(self) -> None:
        """End the watch and close the sources; requests under way fail."""
        self._watching.cancel()
        await self._engine.close()
        if self._live is not None:
            await self._live.close()

    async def _take(self, given: Given) -> None:
        """Serve what `registered` gives. Sources are kept unless the configuration says otherwise how they are reached."""
        reached = given.configuration.keys
        if given.sdl != self._engine.supergraph.sdl or reached != self._reached:
            supergraph = await asyncio.to_thread(read, given.sdl)
            factories = () if reached == self._reached else (self._source, self._headers)
            take_over_scalars(supergraph.public, self._executor.graphql_schema)
            await self._engine.take_up(supergraph, *factories)
            self._routes, self._reached = self._new_routes(), reached
        self._registered.settle()

    async def _joined(
        self, operation: Operation, asking: tuple[Executor, object], headers: ClientHeaders
    ) -> EncodedAnswer:
        token = _asking.set(asking)
        try:
            answer = await self._engine.execute(operation.query, operation.variables, operation.name, headers)
            return EncodedAnswer(answer, executed=was_run(answer))
        finally:
            _asking.reset(token)

    def _new_routes(self) -> Routes:
        supergraph = self._engine.supergraph
        weights = supergraph.weights.with_arguments(ARGUMENTS)
        pricing = Pricing(supergraph.public, weights, self._list_size, SIZED)
        return Routes(supergraph, CREDIT, self._executor.accepts, self._kept, limits=self._limits, pricing=pricing)

    def _source(self, subgraph: Subgraph) -> Source:
        if subgraph.name == CREDIT:
            return LocalEventSource(CREDIT, self._credit, self._credit_events)
        system = None if self._live is None else self._live.systems.get(subgraph.name)
        return self._registered.source(subgraph) if system is None else system.source()

    def _headers(self, subgraph: Subgraph) -> HeaderLines:
        own = subgraph.name == CREDIT or (self._live is not None and subgraph.name in self._live.systems)
        return HeaderLines(()) if own else self._registered.headers(subgraph)

    def _credit_events(self, query: str, variables: Mapping[str, Any] | None) -> AsyncGenerator[dict[str, Any], None]:
        return _shown(_own_events.get()(Operation(query, None, variables)))

    async def _credit(self, query: str, variables: Mapping[str, Any] | None) -> dict[str, Any]:
        executor, context = _asking.get()
        answer = await executor.run(Operation(query, None, variables), context)
        return {"data": answer.data, "errors": list(answer.errors)} if answer.errors else {"data": answer.data}


async def _shown(answers: AsyncGenerator[Answer, None]) -> AsyncGenerator[dict[str, Any], None]:
    async with aclosing(answers):
        async for answer in answers:
            yield {"data": answer.data, "errors": list(answer.errors)} if answer.errors else {"data": answer.data}


def take_over_scalars(public: GraphQLSchema, own: GraphQLSchema) -> None:
    """Let the public schema read values of a scalar as `own` does: text alone does not say what a scalar takes, and a bad
    value should be refused with the same words wherever it goes."""
    for name, scalar in public.type_map.items():
        known = own.type_map.get(name)
        if is_scalar_type(scalar) and is_scalar_type(known) and not is_specified_scalar_type(scalar):
            _read_as(scalar, known)


def _read_as(scalar: GraphQLScalarType, known: GraphQLScalarType) -> None:
    for reading in ("parse_value", "parse_literal", "coerce_input_value", "coerce_input_literal"):
        setattr(scalar, reading, getattr(known, reading))
