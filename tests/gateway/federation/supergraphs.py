"""Small supergraphs for the tests: `supergraph("a b", body)` puts the specifications' preamble before a body of types."""

PREAMBLE = """schema @link(url: "https://specs.apollo.dev/link/v1.0") @link(url: "https://specs.apollo.dev/join/v0.3", for: EXECUTION)
  @link(url: "https://specs.apollo.dev/inaccessible/v0.2", for: SECURITY) { query: Query }
directive @join__enumValue(graph: join__Graph!) repeatable on ENUM_VALUE
directive @join__field(graph: join__Graph, requires: join__FieldSet, provides: join__FieldSet, type: String, external: Boolean,
  override: String, usedOverridden: Boolean) repeatable on FIELD_DEFINITION | INPUT_FIELD_DEFINITION
directive @join__graph(name: String!, url: String!) on ENUM_VALUE
directive @join__implements(graph: join__Graph!, interface: String!) repeatable on OBJECT | INTERFACE
directive @join__type(graph: join__Graph!, key: join__FieldSet, extension: Boolean! = false, resolvable: Boolean! = true,
  isInterfaceObject: Boolean! = false) repeatable on OBJECT | INTERFACE | UNION | ENUM | INPUT_OBJECT | SCALAR
directive @join__unionMember(graph: join__Graph!, member: String!) repeatable on UNION
directive @link(url: String, as: String, for: link__Purpose, import: [link__Import]) repeatable on SCHEMA
directive @inaccessible on FIELD_DEFINITION | OBJECT | INTERFACE | UNION | ENUM | ENUM_VALUE | SCALAR | INPUT_OBJECT |
  INPUT_FIELD_DEFINITION | ARGUMENT_DEFINITION
scalar join__FieldSet
scalar link__Import
enum link__Purpose { SECURITY EXECUTION }
"""


def supergraph(graphs: str, body: str) -> str:
    """A supergraph of subgraphs named by letters, each answering at http://NAME/."""
    values = "\n".join(f'  {g.upper()} @join__graph(name: "{g}", url: "http://{g}/")' for g in graphs.split())
    roots = [name for name in ("Mutation", "Subscription") if f"type {name} " in body]
    schema = "".join(f" {name.lower()}: {name}" for name in ("Query", *roots))
    preamble = PREAMBLE.replace(" query: Query", schema)
    return f"{preamble}enum join__Graph {{\n{values}\n}}\n{body}"
