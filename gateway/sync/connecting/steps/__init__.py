"""The parts of a mapping in the order in which they are asked for; a later one stands on the answers of those before it."""

from gateway.sync.connecting.steps.changes import CHANGES, KEY
from gateway.sync.connecting.steps.days import EVALUATED_ON, VALID_UNTIL
from gateway.sync.connecting.steps.deletion import DELETED
from gateway.sync.connecting.steps.grades import CODES, GRADE, SCALE
from gateway.sync.connecting.steps.identities import IDENTITY_STEPS, NAME
from gateway.sync.connecting.steps.items import ITEM
from gateway.sync.connecting.steps.live import LIVE
from gateway.sync.connecting.steps.particulars import DOCUMENT_NO, SCORE
from gateway.sync.connecting.steps.question import Step
from gateway.sync.connecting.steps.systems import SYSTEM, TITLE
from gateway.sync.connecting.steps.tables import TABLE

STEPS: tuple[Step, ...] = (
    SYSTEM,
    TITLE,
    TABLE,
    *IDENTITY_STEPS,
    NAME,
    GRADE,
    ITEM,
    SCALE,
    CODES,
    SCORE,
    EVALUATED_ON,
    VALID_UNTIL,
    DOCUMENT_NO,
    DELETED,
    CHANGES,
    KEY,
    LIVE,
)
