"""Global ids: from the id of anything to the thing itself, in one graph query at most."""

from collections.abc import Awaitable, Callable, Mapping

from graph_model.disclosure import disclosed, disclosing
from graph_model.discrepancy_list import read_discrepancy
from graph_model.draws.reading import read_draw
from graph_model.errors import BadInput
from graph_model.identity_reviews import read_identity_review
from graph_model.inspections.reading import read_inspection
from graph_model.objections.reading import read_objection
from graph_model.records import read_record
from graph_model.repairs.reading import read_repair
from graph_model.subjects import Needs, read_subject
from resolvers.access_grants import found_grant
from resolvers.arguments import subject_key
from resolvers.asker import Role
from resolvers.catalogue import shown
from resolvers.context import Info
from resolvers.credit_repairs import CreditRepair, shown_repair
from resolvers.credit_repairs import sight_of as sight_of_repairs
from resolvers.discrepancies import shown_discrepancy
from resolvers.evaluation_models import found_model
from resolvers.grade_record import shown_record
from resolvers.identity_reviews import require_coordinator, shown_review
from resolvers.inspections import Inspection, shown_inspection, sight_of
from resolvers.live import ask_ahead
from resolvers.node import Node
from resolvers.objections import may_know_of, shown_objection
from resolvers.sample_draws import shown_draw
from resolvers.selection import Selected
from resolvers.subject import Subject
from resolvers.theirs import readable

FORMS = (
    "uscc:… person:… item:… department:… system:… scale:… measure:… record:… discrepancy:… identity:… grant:… draw:… model:… "
    "inspection:… objection:… repair:…"
)


async def node_of(info: Info, global_id: str) -> Node | None:
    """What the id names, None where there is no such thing. Raises BadInput for what is no global id."""
    kind, colon, key = global_id.partition(":")
    if not colon:
        raise _malformed()
    if kind in ("uscc", "person"):
        return await subject_of(info, subject_key(global_id, "id"))
    if kind == "record":
        return await _record(info, key)
    if kind in _BY_WHOLE_ID:
        return await _BY_WHOLE_ID[kind](info, global_id)
    return _of_catalogue(info, kind, key)


async def subject_of(info: Info, key: str) -> Subject | None:
    """The subject with this key, with what is selected of it."""
    context, selected = info.context, Selected.by(info)
    if not await readable(context, [key]):
        return None
    await ask_ahead(context, key, selected)
    needs = selected.needs()
    data = await read_subject(context.store, key, needs, timeout=context.timeout)
    return None if data is None else Subject.of(data, needs)


async def _record(info: Info, key: str) -> Node | None:
    context, needs = info.context, Selected.by(info).needs()
    if context.asker.role is Role.GRANTEE:
        needs |= Needs(records=True)  # whether the record is granted is told by the others
    # Whose it is must be read before it is known whether it may be; where it may not, nobody has looked.
    with disclosing():
        found = await read_record(context.store, key, needs, timeout=context.timeout)
    if found is None or not await readable(context, [found.subject.subject.key]):
        return None
    disclosed(found.subject.subject.key)
    return shown_record(found.record, Subject.of(found.subject, needs), shown(context.catalogue), context.today)


async def _discrepancy(info: Info, key: str) -> Node | None:
    context, needs = info.context, Selected.by(info).needs()
    found = await read_discrepancy(context.store, key, needs, timeout=context.timeout)
    if found is None:
        return None
    return shown_discrepancy(found.record, Subject.of(found.subject, needs), shown(context.catalogue), context.today)


async def _identity_review(info: Info, key: str) -> Node | None:
    require_coordinator(info.context)
    found = await read_identity_review(info.context.store, key, timeout=info.context.timeout)
    return None if found is None else shown_review(found)


async def _draw(info: Info, key: str) -> Node | None:
    found = await read_draw(info.context.store, key, timeout=info.context.timeout)
    return None if found is None else shown_draw(found, shown(info.context.catalogue))


async def inspection_of(info: Info, key: str) -> Inspection | None:
    """The inspection with this key, where who asks may be told of it."""
    context, needs = info.context, Selected.by(info).needs()
    sight = sight_of(context.asker)
    if sight is None:
        return None
    found = await read_inspection(context.store, key, needs, sight=sight, timeout=context.timeout)
    if found is None:
        return None
    return shown_inspection(found.inspection, Subject.of(found.subject, needs), shown(context.catalogue))


async def _objection(info: Info, key: str) -> Node | None:
    context, needs = info.context, Selected.by(info).needs()
    with disclosing():  # whose it is is known when it is read; where it may not be told, nobody has looked
        found = await read_objection(context.store, key, needs, timeout=context.timeout)
    if found is None or not may_know_of(context.asker, found.objected.objection, found.subject.subject.district):
        return None
    disclosed(found.subject.subject.key)
    subject = Subject.of(found.subject, needs)
    return shown_objection(found.objected, subject, shown(context.catalogue), context.today)


async def repair_of(info: Info, key: str) -> CreditRepair | None:
    """The repair with this key, where who asks may be told of it."""
    context, needs = info.context, Selected.by(info).needs()
    sight = sight_of_repairs(context.asker)
    if sight is None:
        return None
    found = await read_repair(context.store, key, needs, sight=sight, timeout=context.timeout)
    if found is None:
        return None
    return shown_repair(found.repair, Subject.of(found.subject, needs), shown(context.catalogue))


async def _model(info: Info, key: str) -> Node | None:
    return await found_model(info.context, key)


async def _grant(info: Info, key: str) -> Node | None:
    return await found_grant(info, key, Subject.of)


_BY_WHOLE_ID: Mapping[str, Callable[[Info, str], Awaitable[Node | None]]] = {
    "discrepancy": _discrepancy,
    "identity": _identity_review,
    "grant": _grant,
    "draw": _draw,
    "model": _model,
    "inspection": inspection_of,
    "objection": _objection,
    "repair": repair_of,
}
"""How the things are read whose keys are their global ids."""


def _of_catalogue(info: Info, kind: str, key: str) -> Node | None:
    catalogue = shown(info.context.catalogue)
    if kind == "item":
        return catalogue.items.get(key)
    if kind == "department":
        return catalogue.departments.get(key)
    if kind == "system":
        return catalogue.systems.get(key)
    if kind == "scale":
        return catalogue.scales.get(key)
    if kind == "measure":
        return catalogue.measures.get(key)
    raise _malformed()


def _malformed() -> BadInput:
    return BadInput(f"不是全局编号，应为其中一种形式 / no global id, its forms are: {FORMS}", "id")
