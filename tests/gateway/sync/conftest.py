import pytest

from graph_model.catalogue import Catalogue
from seed.plan_files import load_plan


@pytest.fixture(scope="session")
def plan() -> Catalogue:
    return load_plan()
