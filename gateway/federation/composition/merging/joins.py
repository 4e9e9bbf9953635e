"""The join specification's directives as uses: which subgraph has what."""

from graphql import BooleanValueNode, ConstValueNode, EnumValueNode, StringValueNode

from gateway.federation.composition.findings import Place
from gateway.federation.composition.subgraph import Use

JOIN = "join"
NOWHERE = Place("", None, None)


def join(name: str, graph: str | None = None, **arguments: str | bool | None) -> Use:
    """A use of @join__NAME; arguments that are None are left out."""
    nodes: dict[str, ConstValueNode] = {}
    if graph is not None:
        nodes["graph"] = EnumValueNode(value=graph)
    for key, value in arguments.items():
        if isinstance(value, bool):
            nodes[key] = BooleanValueNode(value=value)
        elif value is not None:
            nodes[key] = StringValueNode(value=" ".join(value.split()), block=False)
    given = {key: value for key, value in arguments.items() if value is not None}
    return Use(f"join__{name}", JOIN, nodes, ({"graph": graph} if graph else {}) | given, NOWHERE)
