"""Who has the codes and the names that rows give: two questions a batch, however many rows it has."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from graph_model.intake.deciding import Source
from graph_model.intake.identification.clues import Clues
from graph_model.intake.identification.rules import Candidates, Code, Namesake
from graph_model.model import IdentifierKind, identifier_code

OF_CODES = "MATCH (i:Identifier) WHERE i.code IN $codes RETURN i.code, i.subjectKey"
OF_ORGANISATION_CODES = "MATCH (s:Subject) WHERE s.organisationCode IN $codes RETURN s.organisationCode, s.key"
OF_NAMES = (
    "MATCH (s:Subject) WHERE s.displayName IN $names AND s.uscc IS NOT NULL RETURN s.displayName, s.key, s.district"
)
KNOWN = "UNWIND $keys AS wanted MATCH (s:Subject {key: wanted}) RETURN s.key"


async def known_keys(source: Source, keys: Iterable[str]) -> frozenset[str]:
    """Those of the keys that are a subject's."""
    rows = await source.run(KNOWN, {"keys": sorted(set(keys))})
    return frozenset(key for (key,) in rows)


async def candidates_of(source: Source, clues: Sequence[Clues]) -> Candidates:
    """Who has any of these clues."""
    holders: dict[Code, set[str]] = defaultdict(set)
    codes = {code for each in clues for code in each.codes}
    given = {identifier_code(kind, code): (kind, code) for kind, code in codes}
    if given:
        for code, key in await source.run(OF_CODES, {"codes": sorted(given)}):
            holders[given[code]].add(key)
    organisations = sorted(code for kind, code in codes if kind is IdentifierKind.ORGANISATION_CODE)
    if organisations:
        for code, key in await source.run(OF_ORGANISATION_CODES, {"codes": organisations}):
            holders[IdentifierKind.ORGANISATION_CODE, code].add(key)
    return Candidates(
        {code: frozenset(keys) for code, keys in holders.items()},
        await _namesakes(source, [each.name for each in clues if each.name is not None]),
    )


async def _namesakes(source: Source, names: Sequence[str]) -> dict[str, list[Namesake]]:
    found: dict[str, list[Namesake]] = defaultdict(list)
    if names:
        for name, key, district in await source.run(OF_NAMES, {"names": sorted(set(names))}):
            found[name].append(Namesake(key, district))
    return found
