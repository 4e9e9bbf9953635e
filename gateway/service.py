"""What the gateway serves: the open store, the catalogue and the schema over them, and how far the start has come."""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import aclosing, contextmanager
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from graphql import GraphQLSchema
from strawberry.federation import Schema

from gateway.events.answering import Subscribing, credit_answers, public_answers
from gateway.events.places import SubscriptionPlaces, client_name
from gateway.events.shared_feed import SharedFeed
from gateway.execution.cost.charging import Charge, CostsSeen
from gateway.execution.errors import plain
from gateway.execution.operations import Answer, EncodedAnswer, Operation, extended
from gateway.execution.running import Charged, Executor
from gateway.http.admission import Admission
from gateway.http.clients import ClientLimits, Clients, client_address
from gateway.http.persisted_documents import PersistedDocuments, read_manifest
from gateway.http.refusals import Forbidden, NotReady, NotWritten, Refusal, Unauthenticated
from gateway.http.seen import Seen
from gateway.records.audit.auditing import Asked, Auditing
from gateway.records.audit.errors import AuditUnavailable
from gateway.records.audit.questions import Question
from gateway.security.authentication import Authentication
from gateway.security.identity import Identity
from gateway.security.lines import CATALOGUE, KNOWN
from gateway.security.named_case import CaseRefused, in_case
from gateway.security.policy import UNBOUNDED, Policy
from gateway.settings import NO_SYSTEMS, Settings
from gateway.sync.running.turns import Turns
from gateway.sync.schedule.first_sync import FirstSync
from graph_model.catalogue import Catalogue
from graph_model.errors import CreditError
from graph_model.store import GraphStore
from resolvers.asker import Role
from resolvers.cases import Cases
from resolvers.context import no_cases, no_grants
from resolvers.grants import Grants
from resolvers.looks import Looks
from seed.city.building import CityProgress

if TYPE_CHECKING:
    # Imported where subgraphs are registered only: the engine costs a third of a second.
    from gateway.http.event_streams import EventStreams
    from gateway.http.graphql_socket import GraphQLSockets
    from gateway.outbox.running import Outbox
    from gateway.public_graph.public_graph import PublicGraph
    from gateway.records.bell import Bell
    from gateway.sync.mapping import MappingFile
    from gateway.sync.schedule.keeping import Schedule


RawHeaders = Iterable[tuple[bytes, bytes]]


class Step(StrEnum):
    """The steps of starting, in their order."""

    STORE = "store"
    PLAN = "plan"
    CITY = "city"
    SUBGRAPHS = "subgraphs"
    SYSTEMS = "systems"


@dataclass(frozen=True, slots=True)
class Opened:
    """An open store with the plan laid down, and what answers questions to it."""

    store: GraphStore
    catalogue: Catalogue
    person_key: bytes
    schema: Schema
    executor: Executor
    """For who sees every row."""
    guarded: Callable[[], Executor]
    """For everyone else: no row that is not theirs comes out of it (gateway.security.guarding)."""
    policy: Policy
    new_context: Callable[[Identity], object]
    """Makes the context of one operation: who asks, its loaders and its clock."""
    mappings: "Callable[[], Sequence[MappingFile]]"
    """Gives the mappings of the systems that are wanted; read once, when they are first asked for."""
    auditing: Auditing
    """Writes down who looked at what, before it is answered."""
    looks: Looks | None = None
    """Tells a subject who looked at it."""
    grants: Callable[[], Grants | None] = no_grants
    """What subjects let others see."""
    cases: Callable[[], Cases | None] = no_cases
    """What somebody asks for."""
    feed: SharedFeed | None = None
    """What tells subscribers of changes."""
    turns: Turns = field(default_factory=Turns)
    """Of every sync over the store, the schedule's and those that commands ask for."""
    ways: Counter[str] = field(default_factory=Counter)
    """How the operations of both executors were run."""

    def sdl(self) -> str:
        """The schema of the subgraph `credit` as text, as `schema/credit.graphql` has it."""
        return self.schema.as_str().rstrip("\n") + "\n"

    async def run(
        self,
        operation: Operation,
        identity: Identity,
        *,
        queries_only: bool = False,
        origin: str = "",
        charge: Charged | None = None,
    ) -> Answer:
        """The answer, written down. Raises AuditUnavailable. `charge` is as in `Executor.run`."""
        executor, admit = self.executor_of(identity), self.policy.admit(identity)
        return await self.auditing.answered(
            Asked(operation, executor.graphql_schema, identity, origin),
            lambda: executor.run(
                operation, self.new_context(identity), queries_only=queries_only, admit=admit, charge=charge
            ),
        )

    def executor_of(self, identity: Identity) -> Executor:
        """What runs operations of `credit` for who asks."""
        return self.executor if identity.role is UNBOUNDED else self.guarded()

    async def close(self) -> None:
        """Close the store, which writes its checkpoint, and the audit trail."""
        await self.store.close()
        await self.auditing.close()


@contextmanager
def not_written() -> Iterator[None]:
    """A request is refused where what was written down of it could not be. Raises NotWritten."""
    try:
        yield
    except AuditUnavailable as error:
        raise NotWritten(error.message, {"retry-after": "2"}) from None


def client_limits(settings: Settings) -> ClientLimits | None:
    """What one client may ask; None where all that come from this machine look like one."""
    if not settings.tells_clients_apart:
        return None
    return ClientLimits(settings.client_rate, max(1.0, settings.client_burst), settings.client_requests)


def _streams(service: "Service") -> "tuple[GraphQLSockets, EventStreams]":
    from gateway.http.event_streams import EventStreams, StreamLimits  # noqa: PLC0415 - with what follows
    from gateway.http.graphql_socket import GraphQLSockets  # noqa: PLC0415 - with what follows
    from gateway.http.service_conversation import ServiceConversation  # noqa: PLC0415 - it is over a service

    async def begin(headers: Sequence[tuple[bytes, bytes]], peer: str) -> ServiceConversation:
        origin = client_address(peer, headers, service.settings.trusted_proxies)
        with service.clients.visit(origin):
            identity = await service.identity(headers, origin)
        return ServiceConversation(service, headers, origin, client_name(identity, origin))

    settings = service.settings
    limits = StreamLimits(
        operations=settings.socket_operations, body=settings.body_limit, timeout=settings.request_timeout
    )
    return GraphQLSockets(begin, settings.socket_limits), EventStreams(begin, limits)


@dataclass(slots=True)
class Service:
    """The state of a running gateway. Handlers ask `require()`, which refuses until the start is done."""

    settings: Settings
    machine: str | None = None
    """The token by which a command of who owns the data folder is known."""
    missing: list[Step] = field(default_factory=lambda: list(Step))
    ending: bool = False
    """The gateway is asked to end: long work stops at its next resting place."""
    city: CityProgress | None = None
    """How far the city is that is being made."""
    public: "PublicGraph | None" = None
    """What answers where subgraphs are registered; elsewhere it is the open store alone."""
    outbox: "Outbox | None" = None
    """What pushes changes, where there are subscribers."""
    bell: "Bell | None" = None
    """By what this process and others hear of each other's commits, where there can be others."""
    schedule: "Schedule | None" = None
    """What syncs the systems, in the one process that does."""
    first_sync: FirstSync | None = None
    """What of the first sync is awaited; None until the syncs begin, and where there are none."""
    authentication: Authentication = field(init=False)
    admission: Admission = field(init=False)
    """The places of the requests that this process works on."""
    clients: Clients = field(init=False)
    seen: Seen = field(default_factory=Seen)
    """What this process has answered."""
    subscriptions: SubscriptionPlaces = field(init=False)
    costs: CostsSeen = field(default_factory=CostsSeen)
    """What the operations cost that this process was asked."""
    sockets: "GraphQLSockets" = field(init=False)
    event_streams: "EventStreams" = field(init=False)
    documents: PersistedDocuments = field(init=False)
    """What requests may name instead of sending it."""
    _opened: Opened | None = None

    def __post_init__(self) -> None:
        self.authentication = Authentication(self.settings, self.machine)
        self.admission = Admission(self.settings.admission_limits)
        self.clients = Clients(client_limits(self.settings))
        self.sockets, self.event_streams = _streams(self)
        self.subscriptions = SubscriptionPlaces(self.settings.subscription_limits)
        manifest = self.settings.trusted_documents
        trusted = None if manifest is None else read_manifest(manifest)
        self.documents = PersistedDocuments(trusted, only_trusted=self.settings.only_trusted_documents)
        if not self.settings.federated:
            self.missing.remove(Step.SUBGRAPHS)
        if self.settings.systems == NO_SYSTEMS:
            self.missing.remove(Step.SYSTEMS)

    def done(self, *steps: Step) -> None:
        """Note that steps of the start are behind us. Some are none of this start's."""
        self.missing = [step for step in self.missing if step not in steps]

    def open(self, parts: Opened) -> None:
        self._opened = parts

    def require(self) -> Opened:
        """The open store and what stands on it; raises NotReady while the start is under way."""
        if self._opened is None or self.missing:
            raise NotReady(
                f"正在准备：{'、'.join(self.missing)} / still preparing: {', '.join(self.missing)}",
                {"retry-after": "2"},
            )
        return self._opened

    async def identity(self, headers: RawHeaders, origin: str = "") -> Identity:
        """Who sent a request with these headers from `origin`; raises a Refusal, written down where it is one of who asks."""
        try:
            return await self._identity(headers)
        except CaseRefused as refusal:
            with not_written():
                await self.require().auditing.refused("case", refusal.code, origin, refusal.who)
            raise
        except (Forbidden, Unauthenticated) as refusal:
            with not_written():
                await self.require().auditing.refused("identity", refusal.code, origin)
            raise

    async def _identity(self, headers: RawHeaders) -> Identity:
        opened = self.require()
        identity = await self.authentication.identity(headers, opened.catalogue, opened.person_key)
        return await in_case(identity, headers, opened.cases)

    async def identity_among(self, headers: RawHeaders, roles: Collection[Role]) -> Identity:
        """Who sent it, where they have one of the roles; raises a Refusal."""
        identity = await self.identity(headers)
        if identity.role not in roles:
            allowed = ", ".join(role for role in Role if role in roles)
            raise Forbidden(
                f"角色 {identity.role} 不能看，可以的是 {allowed} / not for the role {identity.role}, but for {allowed}"
            )
        return identity

    async def run(
        self,
        operation: Operation,
        identity: Identity,
        headers: RawHeaders = (),
        *,
        queries_only: bool = False,
        origin: str = "",
        tell_cost: bool = False,
        tell_plan: bool = False,
    ) -> Answer | EncodedAnswer:
        """The answer to who asks from `origin`, written down; `headers` are the client's, for those who are asked for it.

        What it cost stands in it where `tell_cost`, or the settings want it, its plan where `tell_plan` wants it, who asks may
        introspect and several subgraphs are joined. Where `queries_only` it says whether caches may keep it.
        Raises a Refusal where it cannot be written.
        """
        charge = self._charge(operation, identity)
        answer = await self._run(operation, identity, headers, charge, queries_only=queries_only, origin=origin)
        more = charge.told(answer) if tell_cost or self.settings.report_cost else {}
        if tell_plan and answer.executed and identity.role in KNOWN and self.public is not None:
            more |= self.public.plan_of(operation)
        if more:
            return extended(answer, more)
        if queries_only and isinstance(answer, Answer) and not answer.errors and self._asks_the_catalogue(operation):
            return replace(answer, catalogue=True)
        return answer

    def _charge(self, operation: Operation, identity: Identity) -> Charge:
        return Charge(self.settings.cost_limit_of(identity.role), operation.variables, self.costs)

    async def _run(
        self,
        operation: Operation,
        identity: Identity,
        headers: RawHeaders,
        charge: Charge,
        *,
        queries_only: bool,
        origin: str,
    ) -> Answer | EncodedAnswer:
        opened, public = self.require(), self.public
        if public is None:
            with not_written():
                return await opened.run(operation, identity, queries_only=queries_only, origin=origin, charge=charge)
        executor, admit = opened.executor_of(identity), opened.policy.admit(identity)
        with not_written():
            return await opened.auditing.answered(
                Asked(operation, public.schema, identity, origin),
                lambda: public.run(
                    operation,
                    executor,
                    opened.new_context(identity),
                    headers,
                    queries_only=queries_only,
                    admit=admit,
                    charge=charge,
                ),
            )

    async def subscribes(self, operation: Operation) -> bool:
        """Whether it is a subscription; False also for what cannot be run."""
        if self.public is None:
            return self.require().executor.subscribes(operation)
        return await self.public.subscribes(operation)

    async def subscribe(
        self, operation: Operation, identity: Identity, headers: RawHeaders = (), origin: str = ""
    ) -> AsyncGenerator[Answer | EncodedAnswer, None]:
        """The answer to each event, to who still is who they were, written down; what ends it early is in the last one.

        Never an exception for what is wrong. Whoever iterates must close the generator.
        """
        try:
            with self.subscriptions.place(identity, origin), not_written():
                charge = self._charge(operation, identity)
                asked = Subscribing(operation, identity, headers, origin, charge)
                async with aclosing(self._events(asked)) as answers:
                    async for answer in answers:
                        yield answer
        except Refusal as refusal:
            yield Answer(None, (plain(refusal.message, refusal.code),), executed=False)

    def _events(self, asked: Subscribing) -> AsyncGenerator[Answer | EncodedAnswer, None]:
        async def still() -> None:
            if await self.identity(asked.headers, asked.origin) != asked.identity:
                raise Unauthenticated("身份已变，请重新订阅 / who asks is another one now: subscribe again")

        opened, public = self.require(), self.public
        if public is None:
            return credit_answers(opened, asked, still)
        return public_answers(opened, public, asked, still)

    async def end_connections(self) -> None:
        """Close every WebSocket, with a code that says that it is worth coming again, and every stream of several operations."""
        patience = self.settings.shutdown_timeout
        await asyncio.gather(self.sockets.end(patience), self.event_streams.end(patience))

    def end_subscriptions(self) -> None:
        """Before the gateway stops: who subscribes is told from where to go on, and so is who comes now."""
        if self.public is not None:
            self.public.end_subscriptions()
        if self._opened is not None and self._opened.feed is not None:
            self._opened.feed.end()

    def _asks_the_catalogue(self, operation: Operation) -> bool:
        """Whether an operation that was run touches nothing but the public catalogue, so that caches may keep its answer."""
        used = self.require().executor.used(operation) if self.public is None else self.public.used(operation)
        return used is not None and used.fields != () and all(use.coordinate in CATALOGUE for use in used.fields)

    @property
    def schema(self) -> GraphQLSchema:
        """The schema that operations are written for. Raises NotReady."""
        return self.require().executor.graphql_schema if self.public is None else self.public.schema

    def question(self, operation: Operation) -> Question:
        """Which question an operation is, by its text."""
        return self.require().auditing.question(self.schema, operation)

    async def handed_out(self, operation: Operation, who: Identity, origin: str, details: Mapping[str, Any]) -> None:
        """Write down that an operation's answers are handed out as a file. Raises NotWritten."""
        with not_written():
            await self.require().auditing.handed_out(Asked(operation, self.schema, who, origin), details)

    async def public_schema(self) -> str:
        """The schema that clients see, as text."""
        opened = self.require()
        if self.public is not None:
            return await self.public.sdl()
        from gateway.public_graph.schema_text import public_schema  # noqa: PLC0415 - as above

        return await public_schema(opened.sdl(), None)

    async def close(self) -> None:
        """Close what syncs and pushes, the sources of registered subgraphs and the store, which writes its checkpoint."""
        if self.schedule is not None:
            await self.schedule.close(self.settings.shutdown_timeout)
        if self.outbox is not None:
            await self.outbox.close()
        if self.public is not None:
            await self.public.close()
        if self.bell is not None:
            await self.bell.close()
        await self.authentication.close()
        if self._opened is not None:
            await self._opened.close()

    async def awaited(self) -> list[str]:
        """The systems whose first sync is awaited. Raises StoreUnavailable."""
        return [] if self.first_sync is None else await self.first_sync.awaited()

    async def store_answers(self) -> bool:
        """Whether the store answers now."""
        if self._opened is None:
            return False
        try:
            await self._opened.store.read("RETURN 1", timeout=2.0)
        except CreditError:
            return False
        return True
