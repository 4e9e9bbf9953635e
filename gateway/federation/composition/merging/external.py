"""What an @external field must have in common with the field it stands for."""

from collections.abc import Sequence

from graphql import print_ast

from gateway.federation.composition.codes import ErrorCode
from gateway.federation.composition.merging.arguments import default_text
from gateway.federation.composition.merging.context import Context
from gateway.federation.composition.merging.sources import Source
from gateway.federation.composition.merging.types_of_values import is_subtype
from gateway.federation.composition.specifications import MERGED_BY_SPECIFICATION
from gateway.federation.composition.subgraph import Argument, Field


def check_external(where: str, field: Field, equal: bool, sources: Sequence[Source[Field]], context: Context) -> None:
    """Report what contradicts the merged field. `equal` says that all who resolve it have it with its merged type."""
    type_name = where.split(".", maxsplit=1)[0]
    for source in sources:
        if (type_name, field.name) not in source.facts.external:
            continue
        _check_directives(where, source, context)
        _check_type(where, field, equal, source, context)
        for argument in field.arguments.values():
            _check_argument(where, argument, source, context)


def _check_type(where: str, field: Field, equal: bool, source: Source[Field], context: Context) -> None:
    """The type must be the merged one, or, where those who resolve the field differ, one that fits into it."""
    theirs, ours = print_ast(source.element.type), print_ast(field.type)
    fits = not equal and is_subtype(source.element.type, field.type, context.family)
    if theirs != ours and not fits:
        context.findings.error(
            ErrorCode.EXTERNAL_TYPE_MISMATCH,
            f'{where} is @external in "{source.subgraph}" as {theirs}, and is {ours} where it is resolved',
            [source.element.place, field.place],
        )


def _check_argument(where: str, argument: Argument, source: Source[Field], context: Context) -> None:
    theirs = source.element.arguments.get(argument.name)
    what = f'{where}({argument.name}:) on the @external field in "{source.subgraph}"'
    if theirs is None:
        context.findings.error(
            ErrorCode.EXTERNAL_ARGUMENT_MISSING, f"{what} is missing", [source.element.place, argument.place]
        )
        return
    if not is_subtype(argument.type, theirs.type, context.family):
        context.findings.error(
            ErrorCode.EXTERNAL_ARGUMENT_TYPE_MISMATCH,
            f"{what} is {print_ast(theirs.type)}, and is {print_ast(argument.type)} where the field is resolved",
            [theirs.place, argument.place],
        )
    if default_text(theirs) != default_text(argument):
        mine, other = default_text(theirs) or "none", default_text(argument) or "none"
        context.findings.error(
            ErrorCode.EXTERNAL_ARGUMENT_DEFAULT_MISMATCH,
            f"{what} has the default {mine}, and {other} where the field is resolved",
            [theirs.place, argument.place],
        )


def _check_directives(where: str, source: Source[Field], context: Context) -> None:
    for use in source.element.uses:
        ours = use.specification == "federation" and use.name in MERGED_BY_SPECIFICATION
        if ours or use.name in context.composed:
            context.findings.error(
                ErrorCode.MERGED_DIRECTIVE_APPLICATION_ON_EXTERNAL,
                f'@{use.name} on {where}, which is @external in "{source.subgraph}": put it where the field is resolved',
                [use.place],
            )
