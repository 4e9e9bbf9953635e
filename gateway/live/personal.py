"""What of a mapping may identify a natural person: such a column is never shown, filtered or ordered by."""

from collections.abc import Iterator

from gateway.sync.mapping import Mapping, MappingFile
from gateway.sync.mapping.columns import Value


def check_live_fields(read: MappingFile) -> None:
    """Raises BadInput for a live field over a column, or a part of a document, with an ID number or a person's name."""
    for place, live in enumerate(read.mapping.live):
        if is_personal(read.mapping, live):
            raise read.error(
                f"{live.column} 里有自然人的证件号码或姓名,不能作实时字段 / holds ID numbers or names of natural persons, "
                "which are never shown",
                "live",
                place,
                "column",
            )


def is_personal(mapping: Mapping, reference: Value) -> bool:
    """Whether a reference reaches what identifies a person."""
    return any(_overlap(reference, personal) for personal in _personal(mapping))


def _personal(mapping: Mapping) -> Iterator[Value]:
    if mapping.keys is not None and mapping.keys.person_id is not None:
        yield mapping.keys.person_id
        if mapping.name is not None:
            yield mapping.name


def _overlap(one: Value, other: Value) -> bool:
    if one.column != other.column:
        return False
    if one.path is None or other.path is None:
        return True
    first, second = one.path.split("."), other.path.split(".")
    shorter = min(len(first), len(second))
    return first[:shorter] == second[:shorter]
