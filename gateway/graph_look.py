"""What a graph is like, for `doctor`: by whoever has it open, the command itself or the server that it asks."""

from collections.abc import Mapping
from dataclasses import dataclass

from gateway.http.about import subjects
from graph_model.catalogue import BATCH_KEY, HELD_VERSION
from graph_model.intake.syncing.standing import Connected, SyncStanding, standing
from graph_model.intake.syncing.states import read_states
from graph_model.model import utc_now
from graph_model.store import GraphStore, only

MILLISECONDS = "RETURN datetime().epochMillis"


@dataclass(frozen=True, slots=True)
class SystemLook:
    """The sync of one system: how it stands, seconds since it last succeeded, what it failed with and how often in a row."""

    system: str
    standing: SyncStanding
    lag: float | None = None
    failures: int = 0
    error_code: str | None = None


@dataclass(frozen=True, slots=True)
class GraphLook:
    """`plan` is the version that the graph holds, `missing` names constraints and indexes, `ahead` is its clock's difference."""

    engine: str
    subjects: int
    plan: str | None
    missing: tuple[str, ...]
    systems: tuple[SystemLook, ...]
    ahead: float | None = None


async def look_at(store: GraphStore, connected: Mapping[str, Connected]) -> GraphLook:
    """Nothing is written. Raises StoreUnavailable or Timeout."""
    now = utc_now()
    ahead = None
    if store.capabilities.shared:
        ahead = int(only(await store.read(MILLISECONDS))) / 1000 - utc_now().timestamp()
    states = await read_states(store)
    looks = []
    for system in sorted({*states, *connected}):
        state = states.get(system)
        stands = standing(state, connected.get(system), now)
        lag = None if state is None or state.last_success is None else (now - state.last_success).total_seconds()
        failures, code = (0, None) if state is None else (state.failures, state.error_code)
        looks.append(SystemLook(system, stands, lag, failures, code))
    return GraphLook(
        store.capabilities.engine,
        await subjects(store),
        only(await store.read(HELD_VERSION, {"key": BATCH_KEY})),
        tuple(await store.missing()),
        tuple(looks),
        ahead,
    )
