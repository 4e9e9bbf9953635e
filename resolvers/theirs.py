"""What of a subject is for who asks, where that is not decided by their role alone: a grantee's by grants, a subject's own."""

from collections.abc import Iterable

import msgspec

from graph_model.disclosure import disclosed_by_grants
from graph_model.grants import Grant, Part, granted
from graph_model.model import SubjectData
from resolvers.asker import Role
from resolvers.context import Context
from resolvers.credit_repairs import sight_of
from resolvers.objections import may_know_of

Known = dict[str, tuple[Grant, ...]]


async def readable(context: Context, subject_keys: Iterable[str]) -> frozenset[str]:
    """Those of the subjects of which who asks may read something; to a grantee, who has a valid grant; to a clerk, in whose name
    somebody has come.

    Asked before subjects are read for a grantee: `grants_of` knows what was asked here and nothing else.
    """
    asker, wanted = context.asker, frozenset(subject_keys)
    if asker.role is Role.CLERK:
        return wanted & asked_on_behalf(context)
    if asker.role is not Role.GRANTEE:
        return wanted
    known = _known(context)
    unknown = wanted - known.keys()
    grants = context.grants() if unknown else None
    if grants is not None and asker.grantee is not None:
        found = await grants.between(asker.grantee, unknown, context.now)
        for key in unknown:
            known[key] = tuple(found.get(key, ()))
            if known[key]:
                disclosed_by_grants(key, tuple(grant.key for grant in known[key]))
    return frozenset(key for key in wanted if known.get(key))


def grants_of(context: Context, subject_key: str) -> tuple[Grant, ...]:
    """The valid grants of a subject to the grantee who asks; none where nobody asked for them."""
    return _known(context).get(subject_key, ())


def asked_on_behalf(context: Context) -> set[str]:
    """Keys of the subjects on whose behalf a clerk asks in this operation, with their proof shown."""
    made: set[str] = context.kept("on behalf", set)
    return made


def theirs(context: Context, data: SubjectData, part: Part) -> SubjectData:
    """What of a subject is read for `part`, where who asks may know of the subject. Raises Forbidden where no grant names the part."""
    role = context.asker.role
    if role is Role.GRANTEE:
        return granted(data, grants_of(context, data.subject.key), part, context.now)
    if role in (Role.SUBJECT, Role.CLERK) and data.discrepancies:  # between departments: they say whose grade is wrong
        return msgspec.structs.replace(data, discrepancies=())
    if (data.repairs or data.objections) and role not in (Role.SUBJECT, Role.CLERK):
        sight, district = sight_of(context.asker), data.subject.district
        repairs = tuple(one for one in data.repairs if sight is not None and sight.sees(one))
        objections = tuple(one for one in data.objections if may_know_of(context.asker, one, district))
        return msgspec.structs.replace(data, repairs=repairs, objections=objections)
    return data


def _known(context: Context) -> Known:
    made: Known = context.kept("grants", dict)
    return made
