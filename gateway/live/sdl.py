"""The schema of a system's subgraph as text, its descriptions Chinese and English.

What it shares with `credit` (scalars, grades, the position of a page) is taken word for word from credit's own schema.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from graphql import DocumentNode, TypeDefinitionNode, parse, print_ast

from gateway.live.names import Names
from gateway.live.owners import Owner
from gateway.sync.mapping.model import LiveField, LiveType

_SHARED = ("USCC", "Date", "DateTime", "Grade", "OrderDirection", "PageInfo")
_LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@listSize", "@shareable"])\n\n'
_PAGED = (
    'assumedSize: 20, slicingArguments: ["first"], sizedFields: ["edges", "nodes"], requireOneSlicingArgument: false'
)
_TYPES = {
    LiveType.TEXT: "String",
    LiveType.WHOLE: "Int",
    LiveType.NUMBER: "Float",
    LiveType.TRUTH: "Boolean",
    LiveType.DAY: "Date",
    LiveType.INSTANT: "DateTime",
    LiveType.JSON: "JSON",
}
_OF_ENTITY = (
    "里该主体的记录，实时查询；系统答不出时为空并报错。 / "
    "Its records in this system, asked for now; null with an error where it gives none."
)
_RECORD = (
    "的一条评价，按系统里现在的样子；读不出的值为空并报错。 / "
    "An evaluation as this system has it now; a value that cannot be read is null with an error."
)
_TOLD_RECORD = (
    "的一条记录，按系统里现在的样子；读不出的值为空并报错。 / "
    "A record as this system has it now; a value that cannot be read is null with an error."
)
_GRADED = '''

  """监管事项的键。 / Key of the item."""
  itemKey: ID

  """监管事项。 / The item."""
  item: SupervisionItem

  """系统里的等级，代码已译出。 / The grade as the system has it, its code read."""
  nativeGrade: String

  """按等级标准换算的 A–D。 / A to D by the system's scale."""
  grade: Grade

  """得分。 / The score."""
  score: Float

  """评价日期。 / The day of evaluation."""
  evaluatedOn: Date

  """有效期至（含）；为空则无期限。 / The last day on which it holds; null: without end."""
  validUntil: Date

  """文号。 / Number of the document."""
  documentNo: String'''
_LIST = (
    "里市场主体的全部记录，实时查询；筛选、排序、分页都在它的数据库里。 / "
    "All records of entities in this system, asked for now; filtered, ordered and paged by its database."
)
_FILTERS = {
    "DayRange": "在这个范围里；读不出的日期按写法比较。 / Within this range; a day that cannot be read compares as it is written.",
    "NumberRange": "在这个范围里。 / Within this range.",
    "[String!]": "是其中之一。 / One of these.",
    "[ID!]": "是其中之一。 / One of these.",
    "[USCC!]": "是其中之一。 / One of these.",
}
_RANGES = '''
"""日期的范围，两端都包括。 / A range of days, both ends included."""
input DayRange {
  """不早于这一天。 / Not before this day."""
  from: Date
  """不晚于这一天。 / Not after this day."""
  to: Date
}

"""数的范围，两端都包括。 / A range of numbers, both ends included."""
input NumberRange {
  """不小于。 / Not below it."""
  from: Float
  """不大于。 / Not above it."""
  to: Float
}

"""一份 JSON 文档，按系统里的样子。 / A JSON document as the system has it."""
scalar JSON

type SupervisionItem @key(fields: "key", resolvable: false) {
  key: ID!
}
'''


@dataclass(frozen=True, slots=True)
class Parts:
    """What of a schema depends on the mapping: the types of the arguments `where` by their names, and what orders."""

    filters: dict[str, str]
    orders: Sequence[str]
    """Values of the enum, `EVALUATED_ON`."""
    owner: Owner
    has_list: bool
    graded: bool = True
    """Whether a record is an evaluation."""


def shared_definitions(credit: str) -> str:
    """What the SDL of `credit` says of the types that every subgraph has."""
    document: DocumentNode = parse(credit, no_location=True)
    named = {d.name.value: d for d in document.definitions if isinstance(d, TypeDefinitionNode)}
    return "\n\n".join(print_ast(named[name]) for name in _SHARED) + "\n" + _RANGES


def subgraph_sdl(names: Names, system: str, live: Iterable[LiveField], parts: Parts, shared: str) -> str:
    """The whole schema of the system that is called `system`."""
    sections = [_owner(names, system, parts), _record(names, system, live, parts), _filter(names, parts)]
    if parts.orders:
        sections.append(_order(names, parts.orders))
    sections.append(_connection(names, system, parts) if parts.has_list else "")
    return _LINK + shared + "\n" + "\n".join(sections)


def _owner(names: Names, system: str, parts: Parts) -> str:
    owner = parts.owner
    return f'''type {owner.type} @key(fields: "{owner.key}") {{
  {owner.key}: {owner.key_type}!

  """{system}{_OF_ENTITY}"""
  {names.field}(
{_where_and_order(names, parts)}
    """每个主体最多几条，0 到 100。 / Records of an entity, 0 to 100."""
    first: Int! = 100
  ): [{names.record}!]
}}
'''


def _record(names: Names, system: str, live: Iterable[LiveField], parts: Parts) -> str:
    own = "".join(f'\n\n  """{_sentence(each.description)}"""\n  {each.name}: {_TYPES[each.type]}' for each in live)
    told, fields = (_RECORD, _GRADED) if parts.graded else (_TOLD_RECORD, "")
    return f'''"""{system}{told}"""
type {names.record} {{
  """{parts.owner.described}"""
  {parts.owner.field}: {parts.owner.type}{fields}{own}
}}
'''


def _filter(names: Names, parts: Parts) -> str:
    fields = "".join(f'\n  """{_FILTERS[kind]}"""\n  {name}: {kind}' for name, kind in parts.filters.items())
    return f'''"""筛选，在数据库里进行：各项都要满足，列表里满足其一。 / Filtered by the database: every part must hold, of a list one."""
input {names.record}Filter {{{fields}
}}
'''


def _order(names: Names, orders: Iterable[str]) -> str:
    values = "".join(f"\n  {name}" for name in orders)
    return f'''"""按什么排序；空值在最后。 / What records are ordered by; null is last."""
enum {names.record}OrderField {{{values}
}}

"""排序。 / An order."""
input {names.record}Order {{
  """按什么排。 / What records are ordered by."""
  field: {names.record}OrderField!
  """方向，默认升序。 / Direction, ascending by default."""
  direction: OrderDirection! = ASC
}}
'''


def _connection(names: Names, system: str, parts: Parts) -> str:
    return f'''"""列表的一页。 / A page of a list."""
type {names.record}Connection {{
  """各条及其游标。 / The rows with their cursors."""
  edges: [{names.record}Edge!]!

  """各条。 / The rows."""
  nodes: [{names.record}!]!

  """这一页的位置。 / Where the page stands."""
  pageInfo: PageInfo!
}}

"""列表中的一条及其游标。 / A row of a list with its cursor."""
type {names.record}Edge {{
  """游标。 / Its cursor."""
  cursor: String!

  """这一条。 / The row."""
  node: {names.record}!
}}

type Query {{
  """{system}{_LIST}"""
  {names.list}(
{_where_and_order(names, parts)}
    """一页几条，0 到 100。 / Records of a page, 0 to 100."""
    first: Int! = 20

    """在这个游标之后。 / After this cursor."""
    after: String
  ): {names.record}Connection @listSize({_PAGED})
}}
'''


def _where_and_order(names: Names, parts: Parts) -> str:
    where = f'    """筛选。 / Which of them."""\n    where: {names.record}Filter\n'
    if not parts.orders:
        return where
    return f'{where}\n    """排序。 / Their order."""\n    orderBy: [{names.record}Order!]\n'


def _sentence(description: str) -> str:
    r"""A description of a mapping inside of triple quotes."""
    return description.replace("\\", "\\\\").replace('"""', '\\"""')
