"""What a store needs before it can be served: the plan, and where nothing is in it yet a synthetic city with its demo.

The bundled systems are laid down beside it where they are wanted.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING

from graphql import parse
from strawberry.federation import Schema

from gateway.events.shared_feed import SharedFeed
from gateway.execution.cost.pricing import Pricing
from gateway.execution.cost.weights import weights_of
from gateway.execution.document_limits import NO_LIMITS
from gateway.execution.running import Executor
from gateway.http.about import subjects
from gateway.person_key import person_key
from gateway.records.audit.auditing import Auditing
from gateway.records.audit.deferred import DeferredTrail
from gateway.records.audit.questions import Questions
from gateway.security.policy import Policy
from gateway.service import Opened
from gateway.settings import NO_SYSTEMS, Settings, make_data_folder
from gateway.traced_store import traced
from graph_model.catalogue import Catalogue
from graph_model.intake.syncing.standing import Connected
from graph_model.live import LiveGrades
from graph_model.model import CITY_ZONE, utc_now
from graph_model.open_store import open_store
from graph_model.store import GraphStore
from resolvers.asker import Asker, Role
from resolvers.cases import Cases
from resolvers.context import ChangeEvents, Context, no_cases, no_grants
from resolvers.costs import ARGUMENTS, SIZED
from resolvers.grants import Grants
from resolvers.looks import Looks
from resolvers.schema import build_schema
from seed.city.building import CityProgress, build_city
from seed.city.checkpoint import read_checkpoint
from seed.demo import lay_demo
from seed.laying import ensure_plan, lay_plan
from seed.systems.progress import FillProgress

if TYPE_CHECKING:
    from gateway.sync.mapping import MappingFile

Mappings = Callable[[], Sequence["MappingFile"]]
Progress = Callable[[CityProgress], None]
FillTold = Callable[[FillProgress], None]


async def open_settings_store(settings: Settings) -> GraphStore:
    """The store that the settings name; raises StoreUnavailable or StoreInUse."""
    make_data_folder(settings.data)
    return await open_store(
        settings.store,
        data_dir=settings.data,
        auth=settings.neo4j_auth,
        database=settings.neo4j_database,
        timeout=settings.store_timeout,
        durability=settings.durability,
    )


async def open_parts(settings: Settings) -> Opened:
    """Open the store, lay the plan down where it is not there yet, and put the schema over it."""
    store = traced(await open_settings_store(settings))
    try:
        return parts_over(store, await _plan(store, settings), person_key(settings), settings)
    except BaseException:
        await store.close()
        raise


def parts_over(store: GraphStore, catalogue: Catalogue, secret: bytes, settings: Settings) -> Opened:
    """What answers questions to an open store with the plan in it."""
    schema = build_schema()
    # Of a public graph, what comes is held to the limits before it gets here.
    limits = NO_LIMITS if settings.federated else settings.document_limits

    ways: Counter[str] = Counter()

    @cache
    def pricing() -> Pricing:
        weights = weights_of(parse(schema.as_str()))
        return Pricing(schema._schema, weights.with_arguments(ARGUMENTS), settings.list_size, SIZED)

    def executor(of: Schema) -> Executor:
        return Executor(
            of,
            timeout=settings.request_timeout,
            kept_documents=settings.document_cache,
            limits=limits,
            counts=ways,
            pricing=pricing,
        )

    mappings, trail = cache(lambda: _mappings(settings, catalogue)), DeferredTrail(settings)
    feed, grants, cases = SharedFeed(store), cache(lambda: _grants(trail)), cache(lambda: _cases(trail))
    return Opened(
        store,
        catalogue,
        secret,
        schema,
        executor(schema),
        cache(lambda: executor(_guarded_schema())),
        policy_of(settings, catalogue, mappings),
        context_maker(
            store, catalogue, secret, settings, mappings=mappings, looks=trail, events=feed, grants=grants, cases=cases
        ),
        mappings,
        Auditing(trail, Questions(settings.document_cache, settings.token_limit), utc_now),
        trail,
        grants,
        cases,
        ways=ways,
        feed=feed,
    )


def _guarded_schema() -> Schema:
    from gateway.security.guarding import guard  # noqa: PLC0415 - where somebody asks who may not see everything

    schema = build_schema()
    guard(schema._schema)
    return schema


def policy_of(settings: Settings, catalogue: Catalogue, mappings: Mappings) -> Policy:
    """Who may ask for which fields, with those of the mapped systems."""
    if not settings.live:
        return Policy(remote=settings.remote_fields)
    from gateway.security.live_fields import live_fields  # noqa: PLC0415 - with what reads mappings

    return Policy(live_fields((read.mapping for read in mappings()), catalogue), settings.remote_fields)


def context_maker(
    store: GraphStore,
    catalogue: Catalogue,
    secret: bytes,
    settings: Settings,
    *,
    mappings: Mappings,
    looks: Looks | None,
    live: LiveGrades | None = None,
    events: ChangeEvents | None = None,
    grants: Callable[[], Grants | None] = no_grants,
    cases: Callable[[], Cases | None] = no_cases,
) -> Callable[[Asker], Context]:
    """What makes the context of each operation; `live` asks the systems while a view is answered, `looks` the audit trail, `events`
    tells of changes, `grants` are those of subjects, `cases` those of who asks. For a grantee no system is asked: what it holds beyond
    the grant would leave it.
    """
    connected = cache(lambda: _connected(mappings()))
    timeout = settings.request_timeout
    return lambda asker: Context(
        store,
        catalogue,
        secret,
        asker,
        timeout=timeout,
        live=None if asker.role is Role.GRANTEE else live,
        connected=connected,
        looks=looks,
        events=events,
        grants=grants,
        cases=cases,
    )


def _grants(trail: DeferredTrail) -> Grants:
    """Those of the operational store, which the trail is in."""
    from gateway.records.grants import RecordedGrants  # noqa: PLC0415 - half a second of drivers for nothing elsewhere

    return RecordedGrants(trail.records)


def _cases(trail: DeferredTrail) -> Cases:
    """Those of the operational store, too."""
    from gateway.records.cases import RecordedCases  # noqa: PLC0415 - as above

    return RecordedCases(trail.records)


def _mappings(settings: Settings, catalogue: Catalogue) -> "Sequence[MappingFile]":
    if not settings.live:
        return ()
    from gateway.live.systems import wanted_mappings  # noqa: PLC0415 - two seconds of drivers for nothing elsewhere

    return wanted_mappings(settings, catalogue)


def _connected(reads: "Sequence[MappingFile]") -> Mapping[str, Connected]:
    if not reads:
        return {}
    from gateway.connected_systems import connected_systems  # noqa: PLC0415 - as above

    return connected_systems(reads)


async def _plan(store: GraphStore, settings: Settings) -> Catalogue:
    if settings.mappings is None:
        return await ensure_plan(store, extra_authorisations=settings.authorisations)
    from gateway.sync.registered import plan_with_registered  # noqa: PLC0415 - what reads mappings costs a third of a second

    return await lay_plan(store, plan_with_registered(settings))


async def ensure_city(parts: Opened, settings: Settings, progress: Callable[[], Progress]) -> None:
    """Make the city and the demo subjects where there are no subjects and a city is wanted, without what systems hold.

    A city that an earlier start left unfinished is finished as it was begun.
    """
    begun = await read_checkpoint(parts.store)
    if settings.city == 0 or (begun is None and await subjects(parts.store)):
        return
    today = datetime.now(CITY_ZONE).date()
    without = held_items(parts) if begun is None else begun.without
    if begun is None or not begun.complete:
        size, seed = (settings.city, settings.seed) if begun is None else (begun.size, begun.seed)
        await build_city(
            parts.store,
            parts.catalogue,
            size,
            seed=seed,
            today=today,
            secret=parts.person_key,
            without=without,
            progress=progress(),
        )
    await lay_demo(parts.store, parts.catalogue, today=today, without=without)


def held_items(parts: Opened) -> frozenset[str]:
    """Keys of the items that department systems hold: their evaluations reach the graph by sync alone."""
    connected = {read.mapping.system for read in parts.mappings()}
    return frozenset(item.key for item in parts.catalogue.items if item.system_key in connected)


async def ensure_systems(parts: Opened, settings: Settings, progress: Callable[[], FillTold]) -> None:
    """Lay the bundled systems down where they are wanted and do not hold the graph's city yet.

    Raises BadInput for a city of another version, StoreUnavailable for a server that cannot be reached.
    """
    if settings.systems == NO_SYSTEMS:
        return
    from gateway.sync.bundled import lay_bundled_systems  # noqa: PLC0415 - two seconds of drivers for nothing elsewhere

    await lay_bundled_systems(settings, parts.store, parts.catalogue, progress())
