"""Values that went out under an alias of the request's own are put back under the keys that the plan knows."""

from typing import Any

from gateway.federation.executor.merging import merge
from gateway.federation.planner.aliasing import Aliases
from gateway.federation.planner.tree import Node


def restore(value: Any, node: Node, aliases: Aliases) -> None:
    """Put every aliased field of an answer back, in place; `value` is what answers the node's selection."""
    if isinstance(value, list):
        for item in value:
            restore(item, node, aliases)
    elif isinstance(value, dict):
        _restore_object(value, node, aliases)


def _restore_object(held: dict[str, Any], node: Node, aliases: Aliases) -> None:
    for place, (selection, inner) in node.fields.items():
        alias = aliases.get((id(node), place))
        key = alias or selection.key
        if key not in held:
            continue
        if inner is not None:
            restore(held[key], inner, aliases)
        if alias is not None:
            merge(held, {selection.key: held.pop(alias)})
    for (type_name, _), narrowed in node.narrowed.items():
        if held.get("__typename", type_name) == type_name:
            _restore_object(held, narrowed, aliases)
