from datetime import date

import pytest

from graph_model.catalogue import Catalogue
from seed.city.portraits import City, Portrait

TODAY = date(2026, 11, 24)


@pytest.fixture(scope="session")
def city(plan: Catalogue) -> City:
    return City(plan, 7, TODAY)


@pytest.fixture(scope="session")
def portraits(city: City) -> list[Portrait]:
    """The 2,000 subjects of the city that `serve` makes by default."""
    return [city.portrait(index) for index in range(2_000)]
