"""Whose items somebody may bring evaluations of: their department's, or their system's."""

from collections.abc import Mapping
from typing import Any

from graph_model.catalogue import Catalogue
from graph_model.errors import Forbidden
from graph_model.model import Item
from resolvers.asker import Asker, Role


def check_import(asker: Asker, catalogue: Catalogue, given: Mapping[str, Any]) -> None:
    """Raises Forbidden, with its row, for a row of another's item, or of one that cannot be told as it stands."""
    for place, row in enumerate(given["rows"]):
        named = row.get("item") or ""
        item = catalogue.item(named)
        items = catalogue.items_by_name(named) if item is None else (item,)
        if not items or not all(_is_theirs(asker, each) for each in items):
            raise Forbidden(
                f"rows[{place}].item: 只能导入自己的事项，请写它的键 / only your own items can be imported: give the key of one"
            )


def _is_theirs(asker: Asker, item: Item) -> bool:
    if asker.role is Role.OFFICER:
        return asker.district is None and item.department_key == asker.department
    return asker.role is Role.INTEGRATION and item.system_key == asker.system
