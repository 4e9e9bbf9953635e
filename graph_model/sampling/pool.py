"""The object pool (检查对象名录库) of a draw: strata by item and grade, whom it leaves out and why, and the inspectors.

Its text is what is committed to before the draw, byte for byte (docs/sampling.md); it is read back by who verifies.
"""

import calendar
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from graph_model.discrepancies import item_place
from graph_model.errors import BadInput
from graph_model.model import Grade, day_text
from graph_model.sampling.rates import SamplingRate

Rates = Mapping[str, Mapping[Grade, SamplingRate]]
"""By item and grade."""
Place = tuple[str, Grade]
"""An item and the grade on it."""
GONE = frozenset({"注销", "吊销", "撤销"})
"""Registration states of subjects of which nothing is left to inspect."""


class LeftOutCode(StrEnum):
    """Why a subject is not drawn from."""

    RECENTLY_INSPECTED = "RECENTLY_INSPECTED"  # within the months of its grade (检查频次)
    EXCLUDED = "EXCLUDED"  # by the one who draws, with a reason
    DEREGISTERED = "DEREGISTERED"  # 注销, 吊销, 撤销
    UNDER_REVIEW = "UNDER_REVIEW"  # the department has suspended the grade: it brings no measure, and no draw


class Graded(NamedTuple):
    """A subject's grade in force on one item, as the graph gives it."""

    subject_key: str
    item_key: str
    grade: Grade
    district: str | None
    status: str | None
    suspended: bool = False


class LeftOut(NamedTuple):
    """`items` are those on which it is left out, `detail` the day of the last inspection, the reason or the state."""

    subject_key: str
    code: LeftOutCode
    items: tuple[str, ...]
    detail: str


@dataclass(frozen=True, slots=True)
class Stratum:
    """Those of the pool who stand under one item's rate for one grade. A line: key, district, the other items `item/grade`."""

    item_key: str
    grade: Grade
    lines: tuple[str, ...]

    @property
    def name(self) -> str:
        return f"{self.item_key}/{self.grade}"


@dataclass(frozen=True, slots=True)
class Inspector:
    """An inspector (执法检查人员): `key` is the number by which the office knows them.

    `items` are those that they are able to inspect (empty: all of their department), `districts` where they work (empty:
    everywhere), `conflicts` the subjects that they must not inspect (利害关系).
    """

    key: str
    department_key: str
    items: frozenset[str] = frozenset()
    districts: frozenset[str] = frozenset()
    conflicts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Pool:
    """Strata by item and grade, each by key; those left out by key; inspectors by key."""

    strata: tuple[Stratum, ...]
    left_out: tuple[LeftOut, ...]
    inspectors: tuple[Inspector, ...]

    def text(self) -> str:
        """The canonical text: what is hashed, kept and published to who may see it."""
        parts: list[str] = []
        for stratum in self.strata:
            parts += (f"stratum {stratum.name} {len(stratum.lines)}", *stratum.lines)
        parts.append(f"left-out {len(self.left_out)}")
        parts += ("\t".join((one.subject_key, one.code, ",".join(one.items), one.detail)) for one in self.left_out)
        parts.append(f"inspectors {len(self.inspectors)}")
        parts += (_inspector_line(one) for one in self.inspectors)
        return "\n".join(parts) + "\n"


class MalformedPool(ValueError):
    """A text that is no pool; the message says which line."""


def made(
    graded: Iterable[Graded],
    rates: Rates,
    day: date,
    *,
    last_inspected: Mapping[tuple[str, str], date],
    excluded: Mapping[str, str],
    inspectors: Collection[Inspector] = (),
) -> Pool:
    """The pool on a day: every subject stands in one stratum, that of the item and grade with the highest ratio.

    A subject is left out of an item on which it was inspected less than its grade's months ago or its grade is suspended, and of
    the whole where it is excluded (subject key: reason) or deregistered. `last_inspected` is by subject and item.
    """
    earliest = {(i, g): months_before(day, rate.months) for i, of in rates.items() for g, rate in of.items()}
    alone = {place: (place,) for place in earliest}
    standing: dict[str, tuple[Place, ...]] = {}
    districts: dict[str, str] = {}
    left_out: dict[tuple[str, LeftOutCode, str], list[str]] = {}
    for subject, item, grade, district, status, suspended in graded:
        if subject in excluded:
            left_out.setdefault((subject, LeftOutCode.EXCLUDED, excluded[subject]), []).append(item)
        elif status in GONE:
            left_out.setdefault((subject, LeftOutCode.DEREGISTERED, str(status)), []).append(item)
        elif suspended:
            left_out.setdefault((subject, LeftOutCode.UNDER_REVIEW, ""), []).append(item)
        elif (last := last_inspected.get((subject, item))) is not None and last > earliest[item, grade]:
            left_out.setdefault((subject, LeftOutCode.RECENTLY_INSPECTED, day_text(last)), []).append(item)
        else:
            place = alone[item, grade]
            others = standing.get(subject)
            standing[subject] = place if others is None else others + place
            districts[subject] = district or ""
    return Pool(
        _strata(standing, districts, rates),
        tuple(sorted(LeftOut(s, c, tuple(sorted(i, key=item_place)), d) for (s, c, d), i in left_out.items())),
        tuple(sorted(inspectors, key=lambda one: one.key)),
    )


def _strata(
    standing: Mapping[str, tuple[Place, ...]], districts: Mapping[str, str], rates: Rates
) -> tuple[Stratum, ...]:
    ratios = {(item, grade): rate.ratio for item, of in rates.items() for grade, rate in of.items()}
    strata: dict[Place, list[str]] = {place: [] for place in sorted(ratios, key=_stratum_place)}
    governing: dict[tuple[Place, ...], tuple[Place, str]] = {}
    for subject, places in standing.items():
        found = governing.get(places)
        if found is None:
            found = governing[places] = _governing(places, ratios)
        strata[found[0]].append(f"{subject}\t{districts[subject]}\t{found[1]}")
    return tuple(Stratum(item, grade, tuple(sorted(lines))) for (item, grade), lines in strata.items())


def months_before(day: date, months: int) -> date:
    """The same day of the month so many months earlier, or that month's last."""
    month = day.year * 12 + day.month - 1 - months
    year, month = month // 12, month % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def _governing(places: Sequence[Place], ratios: Mapping[Place, int]) -> tuple[Place, str]:
    """The stratum of a subject (of equal ratios the worse grade, then the first item), and its other items as in its line."""
    first = min(places, key=lambda place: (-ratios[place], -place[1].level, item_place(place[0])))
    others = sorted((place for place in places if place != first), key=_stratum_place)
    return first, ",".join(f"{item}/{grade}" for item, grade in others)


def _stratum_place(place: Place) -> tuple[object, ...]:
    return item_place(place[0]), place[1].level


# --- the text ----------------------------------------------------------------------------------------------------------


def plain(text: str, where: str) -> str:
    """The text, which must do in a line of the pool. Raises BadInput."""
    if not text.strip() or len(text) > 200 or any(ord(letter) < 32 for letter in text):
        raise BadInput("应为 1 到 200 个字符,不含制表符和换行 / 1 to 200 characters, no tab or line break", where)
    return text


def word(text: str, where: str) -> str:
    """`plain` without a comma, for what stands in a list."""
    if "," in plain(text, where):
        raise BadInput("不能含逗号 / must not have a comma in it", where)
    return text


def _inspector_line(one: Inspector) -> str:
    lists = (",".join(sorted(each)) for each in (one.items, one.districts, one.conflicts))
    return "\t".join((one.key, one.department_key, *lists))


def read(text: str) -> Pool:
    """The pool of a text. Raises MalformedPool where it is none; the order of its lines is not looked at."""
    if not text.endswith("\n"):
        raise MalformedPool("no line break at the end")
    lines = text[:-1].split("\n")
    strata: list[Stratum] = []
    at = 0
    while at < len(lines) and lines[at].startswith("stratum "):
        name, size = _head(lines, at, "stratum")
        item, _, grade = name.partition("/")
        if grade not in Grade.__members__:
            raise MalformedPool(f"line {at + 1}: no grade {grade!r}")
        strata.append(Stratum(item, Grade(grade), tuple(lines[at + 1 : at + 1 + size])))
        at += 1 + size
    _, size = _head(lines, at, "left-out")
    left_out = tuple(_left_out(_fields(line, 4)) for line in lines[at + 1 : at + 1 + size])
    at += 1 + size
    _, size = _head(lines, at, "inspectors")
    inspectors = tuple(_inspector(_fields(line, 5)) for line in lines[at + 1 :])
    if len(inspectors) != size:
        raise MalformedPool("the counts of its lists are not right")
    return Pool(tuple(strata), left_out, inspectors)


def _head(lines: Sequence[str], at: int, kind: str) -> tuple[str, int]:
    words = lines[at].split(" ") if at < len(lines) else []
    if not words or words[0] != kind or not words[-1].isascii() or not words[-1].isdigit():
        raise MalformedPool(f"line {at + 1}: {kind!r} with a count should stand here")
    return words[1], int(words[-1])


def _fields(line: str, count: int) -> list[str]:
    fields = line.split("\t")
    if len(fields) != count:
        raise MalformedPool(f"{line[:60]!r}: {count} fields should stand here")
    return fields


def _left_out(fields: Sequence[str]) -> LeftOut:
    subject, code, items, detail = fields
    if code not in LeftOutCode.__members__:
        raise MalformedPool(f"no reason {code!r}")
    return LeftOut(subject, LeftOutCode(code), tuple(items.split(",")), detail)


def _inspector(fields: Sequence[str]) -> Inspector:
    key, department, *lists = fields
    items, districts, conflicts = (frozenset(filter(None, each.split(","))) for each in lists)
    return Inspector(key, department, items, districts, conflicts)


def places_of(stratum: Stratum, others: str) -> tuple[Place, ...]:
    """The items of a line of the stratum, by item; `others` is its last field. Raises MalformedPool."""
    places = [(stratum.item_key, stratum.grade)]
    for other in filter(None, others.split(",")):
        item, _, grade = other.partition("/")
        if grade not in Grade.__members__:
            raise MalformedPool(f"no grade {grade!r}")
        places.append((item, Grade(grade)))
    return tuple(sorted(places, key=_stratum_place))


def drawn_from(stratum: Stratum, places: Iterable[int]) -> Iterator[tuple[str, str, str]]:
    """Subject, district and other items of the lines at these places. Raises MalformedPool."""
    for place in places:
        try:
            subject, district, others = stratum.lines[place].split("\t")
        except ValueError:
            raise MalformedPool(f"{stratum.lines[place][:60]!r}: three fields should stand here") from None
        yield subject, district, others
