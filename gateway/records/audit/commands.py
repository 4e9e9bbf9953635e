"""The audit trail for a command that needs nothing else of an open gateway."""

from gateway.records.audit.auditing import Auditing
from gateway.records.audit.deferred import DeferredTrail
from gateway.records.audit.questions import Questions
from gateway.settings import Settings
from graph_model.model import utc_now


def auditing_of(settings: Settings) -> Auditing:
    """Opened by its first line; whoever has it closes it."""
    return Auditing(DeferredTrail(settings), Questions(1, 1), utc_now)
