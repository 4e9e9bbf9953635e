"""A mapping file read, and held against the plan: every error names the file, the line and the keys that lead there."""

import difflib
from collections.abc import Callable, Iterable, Iterator
from collections.abc import Mapping as Table
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gateway.federation.located import BadConfiguration, LocatedFile
from gateway.sync.mapping.columns import CodedValue
from gateway.sync.mapping.model import ChangeKind, Changes, Evaluation, Mapping
from graph_model import scales
from graph_model.catalogue import Catalogue
from graph_model.errors import BadInput
from graph_model.intake import cells
from graph_model.intake.columns import Kind
from graph_model.intake.fact_rows import severity
from graph_model.intake.refusals import Refused
from graph_model.intake.words import Words
from graph_model.model import Scale, SystemKind

Steps = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class MappingFile:
    """A mapping and where it stands. `moved`: parts that stand elsewhere in the file than in the mapping."""

    mapping: Mapping
    file: LocatedFile
    moved: Table[str, Steps] = field(default_factory=dict)

    def error(self, message: str, *steps: str | int) -> BadInput:
        """An error at a place of the file."""
        if steps and steps[0] in self.moved:
            steps = (*self.moved[str(steps[0])], *steps[1:])
        return BadInput(str(self.file.error(message, *steps)))

    def asked(self) -> "MappingFile":
        """The mapping of the rows that are asked for live: itself, but where these are of another table than the synced ones."""
        asked = self.mapping.asked
        if asked is None:
            return self
        other = {
            "table": asked.table,
            "joins": asked.joins,
            "keys": asked.keys,
            "changes": Changes(kind=ChangeKind.DELETION, key=asked.key),
        }
        unsaid = dict.fromkeys(("asked", "select", "name", "fact", "registration", "inspection_item", "deleted"))
        mapping = self.mapping.model_copy(update={**unsaid, "evaluations": (), **other})
        moved: dict[str, Steps] = {name: ("asked", name) for name in ("table", "joins", "keys")}
        return MappingFile(mapping, self.file, {**moved, "changes": ("asked",)})

    def columns(self) -> Iterator[tuple[str, Steps]]:
        """Every reference to a column, with the keys that lead to it."""
        content = self.mapping.model_dump(by_alias=True, exclude_none=True)
        own = () if self.mapping.asked is not None else ("live",)
        for key in ("keys", "name", "evaluations", "fact", "registration", "inspectionItem", "deleted", *own):
            yield from _columns(content.get(key), (key,))
        changes = self.mapping.changes
        if changes.column is not None:
            yield changes.column, ("changes", "column")
        for place, column in enumerate(changes.key):
            yield column, ("changes", "key", place)


def read_mapping(path: Path, catalogue: Catalogue) -> MappingFile:
    """The mapping of a file. Raises BadInput for whatever is wrong with it, all that is wrong with its form at once."""
    try:
        file = LocatedFile(path)
        _refuse_bare_codes(file, file.content, ())
        read = MappingFile(file.validated(Mapping), file)
    except BadConfiguration as error:
        raise BadInput(str(error)) from error
    _check_tables(read)
    if read.mapping.asked is not None:
        _check_tables(read.asked())
    _check_words(read, Words(catalogue))
    for place, evaluation in enumerate(read.mapping.evaluations):
        _check_item(read, catalogue, evaluation, place)
        _check_grade(read, catalogue, evaluation, place)
    return read


def _columns(value: Any, steps: Steps) -> Iterator[tuple[str, Steps]]:
    if isinstance(value, dict):
        for key, below in value.items():
            if key == "column":
                yield below, (*steps, key)
            elif key != "codes":
                yield from _columns(below, (*steps, key))
    elif isinstance(value, (list, tuple)):
        for place, below in enumerate(value):
            yield from _columns(below, (*steps, place))


def _refuse_bare_codes(file: LocatedFile, value: Any, steps: Steps) -> None:
    """A code without quotes is not what it looks like: YAML reads 01 as the number 1, and no as false."""
    if isinstance(value, dict):
        for key, below in value.items():
            if steps and steps[-1] == "codes" and not isinstance(key, str):
                raise file.error(f"代码要加引号 / put the code in quotes, YAML reads it as {key!r}", *steps)
            _refuse_bare_codes(file, below, (*steps, key))
    elif isinstance(value, list):
        for place, below in enumerate(value):
            _refuse_bare_codes(file, below, (*steps, place))


def _check_tables(read: MappingFile) -> None:
    """A column of a table must be of one that is read; a SELECT names its columns by itself."""
    mapping = read.mapping
    if mapping.table is None:
        return
    tables = [mapping.table, *(join.table for join in mapping.joins)]
    for place, join in enumerate(mapping.joins):
        if join.table in tables[: place + 1]:
            raise read.error("这张表已经有了 / the table is there already", "joins", place, "table")
        for left in join.columns:
            _check_table(read, left, tables[: place + 1], ("joins", place, "columns", left))
    for column, steps in read.columns():
        _check_table(read, column, tables, steps)


def _check_table(read: MappingFile, column: str, tables: list[str], steps: Steps) -> None:
    table = column.rpartition(".")[0]
    if table and table not in tables:
        raise read.error(f"没有读这张表 / the table {table!r} is not read{_nearest(table, tables)}", *steps)


def _check_item(read: MappingFile, catalogue: Catalogue, evaluation: Evaluation, place: int) -> None:
    """The item, or every item of the code table, is one of the plan, and for a system of annex 1 one of its own there."""
    system = catalogue.system(read.mapping.system)
    own = {item.key: item.system_key for item in catalogue.items}
    steps: Steps = ("evaluations", place, "item")
    named: list[tuple[str, Steps]] = [(key, (*steps, "codes", code)) for code, key in evaluation.item.codes.items()]
    if evaluation.item.key is not None:
        named.append((evaluation.item.key, steps))
    for key, where in named:
        if key not in own:
            raise read.error(f"没有监管事项 / no supervision item {key!r}{_nearest(key, own)}", *where)
        if system is not None and system.kind is SystemKind.ANNEX and own[key] not in (None, system.key):
            raise read.error(f"事项 {key} 的系统是 / item {key} is of the system {own[key]}", *where)


def _check_grade(read: MappingFile, catalogue: Catalogue, evaluation: Evaluation, place: int) -> None:
    """The scale is one of the plan, has every grade of the code table and, where there are points only, goes by points."""
    steps: Steps = ("evaluations", place, "grade")
    scale = catalogue.scale(evaluation.grade.scale)
    if scale is None:
        keys = [scale.key for scale in catalogue.scales]
        word = evaluation.grade.scale
        raise read.error(f"没有等级标准 / no scale {word!r}{_nearest(word, keys)}", *steps, "scale")
    for code, native in evaluation.grade.codes.items():
        if not _has(scale, native):
            raise read.error(
                f"标准 {scale.key} 没有这一等级 / the scale has no grade {native!r}", *steps, "codes", code
            )
    if evaluation.grade.column is None and scale.score_range is None:
        raise read.error(f"标准 {scale.key} 没有分数线 / the scale does not go by points", *steps, "scale")


def _check_words(read: MappingFile, words: Words) -> None:
    """What the code tables of a section say are words that the rows may have."""
    known: dict[str, Callable[[str], object]] = {
        "conduct": words.conduct,
        "severity": severity,
        "item": words.item,
        "department": words.department,
        "connected": lambda word: cells.yes_or_no(word, "connected"),
    }
    section = read.mapping.section
    name = "fact" if read.mapping.kind is Kind.FACTS else "inspectionItem"
    for key in () if section is None else type(section).model_fields:
        reference = getattr(section, key)
        for code, word in reference.codes.items() if isinstance(reference, CodedValue) and key in known else ():
            try:
                known[key](word)
            except Refused as refused:
                raise read.error(f"{refused.zh} / {refused.en}", name, key, "codes", code) from None


def _has(scale: Scale, native: str) -> bool:
    try:
        scales.normalise(scale, native, None)
    except scales.UnknownGrade:
        return False
    return True


def _nearest(word: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(word, list(known), n=1)
    return f",是否 / did you mean {near[0]!r}?" if near else ""
