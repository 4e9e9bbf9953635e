"""YAML that remembers where it stood: every value knows its file and line, so that an error can name them."""

import difflib
import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

import yaml

from graph_model.errors import BadInput

E = TypeVar("E", bound=StrEnum)
V = TypeVar("V")

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NULL = "tag:yaml.org,2002:null"


class PlanFileError(BadInput):
    """Something wrong in a file of the plan; `where` is `file:line`."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A YAML mapping with its place. Fields are read by kind; each method raises PlanFileError at the field's own line."""

    path: Path
    line: int
    fields: Mapping[str, yaml.Node]
    lines: Mapping[str, int]

    def error(self, message: str, field: str = "") -> PlanFileError:
        """An error at `field`, or at the entry where it has no such field."""
        return PlanFileError(message, f"{self.path}:{self.lines.get(field, self.line)}")

    def allow(self, *names: str) -> None:
        """Refuse a field that is none of `names`: most often a slip of the pen."""
        for name in self.fields:
            if name not in names:
                raise self.error(f"未知字段 / unknown field {name!r}{_nearest(name, names)}", name)

    def text(self, field: str) -> str:
        value = self.maybe_text(field)
        if value is None or not value.strip():
            raise self.error(f"缺少字段 / missing field {field!r}", field)
        return value

    def maybe_text(self, field: str) -> str | None:
        """The text of a scalar as it is written, or None where the field is absent or null."""
        node = self.fields.get(field)
        if node is None or node.tag == _NULL:
            return None
        return _scalar(node, self.path, field)

    def texts(self, field: str) -> tuple[str, ...]:
        """A list of scalars; absent or null is empty."""
        return tuple(_scalar(node, self.path, field) for node in self._sequence(field))

    def entries(self, field: str) -> list["Entry"]:
        """A list of mappings; absent or null is empty."""
        return [_entry(node, self.path) for node in self._sequence(field)]

    def mapping(self, field: str) -> "Entry":
        if field not in self.fields:
            raise self.error(f"缺少字段 / missing field {field!r}")
        return _entry(self.fields[field], self.path)

    def maybe_integer(self, field: str) -> int | None:
        return self._parsed(field, int, "整数 / a whole number")

    def integer(self, field: str) -> int:
        return self._required(field, self.maybe_integer(field))

    def maybe_number(self, field: str) -> float | None:
        return self._parsed(field, _finite, "数 / a number")

    def numbers(self, field: str) -> tuple[float, ...]:
        try:
            return tuple(_finite(text) for text in self.texts(field))
        except ValueError:
            raise self.error(f"{field!r} 应为一列数 / must be a list of numbers", field) from None

    def flag(self, field: str, default: bool | None = None) -> bool:
        value = self._parsed(field, {"true": True, "false": False}.__getitem__, "true 或 / or false")
        return self._required(field, default if value is None else value)

    def day(self, field: str) -> date:
        return self._required(field, self._parsed(field, date.fromisoformat, "日期 / a day YYYY-MM-DD"))

    def choice(self, field: str, vocabulary: type[E]) -> E:
        return vocabulary(self.word(field, [member.value for member in vocabulary], field))

    def choices(self, field: str, vocabulary: type[E]) -> tuple[E, ...]:
        words = {member.value: member for member in vocabulary}
        return tuple(self.found(field, word, words, field) for word in self.texts(field))

    def word(self, field: str, known: Iterable[str], kind: str) -> str:
        """The text of a field, which must be one of `known`; `kind` says of what."""
        return self.found(field, self.text(field), {word: word for word in known}, kind)

    def found(self, field: str, word: str, table: Mapping[str, V], kind: str) -> V:
        """What `word` stands for in `table`; an unknown word is an error with the nearest one there is."""
        if word not in table:
            raise self.error(f"未知的 / unknown {kind} {word!r}{_nearest(word, table)}", field)
        return table[word]

    def _sequence(self, field: str) -> list[yaml.Node]:
        node = self.fields.get(field)
        if node is None or node.tag == _NULL:
            return []
        if not isinstance(node, yaml.SequenceNode):
            raise self.error(f"{field!r} 应为列表 / must be a list", field)
        return list(node.value)

    def _parsed(self, field: str, parse: Callable[[str], V], expected: str) -> V | None:
        text = self.maybe_text(field)
        if text is None:
            return None
        try:
            return parse(text)
        except (ValueError, KeyError):
            raise self.error(f"{field!r} 应为 / must be {expected}: {text!r}", field) from None

    def _required(self, field: str, value: V | None) -> V:
        if value is None:
            raise self.error(f"缺少字段 / missing field {field!r}", field)
        return value


def read_entry(path: Path) -> Entry:
    """The mapping at the top of a YAML file."""
    try:
        with path.open(encoding="utf-8") as file:
            node = yaml.compose(file, Loader=_LOADER)
    except (OSError, UnicodeDecodeError, yaml.reader.ReaderError) as error:
        raise PlanFileError(f"读不了 / cannot be read: {error}", str(path)) from error
    except yaml.MarkedYAMLError as error:
        line = 1 if error.problem_mark is None else error.problem_mark.line + 1
        raise PlanFileError(f"不是 YAML / is not YAML: {error.problem}", f"{path}:{line}") from error
    if node is None:
        raise PlanFileError("空文件 / is empty", f"{path}:1")
    return _entry(node, path)


def keyed(entries: Iterable[Entry], field: str = "key") -> Iterator[tuple[str, Entry]]:
    """Each entry with its key; a key that stood before is an error that names both lines."""
    first: dict[str, Entry] = {}
    for entry in entries:
        key = entry.text(field)
        if key in first:
            before = first[key]
            place = f"{before.path.name}:{before.line}"
            raise entry.error(f"{field} 重复 / duplicate {field} {key!r}, 先见于 / first at {place}", field)
        first[key] = entry
        yield key, entry


def _entry(node: yaml.Node, path: Path) -> Entry:
    if not isinstance(node, yaml.MappingNode):
        raise PlanFileError("应为映射 / must be a mapping", f"{path}:{_line(node)}")
    fields: dict[str, yaml.Node] = {}
    lines: dict[str, int] = {}
    for name, value in node.value:
        text = _scalar(name, path, "field name")
        if text in fields:
            raise PlanFileError(f"字段重复 / field {text!r} stands twice", f"{path}:{_line(name)}")
        fields[text], lines[text] = value, _line(name)
    return Entry(path, _line(node), fields, lines)


def _scalar(node: yaml.Node, path: Path, field: str) -> str:
    if not isinstance(node, yaml.ScalarNode):
        raise PlanFileError(f"{field!r} 应为单个值 / must be a single value", f"{path}:{_line(node)}")
    return str(node.value)


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(text)
    return value


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1


def _nearest(word: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(word, list(known), n=1)
    return f",是否 / did you mean {near[0]!r}?" if near else ""
