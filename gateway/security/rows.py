"""Which rows of a type somebody sees, and of which rows they see what is native.

A row that somebody may not see is to them as if it were not there. Types that are not here are the catalogue's, or stand below a
row that was asked for.
"""

from collections.abc import Container, Mapping
from enum import StrEnum

from graph_model.grants import GrantState, Part
from graph_model.model import InspectionState
from graph_model.repairs.values import GRANTED
from resolvers.access_grants import AccessGrant
from resolvers.asker import Asker, Role
from resolvers.context import Context
from resolvers.credit_repairs import CreditRepair
from resolvers.departments import Department
from resolvers.discrepancies import Discrepancy
from resolvers.grade_record import GradeRecord
from resolvers.identity_reviews import IdentityReview
from resolvers.inspections import Inspection
from resolvers.measures import DishonestyFact
from resolvers.measures_taken import MeasureTaken
from resolvers.objections import Objection
from resolvers.sample_draws import InspectionTask, SampleDraw
from resolvers.subject import Subject
from resolvers.subscription import EarlyWarningChange, GradeChange, InspectionTaskChange
from resolvers.theirs import asked_on_behalf, grants_of, theirs


class Rows(StrEnum):
    """Which rows."""

    NONE = "none"
    ITSELF = "itself"
    """The one that asks."""
    BEHALF = "on behalf"
    """Those in whose name somebody came to a service window."""
    DISTRICT = "district"
    """Those of the officer's district; all where the officer is of none."""
    GRANTED = "granted"
    """Those that a valid grant names."""
    CASE = "case"
    """All, where a case is named."""
    SYSTEM = "system"
    """Those that the asking system brought."""
    PUBLISHED = "published"
    OWN = "own"
    """The department's, and of others those that are published, where there is such a thing."""
    ALL = "all"


ROWS: Mapping[str, Mapping[Role, Rows]] = {
    "Subject": {
        Role.SUBJECT: Rows.ITSELF,
        Role.CLERK: Rows.BEHALF,
        Role.GRANTEE: Rows.GRANTED,
        Role.INTEGRATION: Rows.ALL,
        Role.OFFICER: Rows.DISTRICT,
        Role.INVESTIGATOR: Rows.CASE,
        Role.COORDINATOR: Rows.ALL,
    },
    "GradeRecord": {
        Role.SUBJECT: Rows.ALL,
        Role.CLERK: Rows.ALL,
        Role.GRANTEE: Rows.GRANTED,
        Role.INTEGRATION: Rows.SYSTEM,
        Role.OFFICER: Rows.ALL,
        Role.INVESTIGATOR: Rows.ALL,
        Role.COORDINATOR: Rows.ALL,
    },
    "Discrepancy": dict.fromkeys((Role.OFFICER, Role.INVESTIGATOR, Role.COORDINATOR), Rows.ALL),
    "Inspection": {
        Role.SUBJECT: Rows.PUBLISHED,
        Role.CLERK: Rows.PUBLISHED,
        Role.GRANTEE: Rows.GRANTED,
        Role.OFFICER: Rows.OWN,
        Role.INVESTIGATOR: Rows.PUBLISHED,
        Role.COORDINATOR: Rows.ALL,
    },
    "CreditRepair": {
        Role.SUBJECT: Rows.ALL,
        Role.CLERK: Rows.ALL,
        Role.OFFICER: Rows.OWN,
        Role.INVESTIGATOR: Rows.PUBLISHED,
        Role.COORDINATOR: Rows.ALL,
    },
    "MeasureTaken": {
        Role.SUBJECT: Rows.PUBLISHED,
        Role.CLERK: Rows.PUBLISHED,
        Role.GRANTEE: Rows.GRANTED,
        Role.OFFICER: Rows.OWN,
        Role.INVESTIGATOR: Rows.PUBLISHED,
        Role.COORDINATOR: Rows.ALL,
    },
    "Objection": {Role.SUBJECT: Rows.ALL, Role.CLERK: Rows.ALL, Role.OFFICER: Rows.OWN, Role.COORDINATOR: Rows.ALL},
    "IdentityReview": {Role.COORDINATOR: Rows.ALL},
    "AccessGrant": {
        Role.SUBJECT: Rows.ITSELF,
        Role.CLERK: Rows.BEHALF,
        Role.GRANTEE: Rows.GRANTED,
        Role.COORDINATOR: Rows.ALL,
    },
    "InspectionTask": {
        Role.OFFICER: Rows.DISTRICT,
        Role.INVESTIGATOR: Rows.CASE,
        Role.COORDINATOR: Rows.ALL,
    },
}
"""By type and role; a role that is missing sees none. What is of a subject is seen by nobody
who may not know of the subject."""


def sees(context: Context, value: object) -> bool:
    """Whether who asks in an operation may know that there is this value."""
    if isinstance(value, GradeChange):
        value = value.record
    if isinstance(value, Subject):
        return _sees_subject(context, value)
    if isinstance(value, GradeRecord):
        return _sees_subject(context, value.subject) and _sees_record(context, value)
    if isinstance(value, Discrepancy | Inspection | MeasureTaken | Objection | CreditRepair):
        return _sees_subject(context, value.subject) and _sees_of_subject(context, value)
    if isinstance(value, IdentityReview | AccessGrant):
        return _sees_by_itself(context, value)
    if isinstance(value, EarlyWarningChange | InspectionTaskChange):
        return _sees_subject(context, value.subject) and _sees_event(context.asker, value)
    return not isinstance(value, InspectionTask) or _sees_task(context.asker, value)


def _sees_event(asker: Asker, event: EarlyWarningChange | InspectionTaskChange) -> bool:
    """Of a registration both subjects are of the officer's district."""
    if isinstance(event, InspectionTaskChange):
        return _sees_task(asker, event.task)
    return event.raised.older is None or asker.district in (None, event.raised.older_district)


def _sees_by_itself(context: Context, value: IdentityReview | AccessGrant) -> bool:
    return _sees_grant(context, value) if isinstance(value, AccessGrant) else _sees_all(context, "IdentityReview")


def rows(role: Role, type_: str) -> Rows:
    return ROWS[type_].get(role, Rows.NONE)


def _sees_all(context: Context, type_: str) -> bool:
    return rows(context.asker.role, type_) is Rows.ALL


def may_see_own(
    asker: Asker, value: GradeRecord | DishonestyFact | Inspection | MeasureTaken | CreditRepair | SampleDraw
) -> bool:
    """Whether the native grade, the score and the evidence of a row are theirs: the grading department's, the subject's own (and so
    of a window that looks on its behalf), those that the system itself brought, and the coordinator's. Who was drawn is for the
    departments whose items are inspected."""
    if isinstance(value, SampleDraw):
        return _draws_on_theirs(asker, value)
    if asker.role in (Role.COORDINATOR, Role.SUBJECT, Role.CLERK):
        return True
    if isinstance(value, Inspection | MeasureTaken | CreditRepair):
        return asker.role is Role.OFFICER and _is_of(value.department, asker)
    if asker.role is Role.OFFICER:
        return value.item is not None and _is_of(value.item.department, asker)
    return asker.role is Role.INTEGRATION and value.system is not None and value.system.key == asker.system


def _is_of(department: Department | None, asker: Asker) -> bool:
    return department is not None and department.key == asker.department


def _draws_on_theirs(asker: Asker, draw: SampleDraw) -> bool:
    if asker.role is Role.OFFICER:
        return any(department.key == asker.department for department in draw.departments)
    return asker.role is Role.COORDINATOR or (asker.role is Role.INVESTIGATOR and asker.case is not None)


def _sees_subject(context: Context, subject: Subject) -> bool:
    asker = context.asker
    match rows(asker.role, "Subject"):
        case Rows.ALL:
            return True
        case Rows.ITSELF | Rows.BEHALF:
            return subject.key in _stands_for(context)
        case Rows.GRANTED:
            return bool(grants_of(context, subject.key))
        case Rows.DISTRICT:
            return asker.district is None or subject.data.subject.district == asker.district
        case Rows.CASE:
            return asker.case is not None
        case _:
            return False


def _stands_for(context: Context) -> Container[str | None]:
    """The subject itself, or those in whose name somebody came."""
    asker = context.asker
    return asked_on_behalf(context) if asker.role is Role.CLERK else (asker.subject,)


def _sees_task(asker: Asker, task: InspectionTask) -> bool:
    match rows(asker.role, "InspectionTask"):
        case Rows.DISTRICT:
            return asker.district in (None, task.district)
        case Rows.CASE:
            return asker.case is not None
        case found:
            return found is Rows.ALL


def _sees_of_subject(
    context: Context, value: Discrepancy | Inspection | MeasureTaken | Objection | CreditRepair
) -> bool:
    """Of a subject that they may know of."""
    if isinstance(value, Discrepancy):
        return _sees_all(context, "Discrepancy")
    published = _is_published(value)
    match rows(context.asker.role, type(value).__name__):
        case Rows.ALL:
            return True
        case Rows.PUBLISHED:
            return published
        case Rows.OWN:
            return published or _is_of(value.department, context.asker)
        case Rows.GRANTED:
            return isinstance(value, Inspection | MeasureTaken) and _is_granted_in_the_archive(context, value)
        case _:
            return False


def _is_published(value: Inspection | MeasureTaken | Objection | CreditRepair) -> bool:
    """Whether others see it: an inspection that is published, a measure that is not withdrawn, a repair that was accepted."""
    if isinstance(value, Inspection):
        return value.state is InspectionState.PUBLISHED
    if isinstance(value, MeasureTaken):
        return value.withdrawn_at is None
    return isinstance(value, CreditRepair) and value.state in GRANTED


def _is_granted_in_the_archive(context: Context, value: Inspection | MeasureTaken) -> bool:
    data = value.subject.data
    if not any(grant.scope.names(Part.ARCHIVE) for grant in grants_of(context, data.subject.key)):
        return False
    archive, key = theirs(context, data, Part.ARCHIVE), value.id if isinstance(value, Inspection) else value.key
    return key in {one.key for one in archive.inspections} | {one.key for one in archive.taken}


def _sees_record(context: Context, record: GradeRecord) -> bool:
    match rows(context.asker.role, "GradeRecord"):
        case Rows.ALL:
            return True
        case Rows.SYSTEM:
            return record.system is not None and record.system.key == context.asker.system
        case Rows.GRANTED:
            return _is_granted(context, record)
        case _:
            return False


def _is_granted(context: Context, record: GradeRecord) -> bool:
    """Whether it is among those that a grant names, whichever road led to it."""
    data, grants = record.subject.data, grants_of(context, record.subject.key)
    parts = (part for part in (Part.GRADES, Part.ARCHIVE) if any(grant.scope.names(part) for grant in grants))
    return any(one.key == record.record.key for part in parts for one in theirs(context, data, part).records)


def _sees_grant(context: Context, grant: AccessGrant) -> bool:
    asker = context.asker
    match rows(asker.role, "AccessGrant"):
        case Rows.ALL:
            return True
        case Rows.ITSELF | Rows.BEHALF:
            return grant.subject_key in _stands_for(context)
        case Rows.GRANTED:
            return f"uscc:{grant.grantee}" == asker.grantee and grant.state is GrantState.VALID
        case _:
            return False
