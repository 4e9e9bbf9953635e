"""What a file says of its making."""

from gateway.exports.asked import Asked
from gateway.exports.closing import Origin
from gateway.security.identity import Identity
from graph_model.catalogue import Catalogue
from graph_model.model import utc_now

MOMENTS = ("asOf", "knownAt")
"""Variables that say of which moment the rows tell."""


def origin_of(asked: Asked, who: Identity, catalogue: Catalogue, operation: str) -> Origin:
    """Of an export that begins now; `operation` is what the operation is called."""
    department = None if who.department is None else catalogue.department(who.department)
    variables = asked.operation.variables or {}
    return Origin(
        asked.name,
        operation,
        who.role.value,
        who.department if department is None else department.name,
        who.account,
        who.case,
        utc_now(),
        tuple((name, str(variables[name])) for name in MOMENTS if variables.get(name) is not None),
    )
