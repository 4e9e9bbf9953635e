"""Which systems have a mapping, as the questions about systems show them."""

from collections.abc import Iterable

from gateway.live.description import can_be_asked
from gateway.sync.mapping import MappingFile
from gateway.sync.mapping.model import span
from graph_model.intake.syncing.standing import Connected


def connected_systems(reads: Iterable[MappingFile]) -> dict[str, Connected]:
    """The systems of these mappings, by their keys."""
    return {read.mapping.system: Connected(span(read.mapping.freshness), can_be_asked(read.mapping)) for read in reads}
