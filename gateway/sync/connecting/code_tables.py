"""Small tables that say what codes mean: a column in which each code stands once, and words beside it."""

from collections.abc import Iterator

from gateway.sync.connecting.sampling import TableSample
from gateway.sync.reading import values
from graph_model.intake import cells

_MOST_CODES, _MOST_COLUMNS = 300, 10
Pairs = tuple[tuple[str, str], ...]


def is_small(sample: TableSample) -> bool:
    """Whether a table may be one of codes."""
    return sample.is_whole and 1 < sample.rows <= _MOST_CODES and len(sample.columns) <= _MOST_COLUMNS


def texts(sample: TableSample) -> list[list[str]]:
    """The columns of a table, each value as text."""
    return [[cells.text(values.plain(value)) or "" for value in found] for found in sample.columns.values()]


def pairs_for(columns: list[list[str]], wanted: set[str]) -> Iterator[Pairs]:
    """Code and word of each row, for each two columns of which one has most of the wanted codes, none of them twice."""
    for codes in columns:
        if len(set(codes)) < len(codes) or 2 * len(wanted & set(codes)) < len(wanted):
            continue
        for words in columns:
            if words is not codes:
                yield tuple((code, word) for code, word in zip(codes, words, strict=True) if code and word)
