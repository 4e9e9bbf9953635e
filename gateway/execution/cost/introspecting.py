"""How long the lists of the introspection system are: as long as they are on average in the schema that is asked for."""

from collections.abc import Sequence

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    is_abstract_type,
)


def introspection_sizes(schema: GraphQLSchema) -> dict[str, float]:
    """By coordinate, `__Type.fields`. The whole schema asked for once costs about as many as there are objects in its answer."""
    types = list(schema.type_map.values())
    with_fields = [each for each in types if isinstance(each, GraphQLObjectType | GraphQLInterfaceType)]
    fields = [field for each in with_fields for field in each.fields.values()]
    arguments = sum(len(each.args) for each in fields)
    directives = schema.directives
    return {
        "__Schema.types": float(len(types)),
        "__Schema.directives": float(len(directives)),
        "__Type.fields": _mean([len(fields)], types),
        "__Type.interfaces": _mean([len(each.interfaces) for each in with_fields], types),
        "__Type.possibleTypes": _mean([len(schema.get_possible_types(e)) for e in types if is_abstract_type(e)], types),
        "__Type.enumValues": _mean([len(each.values) for each in types if isinstance(each, GraphQLEnumType)], types),
        "__Type.inputFields": _mean(
            [len(each.fields) for each in types if isinstance(each, GraphQLInputObjectType)], types
        ),
        "__Field.args": _mean([arguments], fields),
        "__Directive.args": _mean([len(each.args) for each in directives], directives),
    }


def _mean(found: Sequence[int], among: Sequence[object]) -> float:
    return sum(found) / max(1, len(among))
