"""A subgraph over its part of the data, executed by graphql-core, that answers only what its schema says it can.

It is strict where a lenient subgraph would hide a wrong plan: an @external field is there only where a path provides it, an
overridden one never, a field with @requires only with its inputs, an entity only by a key that the subgraph looks up by.
"""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from graphql import GraphQLError, GraphQLResolveInfo, GraphQLSchema, InlineFragmentNode, build_schema, graphql_sync

from tests.gateway.federation.differential.data import said
from tests.gateway.federation.differential.features import Feature
from tests.gateway.federation.differential.field_sets import Knowledge, Selections, fields_for, selections_of, told
from tests.gateway.federation.differential.sdl import subgraph_sdl
from tests.gateway.federation.differential.undivided import ordinal, resolved
from tests.gateway.federation.differential.world import Divided, FieldPart, Kind, Mode, Part, Thing

DIRECTIVES = """
directive @key(fields: String!, resolvable: Boolean) repeatable on OBJECT | INTERFACE
directive @shareable on OBJECT | FIELD_DEFINITION
directive @external on FIELD_DEFINITION
directive @requires(fields: String!) on FIELD_DEFINITION
directive @provides(fields: String!) on FIELD_DEFINITION
directive @override(from: String!) on FIELD_DEFINITION
directive @interfaceObject on OBJECT
directive @inaccessible on FIELD_DEFINITION
scalar _Any
type _Service { sdl: String! }
extend type Query { _service: _Service! }
"""


@dataclass(frozen=True, slots=True)
class Seen:
    """A thing as a subgraph has it in hand: with what the path provides and what the representation said."""

    thing: Thing
    provided: Selections = ()
    given: dict[str, Any] | None = None


@dataclass(eq=False)
class SubgraphService:
    """One part of a world, behind `answer`. `mutations` is shared by all parts: it counts them over an operation."""

    part: Part
    divided: Divided
    knowledge: Knowledge
    features: Counter[Feature]
    mutations: list[str] = field(default_factory=list)
    requests: list[dict[str, Any]] = field(default_factory=list)
    headers: list[str] = field(default_factory=list)
    fault: None = None

    def __post_init__(self) -> None:
        self.sdl = subgraph_sdl(self.part, self.divided.world)
        self.schema = self._schema()

    def answer(self, request: dict[str, Any]) -> bytes:
        """The response to a GraphQL request, as JSON."""
        result = graphql_sync(
            self.schema,
            request["query"],
            variable_values=request.get("variables"),
            context_value=self.mutations,
            field_resolver=self._resolve,
            type_resolver=self._type_of,
        )
        if result.errors and "_entities" in request["query"]:
            self.features[Feature.ERROR_OF_AN_ENTITY] += 1
        return json.dumps(result.formatted).encode()

    def _schema(self) -> GraphQLSchema:
        query = "" if "Query" in self.part.types else "type Query"
        entities = [t.name for t in self.part.types.values() if any(t.keys.values()) and t.kind is not Kind.INTERFACE]
        lookup = ""
        if entities:
            lookup = f"union _Entity = {' | '.join(entities)} "
            lookup += "extend type Query { _entities(representations: [_Any!]!): [_Entity]! }"
        return build_schema(f"{query}\n{self.sdl}\n{DIRECTIVES}\n{lookup}", assume_valid_sdl=True)

    def _type_of(self, seen: Seen, *_: Any) -> str:
        """The type that the subgraph knows a thing as: an interface object where it does not know more."""
        if seen.thing.type in self.part.types:
            return seen.thing.type
        return next(t.name for t in self.part.types.values() if t.kind is Kind.INTERFACE_OBJECT)

    # --- fields ---

    def _resolve(self, seen: Seen | None, info: GraphQLResolveInfo[Any], **arguments: Any) -> Any:
        name, parent = info.field_name, info.parent_type.name
        if name == "_service":
            return {"sdl": self.sdl}
        if name == "_entities":
            return self._entities(arguments["representations"])
        seen = seen or Seen(Thing(parent, 0))
        own = self.part.types[parent].fields[name]
        provided = [inner for found, _, inner in fields_for(seen.provided, seen.thing.type) if found == name]
        raw = self._value(seen, own, arguments, ordinal(info), is_provided=bool(provided))
        below = tuple(s for inner in provided for s in inner)
        if own.provides and own.mode is Mode.OWN:
            below += selections_of(own.provides)
        return resolved(_in_hand(raw, below))

    def _value(self, seen: Seen, own: FieldPart, arguments: dict[str, Any], number: int, *, is_provided: bool) -> Any:
        where = f"{seen.thing.type}.{own.field.name} in {self.part.name}"
        if is_provided:
            self._note_provided(seen, own)
            return self.knowledge.value(seen.thing, own.field.name, arguments)
        if own.mode is not Mode.OWN:
            raise GraphQLError(f"WRONG: {where} was asked, which is {own.mode.value}")
        held = self.part.types.get(seen.thing.type)
        if held is not None and held.keys and not any(held.keys.values()):
            self.features[Feature.STUB] += 1
        if own.overrides:
            self.features[Feature.OVERRIDE] += 1
        if own.shareable:
            self.features[Feature.SHARED] += 1
        if not own.requires:
            return self.knowledge.value(seen.thing, own.field.name, arguments, number)
        selections = selections_of(own.requires)
        try:
            inputs = told(seen.given or {}, selections)
        except KeyError as missing:
            raise GraphQLError(f"WRONG: {where} was asked without {missing}") from missing
        declared = self.divided.world.objects[seen.thing.type].fields[own.field.name]
        self._note_requires(seen.thing, own, inputs)
        return self.knowledge.data.value(seen.thing, declared, said(arguments, inputs))

    # --- entities ---

    def _entities(self, representations: list[dict[str, Any]]) -> list[Any]:
        return [self._entity(representation) for representation in representations]

    def _entity(self, representation: dict[str, Any]) -> Any:
        type_name = representation["__typename"]
        held = self.part.types.get(type_name)
        known = held.keys.items() if held else ()
        keys = [key for key, resolvable in known if resolvable and _has(representation, key)]
        if not keys:
            return GraphQLError(f"WRONG: {self.part.name} does not look up {json.dumps(representation)}")
        found = list(self._matching(representation, type_name, keys))
        if len(found) != 1:
            return GraphQLError(f"WRONG: {len(found)} things are {json.dumps(representation)}")
        self._note_entity(type_name, keys)
        return Seen(found[0], given=representation)

    def _matching(self, representation: dict[str, Any], type_name: str, keys: list[str]) -> Iterator[Thing]:
        world = self.divided.world
        for possible in world.possible(type_name):
            for number in range(world.size):
                thing = Thing(possible, number)
                if all(self._is(thing, representation, selections_of(key)) for key in keys):
                    yield thing

    def _is(self, thing: Thing, representation: dict[str, Any], key: Selections) -> bool:
        return self.knowledge.selected(thing, key) == told(representation, key)

    # --- features ---

    def _note_entity(self, type_name: str, keys: list[str]) -> None:
        features = self.features
        features[Feature.ENTITY] += 1
        for key in keys:
            features[Feature.SIMPLE_KEY] += " " not in key
            features[Feature.COMPOSITE_KEY] += key == "part code"
            features[Feature.NESTED_KEY] += "{" in key
            features[Feature.ENTITY_IN_KEY] += "mate" in key
        kind = self.part.types[type_name].kind
        features[Feature.INTERFACE_OBJECT] += kind is Kind.INTERFACE_OBJECT
        features[Feature.INTERFACE_LOOKED_UP] += kind is Kind.INTERFACE

    def _note_requires(self, thing: Thing, own: FieldPart, inputs: dict[str, Any]) -> None:
        features, text = self.features, own.requires or ""
        fields = self.divided.world.objects[thing.type].fields
        features[Feature.REQUIRES_REQUIRED] += any(fields[name].requires is not None for name in inputs)
        features[Feature.REQUIRES] += 1
        features[Feature.REQUIRES_ARGUMENTS] += "(" in text
        features[Feature.REQUIRES_OBJECT] += "{" in text
        features[Feature.REQUIRES_ABSTRACT] += "..." in text
        features[Feature.REQUIRES_NULL] += None in inputs.values()

    def _note_provided(self, seen: Seen, own: FieldPart) -> None:
        self.features[Feature.PROVIDES] += own.mode is Mode.EXTERNAL
        self.features[Feature.PROVIDES_ABSTRACT] += any(isinstance(s, InlineFragmentNode) for s in seen.provided)
        self.features[Feature.PROVIDES_NESTED] += own.mode is Mode.EXTERNAL and not own.output.leaf


def _has(representation: dict[str, Any], key: str) -> bool:
    try:
        told(representation, selections_of(key))
    except KeyError:
        return False
    return True


def _in_hand(raw: Any, provided: Selections) -> Any:
    if isinstance(raw, list):
        return [_in_hand(item, provided) for item in raw]
    return Seen(raw, provided) if isinstance(raw, Thing) else raw
