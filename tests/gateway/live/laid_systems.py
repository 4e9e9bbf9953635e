"""The bundled systems over a few dozen subjects, asked live: as subgraphs, one by one."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from typing import Any

import orjson

from gateway.live.systems import LiveSystem, LiveSystems, wanted_mappings
from gateway.settings import Settings
from gateway.sync.addresses import filling_engine
from gateway.sync.bundled import bundled_addresses, ensure_place
from graph_model.catalogue import Catalogue
from resolvers.sdl import sdl
from seed.city.codes import MADE_UP_SECRET
from seed.platforms.register import BUNDLED_DATABASES, PLATFORMS
from seed.systems.filling import fill
from seed.systems.population import Population
from seed.systems.register import SYSTEMS
from seed.systems.sheets import Known

TODAY = date(2026, 11, 24)
SUBJECTS = 60
PERSONS_ONLY = "municipal-credit-platform"
ENTITY_SYSTEMS = [system.key for system in SYSTEMS if system.key != PERSONS_ONLY]
"""Those that grade entities."""
ASKED = [*(system.key for system in SYSTEMS), *(platform.key for platform in PLATFORMS)]


async def lay_down(settings: Settings, plan: Catalogue) -> list[str]:
    """Fill the systems, once a place; the USCC of everybody who has one."""
    population = Population(plan, 7, SUBJECTS, TODAY, TODAY)
    addresses, engines = bundled_addresses(settings), {}
    for system in BUNDLED_DATABASES:
        await ensure_place(addresses[system.key], settings)
        engines[system] = filling_engine(addresses[system.key])
    await fill(engines, plan, population)
    for engine in engines.values():
        await engine.dispose()
    known = [one.subject for batch in population.batches(500) for one in batch]
    return [subject.uscc for subject in known if subject.uscc is not None]


@asynccontextmanager
async def live_systems(settings: Settings, plan: Catalogue) -> AsyncIterator[LiveSystems]:
    opened = LiveSystems.open(wanted_mappings(settings, plan), settings, plan, sdl(), MADE_UP_SECRET)
    try:
        yield opened
    finally:
        await opened.close()


async def asked(system: LiveSystem, query: str, seconds: float = 20.0, **variables: Any) -> dict[str, Any]:
    """The system's own answer to a fetch."""
    body = orjson.dumps({"query": query, "variables": variables})
    deadline = asyncio.get_running_loop().time() + seconds
    answer = await system.source().fetch(body, deadline, b"", repeatable=True)
    assert isinstance(answer, dict)
    return answer


def everybody(plan: Catalogue) -> list[Known]:
    """Those whom the systems grade."""
    return [known for batch in Population(plan, 7, SUBJECTS, TODAY, TODAY).batches(500) for known in batch]


async def records_of(system: LiveSystem, selected: str, keys: list[str]) -> dict[str, list[dict[str, Any]]]:
    """The records of entities, or persons, as selected, by their keys. What is wrong with single values is let pass."""
    owner, key = system.description.entity, system.description.key
    query = (
        f"query($of: [_Any!]!) {{ _entities(representations: $of) {{ ... on {owner} {{ of: {key} "
        f"records: {system.description.records} {{ {selected} }} }} }} }}"
    )
    answer = await asked(system, query, of=[{"__typename": owner, key: of} for of in keys])
    return {entity["of"]: entity["records"] for entity in answer["data"]["_entities"]}
