"""What a request to export says: an operation, where its rows are, which columns, and the form of the file."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from gateway.execution.operations import Operation
from gateway.http.persisted_documents import PersistedDocuments
from gateway.http.refusals import BadRequest
from gateway.http.requests import operation_of

KNOWN = (
    "query",
    "documentId",
    "extensions",
    "operationName",
    "variables",
    "rows",
    "columns",
    "format",
    "after",
    "each",
    "over",
    "distinct",
    "total",
    "name",
)
MOST_COLUMNS, LONGEST_PATH, LONGEST_TITLE, MOST_WORDS = 200, 16, 200, 5_000
AT_ONCE = 500
"""Values of a list that are asked for at one time, where nobody says how many."""
ASKED = "$"
"""Before the name of the variable in the path to the value that a row was asked for; no name in an answer has it."""
END = "end"
"""What the closing line of JSON Lines is called; no column is."""
NO_NAME = "export"
_GRAPHQL_NAME = re.compile(r"[_A-Za-z][_0-9A-Za-z]*")
_NOT_IN_FILE_NAMES = re.compile(r'[\\/:*?"<>|]')
Path = tuple[str | int, ...]
"""By the names in an answer; a number is a place in a list."""
Object = dict[str, Any]


class Format(StrEnum):
    """The form of the file."""

    CSV = "csv"
    XLSX = "xlsx"
    JSON_LINES = "jsonl"


@dataclass(frozen=True, slots=True)
class Column:
    """`path` from a row to a value, by the names in the answer. `words` are what is written for some values where people read."""

    path: Path
    title: str
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Over:
    """The operation is run for so many of the values of the variable at a time; for each by itself, where it takes one."""

    variable: str
    at_once: int = AT_ONCE


@dataclass(frozen=True, slots=True)
class Asked:
    """`rows` is the path in the answer to the list or connection, `after` the variable that takes the cursor of a page.

    `rows` empty: the root field. `columns` empty: every value of a row. `after` None: `$after`, where the operation has it.
    `each` is a path from a row through its lists: each element of them is a row of its own. `over` None: the operation is run once.
    `distinct`: a row that has come before is left out. `total` is the path in the answer to how many rows there are in all, of a list of
    which an operation answers the first. `name` is what the file is called, without its ending.
    """

    operation: Operation
    rows: Path
    columns: tuple[Column, ...]
    format: Format
    after: str | None = None
    each: Path = ()
    over: Over | None = None
    distinct: bool = False
    total: Path = ()
    name: str = NO_NAME


def asked_of(parameters: Object, documents: PersistedDocuments) -> Asked:
    """What the parameters of a request say. Raises a Refusal, located at the parameter."""
    unknown = [name for name in parameters if name not in KNOWN]
    if unknown:
        raise BadRequest(
            f"{unknown[0][:LONGEST_TITLE]}: 不认识，有 {'、'.join(KNOWN)} / unknown; there are {', '.join(KNOWN)}"
        )
    if parameters.get("total") is not None and parameters.get("each") is not None:
        raise BadRequest("total: 不与 each 同用 / not together with each")
    operation = operation_of(parameters, documents)
    format_ = _format(parameters.get("format"))
    columns = _columns(parameters.get("columns"))
    if format_ is Format.JSON_LINES and any(column.title == END for column in columns):
        raise BadRequest(
            f"columns: 标题不能是 {END}，那是末行的名称 / no title may be {END}, the name of the closing line"
        )
    return Asked(
        operation,
        _path(parameters["rows"], "rows") if parameters.get("rows") is not None else (),
        columns,
        format_,
        _variable(parameters.get("after"), "after"),
        _path(parameters["each"], "each") if parameters.get("each") is not None else (),
        _over(parameters.get("over"), operation),
        _distinct(parameters.get("distinct", False)),
        _path(parameters["total"], "total") if parameters.get("total") is not None else (),
        file_name(parameters.get("name")),
    )


def file_name(name: Any) -> str:
    """A name that every file system takes. Raises BadRequest for what is no text."""
    if name is None:
        return NO_NAME
    if not isinstance(name, str):
        raise BadRequest("name: 应是字符串 / name must be a string")
    plain = "".join(" " if unicodedata.category(one).startswith("C") else one for one in name)
    return _NOT_IN_FILE_NAMES.sub("_", plain)[:LONGEST_TITLE].strip(" .") or NO_NAME


def _format(given: Any) -> Format:
    if not isinstance(given, str) or given not in list(Format):
        raise BadRequest(f"format: 应是 {'、'.join(Format)} 之一 / format must be one of {', '.join(Format)}")
    return Format(given)


def _variable(given: Any, where: str) -> str | None:
    if given is None:
        return None
    if not isinstance(given, str) or not _GRAPHQL_NAME.fullmatch(given):
        raise BadRequest(f"{where}: 应是操作的一个变量名 / {where} must be the name of a variable of the operation")
    return given


def _over(given: Any, operation: Operation) -> Over | None:
    if given is None:
        return None
    if not isinstance(given, dict) or not given.keys() <= {"variable", "atOnce"}:
        raise BadRequest("over: 应是 {variable, atOnce} / over must be {variable, atOnce}")
    variable = _variable(given.get("variable", ""), "over.variable")
    assert variable is not None
    values = (operation.variables or {}).get(variable)
    if not isinstance(values, list) or not values:
        raise BadRequest(
            f"over: variables.{variable} 应是至少一个值的数组 / variables.{variable} must be an array of at least one value"
        )
    at_once = given.get("atOnce", AT_ONCE)
    if not isinstance(at_once, int) or isinstance(at_once, bool) or at_once < 1:
        raise BadRequest("over.atOnce: 应是至少为 1 的整数 / must be a whole number of at least 1")
    return Over(variable, at_once)


def _distinct(given: Any) -> bool:
    if not isinstance(given, bool):
        raise BadRequest("distinct: 应是 true 或 false / must be true or false")
    return given


def _columns(given: Any) -> tuple[Column, ...]:
    if given is None:
        return ()
    if not isinstance(given, list) or not 0 < len(given) <= MOST_COLUMNS:
        raise BadRequest(
            f"columns: 应是 1–{MOST_COLUMNS} 列的数组 / columns must be an array of 1 to {MOST_COLUMNS} columns"
        )
    columns = tuple(_column(one, f"columns[{place}]") for place, one in enumerate(given))
    titles = [column.title for column in columns]
    for place, title in enumerate(titles):
        if title in titles[:place]:
            raise BadRequest(f"columns[{place}].title: 标题 {title} 重复 / the title {title} is there before")
    return columns


def _column(given: Any, where: str) -> Column:
    if not isinstance(given, dict) or not given.keys() <= {"path", "title", "words"}:
        raise BadRequest(f"{where}: 应是 {{path, title, words}} / must be {{path, title, words}}")
    path = _column_path(given.get("path"), f"{where}.path")
    title = given.get("title", dotted(path))
    if not isinstance(title, str) or not 0 < len(title) <= LONGEST_TITLE:
        raise BadRequest(f"{where}.title: 应有 1–{LONGEST_TITLE} 个字符 / has 1 to {LONGEST_TITLE} characters")
    words = given.get("words", {})
    if (
        not isinstance(words, dict)
        or len(words) > MOST_WORDS
        or not all(isinstance(one, str) for one in words.values())
    ):
        raise BadRequest(f"{where}.words: 应是 值 → 文字 的对象 / must be an object from value to text")
    return Column(path, title, words)


def _column_path(given: Any, where: str) -> Path:
    """A path in a row, or the variable whose value the row was asked for."""
    if isinstance(given, list) and len(given) == 1 and isinstance(given[0], str) and given[0].startswith(ASKED):
        return (ASKED + str(_variable(given[0].removeprefix(ASKED), where)),)
    return _path(given, where)


def dotted(path: Path) -> str:
    return ".".join(map(str, path))


def _path(given: Any, where: str) -> Path:
    if not isinstance(given, list) or not all(map(_is_step, given)) or not 0 < len(given) <= LONGEST_PATH:
        raise BadRequest(
            f"{where}: 应是应答里的路径，1–{LONGEST_PATH} 个字段名（或列表里的位置）的数组 / must be a path in the answer, an array "
            f"of 1 to {LONGEST_PATH} names of fields, or places in lists"
        )
    return tuple(given)


def _is_step(given: Any) -> bool:
    if isinstance(given, str):
        return _GRAPHQL_NAME.fullmatch(given) is not None
    return isinstance(given, int) and not isinstance(given, bool) and given >= 0
