"""Who may see the fields of the live systems, by the coordinates of the schema: `TaxCreditRecord.points`.

It stands beside the schema, for the one table of who may see what: docs/decisions/0011-live-fields.md.
"""

from collections.abc import Iterable, Mapping

from gateway.live.names import Names
from gateway.live.owners import asked_keys, owner_of
from gateway.sync.mapping import Mapping as SystemMapping
from gateway.sync.mapping.model import LiveField, Visibility

_DEPARTMENTS = (Visibility.OFFICER, Visibility.INVESTIGATOR, Visibility.GRADING_DEPARTMENT, Visibility.COORDINATOR)
_OWN = LiveField.model_fields["visibility"].default
_SHARED = ("itemKey", "item", "grade", "evaluatedOn", "validUntil")
_NATIVE = ("nativeGrade", "score", "documentNo")


def visibilities(mappings: Iterable[SystemMapping]) -> Mapping[str, tuple[Visibility, ...]]:
    """Normalised grades are shared between departments; what is native stays with the grading department and the coordinator."""
    found: dict[str, tuple[Visibility, ...]] = {}
    for mapping in mappings:
        record = Names.of(mapping.system).record
        graded, owner = bool(mapping.evaluations), owner_of(asked_keys(mapping))
        found |= {f"{record}.{name}": _DEPARTMENTS for name in (owner.field, *(_SHARED if graded else ()))}
        found |= {f"{record}.{name}": _OWN for name in (_NATIVE if graded else ())}
        found |= {f"{record}.{live.name}": live.visibility for live in mapping.live}
    return found
