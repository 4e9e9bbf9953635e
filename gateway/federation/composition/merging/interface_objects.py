"""Step 5f: fields that an @interfaceObject adds to an interface are fields of every object type that implements it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from gateway.federation.composition.merging.joins import JOIN, join
from gateway.federation.composition.merging.sources import MergedType
from gateway.federation.composition.subgraph import Field, Kind, Type


def with_interface_object_fields(types: dict[str, Type], groups: Sequence[MergedType]) -> dict[str, Type]:
    """The types with these fields, each with a bare @join__field: no subgraph has it on the object type itself."""
    given = {
        merged.name
        for merged in groups
        if merged.kind is Kind.INTERFACE and any(source.element.is_interface_object for source in merged.sources)
    }
    if not given:
        return types
    return {name: _completed(t, types, given) if t.kind is Kind.OBJECT else t for name, t in types.items()}


def _completed(declared: Type, types: dict[str, Type], given: set[str]) -> Type:
    missing = {field.name: _bare(field) for field in _missing(declared, types, given)}
    return replace(declared, fields={**declared.fields, **missing}) if missing else declared


def _missing(declared: Type, types: dict[str, Type], given: set[str]) -> Iterator[Field]:
    for interface in declared.interfaces:
        if interface in given and interface in types:
            for field in types[interface].fields.values():
                if field.name not in declared.fields:
                    yield field


def _bare(field: Field) -> Field:
    kept = (use for use in field.uses if use.specification != JOIN)
    return replace(field, uses=(join("field"), *kept))
