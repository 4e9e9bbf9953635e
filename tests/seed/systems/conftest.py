from datetime import date

import pytest

from graph_model.catalogue import Catalogue
from seed.systems.population import Population
from seed.systems.sheets import Known

TODAY = date(2026, 11, 24)


@pytest.fixture(scope="session")
def everybody(plan: Catalogue) -> list[Known]:
    """The demo subjects and the 2,000 of the city that `serve` makes by default."""
    return [known for batch in Population(plan, 7, 2_000, TODAY, TODAY).batches(500) for known in batch]
