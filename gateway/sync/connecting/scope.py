"""Which tables can be joined to a main one, and by which columns: by foreign keys, or by names and values that match."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from gateway.sync.connecting.said import Said
from gateway.sync.connecting.sampling import TableSample
from gateway.sync.connecting.structure import Place, TableShape
from graph_model.intake import cells

_DEEPEST, _MOST_JOINS = 2, 8
_TOO_COMMON = {"id", "bh", "xh", "dm", "mc", "code", "no", "key", "编号", "序号", "主键"}


@dataclass(frozen=True, slots=True)
class Joining:
    """A table beside the main one: pairs of (a column read before it as the mapping writes it, its own column)."""

    table: str
    pairs: tuple[tuple[str, str], ...]
    outer: bool
    after: str
    """The table that the left columns are of."""
    why: Said


def joinable(tables: Mapping[str, TableSample], main: str) -> list[Joining]:
    """The tables that can be joined to `main`, nearest first; each once, by the first way that leads there."""
    found: dict[str, Joining] = {}
    border = [main]
    for _ in range(_DEEPEST):
        reached = []
        for left in border:
            for joining in _from(tables, main, left):
                if joining.table != main and joining.table not in found and len(found) < _MOST_JOINS:
                    found[joining.table] = joining
                    reached.append(joining.table)
        border = reached
    return list(found.values())


def needed(joins: Iterable[Joining], main: str, tables: Iterable[str]) -> list[Joining]:
    """The joins that lead to these tables, in an order in which each stands after what it is joined to."""
    by_table = {joining.table: joining for joining in joins}
    chosen: dict[str, Joining] = {}

    def reach(table: str) -> None:
        if table != main and table in by_table and table not in chosen:
            reach(by_table[table].after)
            chosen[table] = by_table[table]

    for table in tables:
        reach(table)
    return list(chosen.values())


def _from(tables: Mapping[str, TableSample], main: str, left: str) -> Iterator[Joining]:
    sample = tables[left]
    for key in sample.shape.foreign_keys:
        if key.table in tables and len(key.columns) == len(key.to):
            yield _declared(sample.shape, main, key.columns, key.table, key.to)
    taken = {column for key in sample.shape.foreign_keys for column in key.columns}
    for column in sample.shape.columns:
        if column.name not in taken and "." not in column.name:
            yield from _by_name(tables, main, sample, column.name)


def _declared(shape: TableShape, main: str, columns: tuple[str, ...], table: str, to: tuple[str, ...]) -> Joining:
    """Rows that refer to nothing are kept: a row is refused with a reason, never lost without one."""
    lefts = tuple(Place(shape.name, column).in_mapping(main) for column in columns)
    outer = any((found := shape.column(column)) is None or found.nullable for column in columns)
    zh, en = f"外键 {shape.bare_name}.{','.join(columns)}", f"the foreign key {shape.bare_name}.{','.join(columns)}"
    return Joining(table, tuple(zip(lefts, to, strict=True)), outer, shape.name, Said(zh, en))


def _by_name(tables: Mapping[str, TableSample], main: str, sample: TableSample, name: str) -> Iterator[Joining]:
    for other in tables.values():
        if other.shape.name == sample.shape.name or len(other.shape.key) != 1:
            continue
        key = other.shape.key[0]
        if _names_match(name, key, other.shape.bare_name) and _is_found(sample, name, other, key):
            left = Place(sample.shape.name, name).in_mapping(main)
            why = Said(
                f"列 {name} 的值在 {other.shape.name}.{key} 里",
                f"the values of {name} are those of {other.shape.name}.{key}",
            )
            yield Joining(other.shape.name, ((left, key),), True, sample.shape.name, why)


def _names_match(name: str, key: str, table: str) -> bool:
    """`item_code` and `item_code`; `agency_id` and the `id` of `agency`, `agencies` or `t_agency`."""
    name, key, table = name.lower(), key.lower(), table.lower()
    if name == key:
        return name not in _TOO_COMMON
    stem = name[: -len(key)].rstrip("_") if name.endswith(key) else ""
    return bool(stem) and any(table.endswith(form) for form in (stem, f"{stem}s", f"{stem[:-1]}ies"))


def _is_found(sample: TableSample, name: str, other: TableSample, key: str) -> bool:
    """Whether most values are keys of the other table, as far as its sample shows."""
    left, right = sample.shape.column(name), other.shape.column(key)
    if left is None or right is None or left.family is not right.family:
        return False
    mine = [text for value in sample.columns[name] if (text := cells.text(value))]
    theirs = {cells.text(value) for value in other.columns[key]}
    hits = sum(text in theirs for text in mine)
    return bool(mine) and (hits * 2 >= len(mine) if other.is_whole else hits > 0)
