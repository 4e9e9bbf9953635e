"""What has changed in the schema since it was last recorded (schema/baseline.graphql), for docs/schema-changelog.md.

`python -m tests.docs.schema_changelog` writes the page's parts anew; `python -m tests.docs.schema_changelog record NAME` makes what
they say a section of its own, and today's schema the one to compare with. What breaks clients is found by graphql-core.
"""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from graphql import (
    BreakingChange,
    DangerousChange,
    DangerousChangeType,
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    build_schema,
    find_schema_changes,
)
from graphql.utilities import SafeChange, SafeChangeType, SchemaChange

from gateway.marked_page import part_of, with_part
from tests.served import ROOT

PAGE = ROOT / "docs" / "schema-changelog.md"
BASELINE = ROOT / "schema" / "baseline.graphql"
CURRENT = ROOT / "schema" / "credit.graphql"
BREAKING, CHANGES, DEPRECATED, RECORDED = "breaking", "changes", "deprecated", "recorded"
ROW = re.compile(r"^\| `([^`]+)` \| (.*\S) *\|$", re.MULTILINE)
NONE = "无。/ None."
REASONS = "| 变更 change | 理由 reason |\n|---|---|"
ADDED = {
    SafeChangeType.TYPE_ADDED: "新类型 / new types",
    SafeChangeType.FIELD_ADDED: "新字段 / new fields",
    SafeChangeType.FIELD_CHANGED_KIND_SAFE: "类型收紧的字段 / fields that promise more",
    SafeChangeType.ARG_CHANGED_KIND_SAFE: "放宽的参数 / arguments that ask less",
}
"""What clients may use and need not look at; changed descriptions are not told."""

OPTIONAL = {DangerousChangeType.OPTIONAL_ARG_ADDED, DangerousChangeType.OPTIONAL_INPUT_FIELD_ADDED}
"""Dangerous to servers that extend the schema; a client that does not give them is answered as before."""
COORDINATE = re.compile(r"\b[A-Z]\w*\.\w+(?:\(\w+:\))?")


@dataclass(frozen=True, slots=True)
class Deprecated:
    """A field, argument, input field or enum value that will go, and what its reason says."""

    coordinate: str
    reason: str

    @property
    def helps(self) -> bool:
        """Whether the reason names what to use instead (`so`), in Chinese and English."""
        chinese, slash, english = self.reason.partition(" / ")
        return bool(slash and re.search(r"[\u4e00-\u9fff]", chinese) and "`" in chinese and "`" in english)


def schema_of(path: Path) -> GraphQLSchema:
    return build_schema(path.read_text(encoding="utf-8"), assume_valid_sdl=True)


def breaking(changes: list[SchemaChange]) -> list[str]:
    return [one.description for one in changes if isinstance(one, BreakingChange)]


def listed(page: str) -> dict[str, str]:
    """The breaking changes that the page tells, each with its reason."""
    return dict(ROW.findall(part_of(page, BREAKING)))


def told(changes: list[SchemaChange]) -> str:
    """What is new, and what a careful client looks at."""
    dangerous = [one for one in changes if isinstance(one, DangerousChange)]
    careful = [one.description for one in dangerous if one.type not in OPTIONAL]
    parts = ["### 请留意 / To be looked at", "", *(_careful(careful) or [NONE])]
    optional = [_coordinate(one.description) for one in dangerous if one.type in OPTIONAL]
    if optional:
        parts += [
            "",
            "### 新的可选参数和输入字段 / new optional arguments and input fields",
            "",
            f"- {', '.join(optional)}",
        ]
    for kind, title in ADDED.items():
        found = [one.description for one in changes if isinstance(one, SafeChange) and one.type is kind]
        if found:
            parts += ["", f"### {title}", "", *_grouped(found)]
    return "\n".join(parts)


def deprecations(schema: GraphQLSchema) -> Iterator[Deprecated]:
    """Everything in the schema that is marked as going."""
    for name, one in schema.type_map.items():
        if isinstance(one, GraphQLEnumType):
            members = [(f"{name}.{key}", value.deprecation_reason) for key, value in one.values.items()]
        elif isinstance(one, GraphQLInputObjectType):
            members = [(f"{name}.{key}", field.deprecation_reason) for key, field in one.fields.items()]
        elif isinstance(one, GraphQLObjectType | GraphQLInterfaceType):
            members = [(f"{name}.{key}", field.deprecation_reason) for key, field in one.fields.items()]
            members += [
                (f"{name}.{key}({given}:)", argument.deprecation_reason)
                for key, field in one.fields.items()
                for given, argument in field.args.items()
            ]
        else:
            continue
        yield from (Deprecated(where, reason) for where, reason in members if reason is not None)


def written(page: str, before: GraphQLSchema, now: GraphQLSchema) -> str:
    """The page with its parts made anew; the reasons that it has are kept. Raises ValueError for a breaking change without one."""
    changes = find_schema_changes(before, now)
    reasons = listed(page)
    missing = [one for one in breaking(changes) if one not in reasons]
    if missing:
        rows = "\n".join(f"| `{one}` | … |" for one in missing)
        raise ValueError(f"say why, between the marks of “{BREAKING}” in docs/schema-changelog.md:\n{rows}")
    given = [f"| `{one}` | {reasons[one]} |" for one in breaking(changes)]
    page = with_part(page, BREAKING, "\n".join([REASONS, *given]) if given else NONE)
    page = with_part(page, CHANGES, told(changes))
    going = [f"- `{one.coordinate}`：{one.reason}" for one in deprecations(now)]
    return with_part(page, DEPRECATED, "\n".join(going) or NONE)


def recorded(page: str, name: str, day: date) -> str:
    """The page with what its parts say as a section `name`, and the parts empty."""
    section = [
        f"## {name}（{day}）",
        "",
        "### 不兼容 / Breaking",
        "",
        part_of(page, BREAKING),
        "",
        part_of(page, CHANGES),
    ]
    earlier = part_of(page, RECORDED)
    page = with_part(page, RECORDED, "\n".join([*section, *(["", earlier] if earlier != NONE else [])]))
    return with_part(with_part(page, BREAKING, NONE), CHANGES, NONE)


def _careful(descriptions: list[str]) -> list[str]:
    """A line a change; the values of one enumeration share theirs."""
    values = re.compile(r"Enum value (\w+)\.(\w+) was added\.")
    added: dict[str, list[str]] = {}
    for found in filter(None, map(values.fullmatch, descriptions)):
        added.setdefault(found[1], []).append(f"`{found[1]}.{found[2]}`")
    new = [f"- 新的枚举值 / new values: {', '.join(names)}" for names in added.values()]
    return new + [f"- {_marked(one)}" for one in descriptions if not values.fullmatch(one)]


def _grouped(descriptions: list[str]) -> list[str]:
    """Names only, those of one type in a line; what is more than a name keeps its sentence."""
    groups: dict[str, list[str]] = {}
    rest = []
    for one in descriptions:
        found = re.fullmatch(r"(?:Field )?((\w+)(?:\.\w+)?) was added\.", one)
        if found is None:
            rest.append(f"- {_marked(one)}")
        else:
            groups.setdefault(found[2] if "." in found[1] else "", []).append(f"`{found[1]}`")
    return [*(f"- {', '.join(names)}" for names in groups.values()), *rest]


def _marked(description: str) -> str:
    """A sentence of graphql-core with its coordinates as code."""
    return COORDINATE.sub(lambda found: f"`{found[0]}`", description)


def _coordinate(description: str) -> str:
    found = COORDINATE.search(description)
    return f"`{found[0]}`" if found else description


def main(arguments: list[str]) -> None:
    page = written(PAGE.read_text(encoding="utf-8"), schema_of(BASELINE), schema_of(CURRENT))
    if arguments[:1] == ["record"] and len(arguments) == 2:
        page = recorded(page, arguments[1], date.today())
        BASELINE.write_text(CURRENT.read_text(encoding="utf-8"), encoding="utf-8")
    elif arguments:
        sys.exit("python -m tests.docs.schema_changelog [record NAME]")
    PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except ValueError as error:
        sys.exit(str(error))
