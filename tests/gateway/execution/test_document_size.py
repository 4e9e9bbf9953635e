"""What a document asks for is told from its text: as much as all of its fragments written out would be, and refused at its place."""

from random import Random

import pytest
from graphql import FragmentDefinitionNode, OperationDefinitionNode, SelectionSetNode, build_schema, parse

from gateway.execution.document_limits import DEFAULT_LIMITS, NO_LIMITS, DocumentLimits
from gateway.execution.document_size import Size, Sizes
from gateway.execution.documents import DocumentRefused, validated
from gateway.execution.errors import LIMIT_EXCEEDED

SCHEMA = build_schema("type Query { a: Query b(x: Int): Query c: Int d: [Query] }")
FEW = DocumentLimits(tokens=60, depth=3, fields=6, root_fields=4, aliases=2, directives=2, fragments=2)


def refusal(text: str, limits: DocumentLimits) -> DocumentRefused | None:
    try:
        validated(SCHEMA, text, limits)
    except DocumentRefused as refused:
        return refused
    return None


@pytest.mark.parametrize(
    ("within", "beyond", "told"),
    [
        ("{ c a { c } b { c } }", "{ c a { c } b { c } d { c } }", "7"),
        ("{ c a { c } b { a { c } } }", "{ a { a { a { c } } } }", "levels"),
        ("{ c a { c } b { c } }", "{ c x: c a { c } ...F } fragment F on Query { y: c z: c }", "root fields"),
        ("{ x: c y: c }", "{ x: c y: c z: c }", "aliases"),
        ("{ x: c ...F } fragment F on Query { y: c }", "{ x: c ...F ...F } fragment F on Query { y: c }", "aliases"),
        (
            "{ c @skip(if: false) @include(if: true) }",
            "{ a @skip(if: true) @include(if: true) { c @skip(if: true) } }",
            "3",
        ),
        (
            "{ ...F ...G } fragment F on Query { c } fragment G on Query { c }",
            "{ ...F ...G ...H } fragment F on Query { c } fragment G on Query { c } fragment H on Query { c }",
            "fragments",
        ),
        ("{ c }", "{ a { " + "c " * 60 + "} }", "tokens"),
    ],
)
def test_one_within_the_limit_is_taken_and_one_beyond_it_refused(within: str, beyond: str, told: str) -> None:
    assert refusal(within, FEW) is None
    refused = refusal(beyond, FEW)
    assert refused is not None and told in str(refused)
    (error,) = refused.errors
    assert error.extensions == {"code": LIMIT_EXCEEDED} and error.locations


def test_each_operation_of_a_document_is_counted_alone() -> None:
    assert refusal("query A { x: c y: c } query B { x: c y: c }", FEW) is None


def test_sizes_are_those_of_all_fragments_written_out(seed: int) -> None:
    random = Random(seed)
    for _ in range(300):
        text = random_document(random)
        document = parse(text)
        fragments = {f.name.value: f for f in document.definitions if isinstance(f, FragmentDefinitionNode)}
        (operation,) = (one for one in document.definitions if isinstance(one, OperationDefinitionNode))
        assert Sizes(fragments).of(operation.selection_set) == written_out(operation.selection_set, fragments), text


def random_document(random: Random) -> str:
    """Fragment n spreads those after it only."""
    count = random.randint(0, 4)

    def selections(depth: int, after: int) -> str:
        return "{ " + " ".join(selection(depth, after) for _ in range(random.randint(1, 3))) + " }"

    def selection(depth: int, after: int) -> str:
        own = random.choice(("", "", " @skip(if: true)", " @include(if: true) @skip(if: false)"))
        kind = random.randint(0, 4)
        if kind == 0 and after < count:
            return f"...F{random.randint(after, count - 1)}{own}"
        if kind == 1 and depth:
            return f"... on Query{own} {selections(depth - 1, after)}"
        alias = random.choice(("", "", "x: "))
        if kind == 2 and depth:
            return f"{alias}a{own} {selections(depth - 1, after)}"
        return f"{alias}c{own}"

    return selections(3, 0) + "".join(f" fragment F{n} on Query {selections(2, n + 1)}" for n in range(count))


def written_out(selections: SelectionSetNode, fragments: dict[str, FragmentDefinitionNode]) -> Size:
    """The size by walking every place that a field has in the answer."""
    level = fields = aliases = directives = depth = 0
    for one in selections.selections:
        directives += len(one.directives or ())
        if one.kind == "field":
            level, fields, aliases = level + 1, fields + 1, aliases + (one.alias is not None)  # type: ignore[attr-defined]
            inner = one.selection_set  # type: ignore[attr-defined]
        elif one.kind == "inline_fragment":
            inner = one.selection_set  # type: ignore[attr-defined]
        else:
            inner = fragments[one.name.value].selection_set  # type: ignore[attr-defined]
        below = written_out(inner, fragments) if inner else Size()
        level += 0 if one.kind == "field" else below.level
        fields, aliases, directives = fields + below.fields, aliases + below.aliases, directives + below.directives
        depth = max(depth, below.depth + (one.kind == "field"))
    return Size(level, fields, aliases, directives, depth)


def test_a_bomb_of_fragments_is_counted_without_being_written_out() -> None:
    doubling = " ".join(f"fragment F{n} on Query {{ ...F{n + 1} ...F{n + 1} }}" for n in range(99))
    refused = refusal(f"{{ ...F0 }} {doubling} fragment F99 on Query {{ c }}", DEFAULT_LIMITS)
    assert refused is not None and refused.errors[0].extensions == {"code": LIMIT_EXCEEDED}


@pytest.mark.parametrize(
    "text",
    ["{ ...F } fragment F on Query { ...F }", "{ ...F } fragment F on Query { ...G } fragment G on Query { c ...F }"],
)
def test_fragments_that_spread_themselves_are_left_to_validation(text: str) -> None:
    refused = refusal(text, DEFAULT_LIMITS)
    assert refused is not None and "Cannot spread fragment" in str(refused)


def test_what_a_program_of_ours_writes_has_no_limit() -> None:
    assert refusal("{ " + " ".join(f"x{n}: c" for n in range(3_000)) + " }", NO_LIMITS) is None
