"""Directives that go into the supergraph: each by its specification's rule."""

from tests.gateway.federation.composition.subgraphs import composed, merged


def test_tags_come_together() -> None:
    found = merged(
        "S",
        a='type Query { s: S } scalar S @tag(name: "x") @tag(name: "y")',
        b='scalar S @tag(name: "x") @tag(name: "z")',
    )
    assert found.splitlines()[3:] == ['  @tag(name: "x")', '  @tag(name: "y")', '  @tag(name: "z")']


def test_inaccessible_in_one_subgraph_is_inaccessible() -> None:
    found = merged(
        "Query", a="type Query { x: Int y: Int @shareable @inaccessible }", b="type Query { y: Int @shareable }"
    )
    assert "  y: Int @inaccessible\n" in found


def test_access_of_every_subgraph_is_asked_for() -> None:
    found = merged(
        "Query",
        a='type Query { x: Int @shareable @policy(policies: [["p1"], ["p2", "p3"]]) @authenticated }',
        b='type Query { x: Int @shareable @policy(policies: [["p2"], ["p4"]]) }',
    )
    assert '  x: Int @policy(policies: [["p1", "p2"], ["p1", "p4"], ["p2", "p3"]]) @authenticated\n' in found


def test_scopes_have_their_scalar() -> None:
    found = composed(a='type Query { x: Int @requiresScopes(scopes: [["read"]]) }').supergraph_sdl
    assert "directive @requiresScopes(scopes: [[requiresScopes__Scope!]!]!) on" in found
    assert "\nscalar requiresScopes__Scope\n" in found
    assert '@link(url: "https://specs.apollo.dev/requiresScopes/v0.1", for: SECURITY)' in found


def test_the_highest_cost_counts() -> None:
    found = merged(
        "Query",
        a="type Query { x: Int @shareable @cost(weight: 3) }",
        b="type Query { x: Int @shareable @cost(weight: 5) }",
    )
    assert "  x: Int @cost(weight: 5)\n" in found


def test_list_sizes_merge_argument_by_argument() -> None:
    found = merged(
        "Query",
        a='type Query { x(a: Int, b: Int): [Int] @shareable @listSize(assumedSize: 10, slicingArguments: ["a"]) }',
        b="""type Query { x(a: Int, b: Int): [Int] @shareable
          @listSize(assumedSize: 20, slicingArguments: ["b"], requireOneSlicingArgument: false) }""",
    )
    sizes = '@listSize(assumedSize: 20, slicingArguments: ["a", "b"], requireOneSlicingArgument: false)'
    assert f"  x(a: Int, b: Int): [Int] {sizes}\n" in found


def test_deprecation_is_kept() -> None:
    found = merged("Query", a='type Query { x: Int y: Int @deprecated(reason: "see x") }')
    assert '  y: Int @deprecated(reason: "see x")\n' in found


def test_a_subgraphs_own_directives_stay_at_home() -> None:
    found = composed(a="directive @mine on FIELD_DEFINITION type Query { x: Int @mine }").supergraph_sdl
    assert "mine" not in found


def test_compose_directive_takes_a_directive_along() -> None:
    link = '@link(url: "https://x.org/words/v1.{}", import: ["@word", {{name: "@other", as: "@another"}}])'
    own = """@composeDirective(name: "@word") @composeDirective(name: "@another")
      directive @word(is: String) repeatable on FIELD_DEFINITION directive @another on OBJECT"""
    found = composed(
        a=f'extend schema {link.format(0)} {own} type Query @another {{ x: Int @word(is: "a") @shareable }}',
        b=f'extend schema {link.format(2)} {own} type Query {{ x: Int @word(is: "b") @shareable }}',
    ).supergraph_sdl
    assert '@link(url: "https://x.org/words/v1.2", import: [{name: "@other", as: "@another"}, "@word"])' in found
    assert "directive @word(is: String) repeatable on FIELD_DEFINITION\n" in found
    assert '  x: Int @word(is: "a") @word(is: "b")\n' in found
    assert "  @another\n" in found


def test_directives_for_operations_are_those_in_common() -> None:
    found = composed(
        a="directive @live(every: Int, to: Int) on QUERY | FIELD directive @only on FIELD type Query { x: Int }",
        b="directive @live(every: Int!) on FIELD type Query { y: Int }",
    ).supergraph_sdl
    assert "directive @live(every: Int!) on FIELD\n" in found
    assert "@only" not in found
