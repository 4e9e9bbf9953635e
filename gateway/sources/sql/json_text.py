"""What stands at a place of a JSON document, as text: each kind of database has its own words for it."""

import json
import re
from typing import Any

from sqlalchemy import ColumnElement, String, cast, func, literal
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

Path = tuple[str, ...]


class json_text(FunctionElement[str]):
    """`json_text(column, steps)`: text at the steps into a document; null where nothing is, or where the document is none.

    PostgreSQL before 16 cannot tell whether a column of text holds a document: there it must.
    """

    type = String()
    inherit_cache = True

    def __init__(self, column: ColumnElement[Any], steps: Path) -> None:
        paths = [literal("$" + path, String) for path in _paths(steps)]
        super().__init__(column, *paths, *(literal(step, String) for step in steps))


def _paths(steps: Path) -> tuple[str, str, str]:
    """The steps as a path. SQLite and MariaDB compare names as they are written: the Chinese of a name may be escaped."""
    plain = "".join(f'."{step}"' for step in steps)
    escaped = "".join(f".{json.dumps(step)}" for step in steps)
    return plain, escaped, re.sub(r"\\u[0-9a-f]{4}", lambda code: "\\u" + code[0][2:].upper(), escaped)


def _extracted(element: json_text) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    """The document, and what stands in it at whichever path it has."""
    column, *places = element.clauses
    return column, func.coalesce(*(func.json_extract(column, path) for path in places[:3]))


@compiles(json_text)
def _of_sqlite(element: json_text, compiler: Any, **rest: Any) -> str:
    document, found = (compiler.process(one, **rest) for one in _extracted(element))
    return f"CASE WHEN json_valid({document}) THEN CAST({found} AS TEXT) END"


@compiles(json_text, "postgresql")
def _of_postgresql(element: json_text, compiler: Any, **rest: Any) -> str:
    column, _, _, _, *steps = element.clauses
    document = compiler.process(cast(column, String), **rest)
    return f"(CAST({document} AS jsonb) #>> ARRAY[{', '.join(compiler.process(step, **rest) for step in steps)}])"


@compiles(json_text, "mysql")
@compiles(json_text, "mariadb")
def _of_mysql(element: json_text, compiler: Any, **rest: Any) -> str:
    document, found = (compiler.process(one, **rest) for one in _extracted(element))
    return f"CASE WHEN JSON_VALID({document}) THEN JSON_UNQUOTE({found}) END"
