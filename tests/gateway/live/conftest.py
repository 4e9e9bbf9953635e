import asyncio

import pytest

from gateway.settings import Settings
from graph_model.catalogue import Catalogue
from seed.plan_files import load_plan
from tests.gateway.live.laid_systems import lay_down
from tests.seed.systems.places import KINDS, systems_setting

_laid: dict[str, tuple[Settings, list[str]]] = {}


@pytest.fixture(scope="session")
def plan() -> Catalogue:
    return load_plan()


@pytest.fixture(scope="session")
def bundled(tmp_path_factory: pytest.TempPathFactory, plan: Catalogue) -> tuple[Settings, list[str]]:
    """The twenty as SQLite files, and the codes of those whom they grade."""
    settings = Settings(data=tmp_path_factory.mktemp("live"), systems="bundled")
    return settings, asyncio.run(lay_down(settings, plan))


@pytest.fixture(params=KINDS)
def laid(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, plan: Catalogue
) -> tuple[Settings, list[str]]:
    """The twenty on each kind of database."""
    kind = request.param
    if kind == "sqlite":
        found: tuple[Settings, list[str]] = request.getfixturevalue("bundled")
        return found
    if kind not in _laid:
        settings = Settings(data=tmp_path_factory.mktemp("live"), systems=systems_setting(kind, request))
        _laid[kind] = settings, asyncio.run(lay_down(settings, plan))
    return _laid[kind]
