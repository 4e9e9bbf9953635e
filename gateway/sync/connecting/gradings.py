"""Which columns hold grades: those whose values, or what their codes mean, are grades of a scale. Nothing is guessed.

A code means what a code table of the database says, or the comment of its column; else the person is asked.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from gateway.sync.connecting.lexicon import Role
from gateway.sync.connecting.ranking import name_says
from gateway.sync.connecting.said import Said
from gateway.sync.connecting.structure import Place
from gateway.sync.connecting.traits import Traits
from gateway.sync.connecting.view import View
from graph_model import scales
from graph_model.model import Scale

MOST_GRADES, MOST_CODES = 20, 12
_NAMED = 0.5
_ENOUGH = 0.5
_PAIR = re.compile(r"([0-9A-Za-z]{1,6})\s*[::=＝\-—–、.]?\s*([\u4e00-\u9fff]{1,8}|[A-D]{1,2}\+?级?)(?![0-9A-Za-z])")
_RANGE = r"([IVX]+|\d+|[A-Z])\s*[–—~至到-]\s*([IVX]+|\d+|[A-Z])"
_RANGES = re.compile(rf"{_RANGE}[^A-Z0-9]{{0,8}}?{_RANGE}")
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII")

Codes = tuple[tuple[str, str], ...]
Wording = Callable[[Sequence[str]], list[str]]
"""Those of some words that are known."""


@dataclass(frozen=True, slots=True)
class Grading:
    """A place whose values are grades of a scale, by codes where they are none themselves."""

    place: Place
    scale: str
    codes: Codes
    share: float
    weight: float
    why: Said


def gradings(view: View, main: str, known: Sequence[Scale]) -> list[Grading]:
    """The places of a table, and of those joined to it, that hold grades of these scales; the likeliest first."""
    found = [best for place in view.places(main) if (best := grading(view, main, place, known)) is not None]
    return sorted(found, key=lambda each: -each.weight)


def grading(view: View, main: str, place: Place, known: Sequence[Scale]) -> Grading | None:
    """What a place grades by, of these scales the likeliest; None where it holds no grades."""
    traits = view.traits(place)
    if not traits.filled or traits.distinct > MOST_GRADES:
        return None
    named, naming = name_says(view, Role.GRADE, place)
    best: Grading | None = None
    for position, scale in enumerate(known):
        for codes, evidence in _readings(view, main, place, traits, scale):
            share = fit(scale, traits, codes)
            if share < _ENOUGH or not _is_better(share, best):
                continue
            weight = 2 * share + named + (0.3 if place.table == main else 0.0) - 0.001 * position
            best = Grading(place, scale.key, codes, share, weight, _why(traits, scale, share, evidence, naming))
    return best if best is not None and (named or best.share > 0.7) else None


def coded(view: View, main: str) -> list[tuple[Place, Said]]:
    """The places of a table that are called grades and hold a few values of no scale: codes that somebody must explain."""
    found = []
    for place in view.tables[main].places():
        traits = view.traits(place)
        named, naming = name_says(view, Role.GRADE, place)
        few = traits.distinct <= MOST_CODES and 2 * traits.distinct <= traits.filled
        if named >= _NAMED and few and traits.days is None and not traits.uscc and not traits.person:
            found.append((named, place, naming + Said("值是代码", "its values are codes")))
    return [(place, why) for _, place, why in sorted(found, key=lambda each: -each[0])]


def fit(scale: Scale, traits: Traits, codes: Codes) -> float:
    """The share of the values that are grades of the scale, by these codes."""
    meaning = dict(codes)
    hits = 0
    for value, count in traits.common:
        native = meaning.get(value) if codes else value
        hits += count if native is not None and is_grade(scale, native) else 0
    return hits / traits.filled if traits.filled else 0.0


@lru_cache(maxsize=8192)
def is_grade(scale: Scale, native: str) -> bool:
    """Whether a scale has a grade that is written so."""
    try:
        scales.normalise(scale, native, None)
    except scales.UnknownGrade:
        return False
    return True


def _is_better(share: float, best: Grading | None) -> bool:
    return best is None or share > best.share + 0.001


def _why(traits: Traits, scale: Scale, share: float, evidence: Said | None, naming: Said) -> Said:
    told = Said(
        f"样本 {traits.filled} 个值有 {share:.0%} 是标准 {scale.key} 的等级",
        f"{share:.0%} of {traits.filled} values are grades of the scale {scale.key}",
    )
    told = told if evidence is None else evidence + told
    return told + naming if naming.zh else told


def _readings(view: View, main: str, place: Place, traits: Traits, scale: Scale) -> Iterator[tuple[Codes, Said | None]]:
    """As it stands, by the column's comment, by a code table."""
    yield (), None
    said = codes_of_comment(view.comment(place), scale)
    if said:
        yield said, Said("代码的意思在注释里", "its comment says what the codes mean")
    joined = [joining.table for joining in view.joins(main) if joining.pairs[0][0] == place.in_mapping(main)]
    for table, codes in code_tables(view, place, lambda words: [w for w in words if is_grade(scale, w)]):
        if table not in joined:  # its own words are read there
            yield codes, Said(f"代码的意思在表 {table} 里", f"the table {table} says what the codes mean")


def codes_of_comment(comment: str, scale: Scale) -> Codes:
    """What a comment such as `1 低,2 一般,3 较高,4 高` or `I–IV 类,即 A–D` says of codes, where all of it are grades."""
    pairs = [(code, word) for code, word in _PAIR.findall(comment) if is_grade(scale, word)]
    found = _RANGES.search(comment)
    if found is not None and len(pairs) < 2:
        codes, words = _range(found[1], found[2]), _range(found[3], found[4])
        if len(codes) == len(words) and all(is_grade(scale, word) for word in words):
            pairs = list(zip(codes, words, strict=True))
    return tuple(pairs) if len(pairs) > 1 and len(dict(pairs)) == len(pairs) else ()


def _range(first: str, last: str) -> list[str]:
    if first in _ROMAN and last in _ROMAN:
        return list(_ROMAN[_ROMAN.index(first) : _ROMAN.index(last) + 1])
    if first.isdigit() and last.isdigit() and int(last) - int(first) < MOST_GRADES:
        return [str(number) for number in range(int(first), int(last) + 1)]
    if len(first) == len(last) == 1:
        return [chr(letter) for letter in range(ord(first), ord(last) + 1)]
    return []


def code_tables(view: View, place: Place, known: Wording) -> Iterator[tuple[str, Codes]]:
    """Small tables in which the values of a place stand beside words that `known` knows: (table, code → word)."""
    for table, pairs in view.code_pairs(place):
        words = set(known([word for _, word in pairs]))
        found = tuple((code, word) for code, word in pairs if word in words)
        if len(found) > 1 and 2 * len(found) >= len(pairs):
            yield table, found


def scales_first(keys: Iterable[str], known: Mapping[str, Scale]) -> list[Scale]:
    """The scales, those of `keys` before the others."""
    first = list(dict.fromkeys(key for key in keys if key in known))
    return [known[key] for key in (*first, *(key for key in known if key not in first))]
