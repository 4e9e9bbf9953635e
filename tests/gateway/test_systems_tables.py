"""docs/systems/ tells the systems and the keys of a mapping as they are."""

from gateway.systems_tables import MAPPING_PAGE, written_anew
from seed.systems.dirt import Dirt


def test_the_pages_have_every_system_and_every_key_as_it_is() -> None:
    for page, text in written_anew().items():
        assert page.read_text(encoding="utf-8") == text, "run python -m gateway.systems_tables"


def test_every_kind_of_dirt_is_explained() -> None:
    page = (MAPPING_PAGE.parent / "README.md").read_text(encoding="utf-8").split("## 脏数据")[1]
    assert all(f"`{dirt.value}`" in page for dirt in Dirt)
