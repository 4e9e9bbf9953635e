"""Step 5b: which fields @override takes from which subgraphs."""

from collections.abc import Iterator, Sequence

from gateway.federation.composition.codes import ErrorCode, HintCode
from gateway.federation.composition.facts import Facts
from gateway.federation.composition.field_sets import Coordinate
from gateway.federation.composition.findings import Findings
from gateway.federation.composition.subgraph import Field, Type, Use


def overridden(all_facts: Sequence[Facts], findings: Findings) -> dict[Coordinate, frozenset[str]]:
    """(type, field) → names of the subgraphs that no longer answer it."""
    by_name = {known.subgraph.name: known for known in all_facts}
    found: dict[Coordinate, frozenset[str]] = {}
    for known, overriding, field, use in _overrides(all_facts):
        coordinate = overriding.name, field.name
        source = str(use.values.get("from"))
        if source == known.subgraph.name:
            _error(ErrorCode.OVERRIDE_FROM_SELF_ERROR, coordinate, f'"{source}" overrides itself', [use], findings)
        elif source not in by_name:
            _hint_unknown(coordinate, source, by_name, use, findings)
        elif _can_override(overriding, field, use, by_name[source], findings):
            found[coordinate] = found.get(coordinate, frozenset()) | {source}
    return found


def _overrides(all_facts: Sequence[Facts]) -> Iterator[tuple[Facts, Type, Field, Use]]:
    for known in all_facts:
        for t in known.subgraph.types.values():
            for field in t.fields.values():
                for use in field.used("override"):
                    yield known, t, field, use


def _can_override(overriding: Type, field: Field, use: Use, source: Facts, findings: Findings) -> bool:
    coordinate = type_name, name = overriding.name, field.name
    from_type = source.subgraph.types.get(type_name)
    taken = from_type.fields.get(name) if from_type is not None else None
    abstracted = _abstracted(coordinate, overriding, source)
    if abstracted is not None:
        collision = ErrorCode.OVERRIDE_COLLISION_WITH_ANOTHER_DIRECTIVE
        _error(collision, coordinate, f"{abstracted} is an @interfaceObject there", [use], findings)
        return False
    if from_type is None or taken is None or coordinate in source.external:
        findings.hint(
            HintCode.OVERRIDE_DIRECTIVE_CAN_BE_REMOVED,
            f'{type_name}.{name}: "{source.subgraph.name}" does not resolve this field anyway',
            [use.place],
        )
        return False
    problem = _problem(field, taken, from_type, source)
    if problem is not None:
        code, why, others = problem
        _error(code, coordinate, why, [use, *others], findings)
        return not field.has("external")
    findings.hint(
        HintCode.OVERRIDDEN_FIELD_CAN_BE_REMOVED, _removable(coordinate, source, use), [taken.place, use.place]
    )
    return True


def _abstracted(coordinate: Coordinate, overriding: Type, source: Facts) -> str | None:
    """The interface object by which the other subgraph resolves the field, if that is how."""
    for interface in overriding.interfaces:
        declared = source.subgraph.types.get(interface)
        if declared is not None and declared.is_interface_object and coordinate[1] in declared.fields:
            return interface
    return None


def _problem(field: Field, taken: Field, from_type: Type, source: Facts) -> tuple[ErrorCode, str, list[Use]] | None:
    """Why the override is not allowed, with what else is to blame."""
    second = taken.first("override")
    where = f'in "{source.subgraph.name}", where it should come from,'
    if second is not None:
        return ErrorCode.OVERRIDE_SOURCE_HAS_OVERRIDE, f"{where} it is an override too", [second]
    collision = ErrorCode.OVERRIDE_COLLISION_WITH_ANOTHER_DIRECTIVE
    if from_type.is_interface_object:
        return collision, f"{where} the type is an @interfaceObject", []
    external = field.first("external")
    if external is not None:
        return collision, "it is @external as well", [external]
    for name in ("requires", "provides"):
        other = taken.first(name)
        if other is not None:
            return collision, f"{where} it has @{name}", [other]
    return None


def _removable(coordinate: Coordinate, source: Facts, use: Use) -> str:
    still = source.uses(coordinate)
    how = "made @external where field sets use it" if still else "removed"
    text = f'{coordinate[0]}.{coordinate[1]} is overridden in "{use.place.subgraph}"'
    return f'{text}; in "{source.subgraph.name}" it can be {how}'


def _hint_unknown(coordinate: Coordinate, source: str, by_name: dict[str, Facts], use: Use, findings: Findings) -> None:
    type_name, name = coordinate
    findings.hint(
        HintCode.FROM_SUBGRAPH_DOES_NOT_EXIST,
        f'{type_name}.{name} overrides "{source}", which is no subgraph (there are {", ".join(sorted(by_name))})',
        [use.place],
    )


def _error(code: ErrorCode, coordinate: Coordinate, why: str, uses: list[Use], findings: Findings) -> None:
    findings.error(code, f"{coordinate[0]}.{coordinate[1]} cannot be overridden: {why}", [u.place for u in uses])
