"""What stands behind each system: the table of `systems --report`, found out by a verification and a live question to each.

Nothing is written. It is about the systems and the graph that are there, not about a rehearsal.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy.exc import SQLAlchemyError

from gateway.live.grades import SystemGrades, ended
from gateway.live.owners import ENTITY
from gateway.live.questions import ENTITY as CODE
from gateway.live.systems import LiveSystem, LiveSystems
from gateway.settings import Settings
from gateway.sources.errors import SourceError
from gateway.sync.addresses import reading_engine
from gateway.sync.known_mappings import address_of
from gateway.sync.mapping import MappingFile
from gateway.sync.mapping.model import ChangeKind
from gateway.sync.running.run import SyncParts
from gateway.sync.running.several import OnProgress
from gateway.sync.verifying.one_system import Verification
from gateway.sync.verifying.several import verify_systems
from graph_model.errors import BadInput, CreditError
from graph_model.intake.syncing.states import Phase, SyncState, read_states
from graph_model.live import LiveState
from graph_model.model import instant_text
from graph_model.persons import PREFIX
from graph_model.store import GraphStore
from seed.platforms.register import BUNDLED_DATABASES
from seed.systems.filling import planted

PLANTED_SECONDS = 10.0
ONE_OF_THE_SYSTEM = (
    "MATCH (s:Statement) WHERE s.bucket STARTS WITH $system AND s.said CONTAINS $somebody RETURN s.said LIMIT 1"
)
ANYBODY = "MATCH (s:Subject) WHERE s.key STARTS WITH $kind RETURN s.key LIMIT 1"
LIVE_SECONDS = 30.0
_COMPARED = (ChangeKind.SNAPSHOT, ChangeKind.DELETION)
Report = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ReportParts:
    """What the report needs. `sdl` is the text of the `credit` subgraph."""

    sync: SyncParts
    settings: Settings
    sdl: str


async def systems_report(parts: ReportParts, reads: Sequence[MappingFile], on_progress: OnProgress) -> list[Report]:
    """A report each, in the order of `reads`. `on_progress` hears what a verification tells; what it raises stops it."""
    verified = await verify_systems(parts.sync, parts.settings, reads, on_progress=on_progress)
    states = await read_states(parts.sync.store)
    live = await _live(parts, reads)
    reports = []
    for read, found in zip(reads, verified, strict=True):
        system = read.mapping.system
        state = states.get(system, SyncState(system))
        reports.append({**_described(read, state), "live": live[system], **await _verified(parts, read, found)})
    return reports


def _described(read: MappingFile, state: SyncState) -> Report:
    """What the mapping and the last sync say."""
    mapping, last = read.mapping, state.last_success
    kind = mapping.changes.kind
    marked = ["MARKED"] if mapping.deleted is not None else []
    return {
        "system": mapping.system,
        "synced": {
            "records": state.totals.accepted,
            "lastSuccess": None if last is None else instant_text(last),
            "error": state.error,
        },
        "incremental": {"way": kind.value, "follows": state.checkpoint.phase is Phase.FOLLOW},
        "deletions": [*marked, "COMPARED" if kind in _COMPARED else "FULL"],
        "kind": mapping.kind.value,
        "scales": list(dict.fromkeys(evaluation.grade.scale for evaluation in mapping.evaluations)),
    }


async def _verified(parts: ReportParts, read: MappingFile, found: Verification | CreditError) -> Report:
    """What comparing found, and whether as much was refused as had been planted."""
    if isinstance(found, CreditError):
        return {"rejects": None, "verification": {"error": found.message, "code": found.code}}
    refused, by_rule = found.counted.refused, found.counted.by_rule
    told = await _planted(parts, read)
    differences = found.found.as_json()
    return {
        "rejects": {
            "planted": told,
            "found": dict(sorted(refused.items())),
            "byRule": by_rule.total(),
            "ledger": found.numbers.stated_refused,
            "same": None if told is None else told == +refused,
        },
        "verification": {"outcome": found.outcome.value, "differences": differences},
    }


async def _planted(parts: ReportParts, read: MappingFile) -> dict[str, int] | None:
    """The rejects that were counted when a bundled system was filled, by code; None of any other system."""
    if read.file.path not in [system.mapping for system in BUNDLED_DATABASES]:
        return None
    engine = reading_engine(address_of(read, parts.settings), connections=1, timeout=PLANTED_SECONDS)
    try:
        told = await planted(engine)
    except (OSError, SQLAlchemyError):
        return None
    finally:
        await engine.dispose()
    return None if told is None else dict(told["rejects"])


async def _live(parts: ReportParts, reads: Sequence[MappingFile]) -> dict[str, Report]:
    """How each system answers when it is asked now, if it can be for somebody of whom it has said something."""
    systems = LiveSystems.open(reads, parts.settings, parts.sync.catalogue, parts.sdl, parts.sync.secret)
    try:
        grades = SystemGrades(systems, parts.sync.catalogue, parts.sync.secret, LIVE_SECONDS)
        return {
            read.mapping.system: await _asked(parts.sync.store, grades, systems, read.mapping.system) for read in reads
        }
    except BadInput as error:
        return {read.mapping.system: {"state": "MISMATCHED", "error": error.message} for read in reads}
    finally:
        await systems.close()


async def _asked(store: GraphStore, grades: SystemGrades, systems: LiveSystems, system: str) -> Report:
    """`state` NOT_ASKED: it cannot be, or the graph knows nobody of whom it could be asked."""
    asked = systems.systems.get(system)
    if asked is None:
        return {"state": "NOT_ASKED", "grades": 0}
    kind = CODE if asked.description.entity == ENTITY.type else PREFIX
    said = await store.read(ONE_OF_THE_SYSTEM, {"system": f"{system}:", "somebody": f'"{kind}'})
    known = said or await store.read(ANYBODY, {"kind": kind})
    if not known:
        return {"state": "NOT_ASKED", "grades": 0}
    key = next(part for part in known[0][0].split('"') if part.startswith(kind))
    if not asked.read.mapping.evaluations:
        return await _asked_for_records(asked, key.removeprefix(kind))
    [answer] = await grades.ask([key], [system])
    return {"state": answer.state.value, "grades": len(answer.records.get(key, ()))}


async def _asked_for_records(system: LiveSystem, code: str) -> Report:
    """A system that grades nobody is asked for its records of an entity, as the public graph asks it."""
    query = (
        "query($of: [_Any!]!) { _entities(representations: $of) { ... on Entity { "
        f"records: {system.description.records} {{ __typename }} }} }} }}"
    )
    body = orjson.dumps({"query": query, "variables": {"of": [{"__typename": "Entity", "uscc": code}]}})
    deadline = asyncio.get_running_loop().time() + LIVE_SECONDS
    try:
        answer = await system.source().fetch(body, deadline, b"", repeatable=True)
    except SourceError as error:
        return {"state": ended(error).value, "grades": 0}
    if not isinstance(answer, dict) or answer.get("errors"):
        return {"state": LiveState.MISMATCHED.value, "grades": 0}
    return {"state": LiveState.ANSWERED.value, "grades": 0, "records": len(answer["data"]["_entities"][0]["records"])}
