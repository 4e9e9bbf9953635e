"""How a change shows: a time or a version that moves, a log, whole copies, or nothing but rows that go; and the row's key."""

import re
from collections.abc import Iterator
from dataclasses import replace
from zoneinfo import available_timezones

from gateway.sync.connecting.draft import ChangesAnswer, Draft
from gateway.sync.connecting.lexicon import Role
from gateway.sync.connecting.ranking import name_says
from gateway.sync.connecting.said import Said
from gateway.sync.connecting.steps.question import NOTHING, Option, Part, Question, Scene, Step, unknown
from gateway.sync.connecting.structure import Family, Place
from gateway.sync.mapping.model import ChangeKind
from graph_model.errors import BadInput

_KINDS = {kind.value: kind for kind in ChangeKind}
_CALLED_KEY = re.compile(r"(id|key|no|bh|xh|编号|序号|主键|流水号)$", re.IGNORECASE)
_COPIED = 5
"""Rows of one value that a copy has at least."""
_SEPARATOR = re.compile(r"\s*[,,、]\s*")
_DELETION = Said(
    "没有更新时间、版本号、流水号或批次:每次整张对照,改了、删了都看得出",
    "no time of change, version, log or batch: the whole table is compared, which finds what changed and what went",
)


def _ask(scene: Scene, _: int) -> Question:
    found = sorted(_candidates(scene), key=lambda each: -each[0])
    options = [option for _, option in found if option is not None]
    return Question(
        Part.CHANGES,
        Said("怎样看出一行变了?", "how does a change show?"),
        (*options, Option(ChangeKind.DELETION.value, _DELETION)),
        required=True,
        form=Said(
            "updatedAt 列、version 列、log 列、snapshot 列,或 deletion;更新时间后可写时区",
            "updatedAt column, version column, log column, snapshot column, or deletion; a zone may follow updatedAt",
        ),
    )


def _candidates(scene: Scene) -> Iterator[tuple[float, Option]]:
    main = scene.draft.main
    for place in scene.view.tables[main].places():
        if place.path is None:
            for kind, weight, why in _kinds(scene, place):
                zone = _zone(scene, place) if kind is ChangeKind.UPDATED_AT else None
                text = " ".join(word for word in (kind.value, place.written(main), zone) if word)
                yield weight, Option(text, why)


def _kinds(scene: Scene, place: Place) -> Iterator[tuple[ChangeKind, float, Said]]:
    """What a column may show, and how surely: a copy in the primary key tells more than a name."""
    shape, traits = scene.view.tables[place.table].shape, scene.view.traits(place)
    family = scene.view.family(place)
    named, why = name_says(scene.view, Role.SNAPSHOT, place)
    if named >= 0.4 and len(shape.key) > 1 and place.column in shape.key:
        yield ChangeKind.SNAPSHOT, 3 + named, why + Said("是主键的一部分", "a part of the primary key")
    elif named >= 0.8 and not shape.key and 0 < _COPIED * traits.distinct <= traits.filled:
        yield ChangeKind.SNAPSHOT, 2 + named, why + Said("每个值有许多行", "many rows have the same value")
    named, why = name_says(scene.view, Role.LOG, place)
    if named >= 0.5 and shape.key in ((place.column,), ()) and family is Family.WHOLE:
        yield ChangeKind.LOG, 2.5 + named, why + Said("只增的主键", "a key that only grows")
    named, why = name_says(scene.view, Role.UPDATED_AT, place)
    is_time = family is Family.INSTANT or (traits.days is not None and family in (Family.WHOLE, Family.TEXT))
    if named >= 0.5 and is_time and place.column not in shape.key:
        yield ChangeKind.UPDATED_AT, 2 + named, why
    named, why = name_says(scene.view, Role.VERSION, place)
    if named >= 0.5 and family is Family.WHOLE and place.column not in shape.key:
        yield ChangeKind.VERSION, 1 + named, why


def _zone(scene: Scene, place: Place) -> str | None:
    """UTC where its comment says so, or the days of the table go by UTC."""
    if scene.view.family(place) is not Family.INSTANT:
        return None
    if "UTC" in scene.view.comment(place).upper():
        return "UTC"
    if scene.view.comment(place):
        return None
    zones = {e.evaluated_on.zone for e in scene.draft.evaluations if e.evaluated_on is not None}
    return "UTC" if zones == {"UTC"} else None


def _take(scene: Scene, text: str, _: int) -> Draft:
    word, rest = (text.strip() + " ").split(" ", 1)
    kind = _KINDS.get(word)
    if kind is None:
        raise unknown("这样的变化 / such a way to change", word, _KINDS, Part.CHANGES)
    if kind is ChangeKind.DELETION:
        return replace(scene.draft, changes=ChangesAnswer(kind.value), key=())
    place, zone = _place_and_zone(scene, rest.strip(), kind)
    return replace(scene.draft, changes=ChangesAnswer(kind.value, place, zone), key=())


def _place_and_zone(scene: Scene, text: str, kind: ChangeKind) -> tuple[Place, str | None]:
    if not text:
        raise BadInput(f"{kind.value} 后面要有列 / a column must follow {kind.value}", Part.CHANGES.value)
    main = scene.draft.main
    known = {place.written(main) for place in scene.view.places(main)}
    before, _, last = text.rpartition(" ")
    zone = last if text not in known and last in available_timezones() else None
    place = scene.place(before if zone else text, Part.CHANGES)
    if zone and kind is not ChangeKind.UPDATED_AT:
        raise BadInput("只有 updatedAt 有时区 / only updatedAt has a zone", Part.CHANGES.value)
    if place.path is not None:
        raise BadInput("应为列,不是 JSON 里的位置 / must be a column, no place in JSON", Part.CHANGES.value)
    return place, zone


# --- the row's key -------------------------------------------------------------------------------------------------------


def _ask_key(scene: Scene, _: int) -> Question | None:
    changes = scene.draft.changes
    if changes is None or changes.kind == ChangeKind.LOG.value:
        return None
    return Question(
        Part.KEY,
        Said("哪几列合起来是一行的主键?", "which columns together are the key of a row?"),
        tuple(_key_options(scene, changes)),
        required=True,
        form=Said("几列用逗号隔开", "several columns with commas"),
    )


def _key_options(scene: Scene, changes: ChangesAnswer) -> Iterator[Option]:
    main = scene.draft.main
    copy = changes.place.column if changes.place is not None and changes.kind == ChangeKind.SNAPSHOT.value else None
    declared = [name for name in scene.view.tables[main].shape.key if name != copy]
    if declared and not any("." in name for name in declared):
        yield Option(", ".join(declared), Said("数据库声明的主键", "the primary key of the table"))
        return
    for place in scene.view.tables[main].places():
        called = place.path is None and place.column != copy and _CALLED_KEY.search(place.column)
        if called and _is_unique(scene, place.column, copy):
            yield Option(place.column, Said("样本里没有重复", "no value stands twice in the sample"))


def _is_unique(scene: Scene, column: str, copy: str | None) -> bool:
    """Whether no value stands twice in the sample, of whole copies in one of them."""
    columns = scene.view.tables[scene.draft.main].columns
    copies = columns[column] if copy is None else columns[copy]
    pairs = [(str(of), str(value)) for of, value in zip(copies, columns[column], strict=True) if value is not None]
    return len(pairs) > 1 and len(set(pairs)) == len(columns[column])


def _take_key(scene: Scene, text: str, _: int) -> Draft:
    main = scene.draft.main
    known = {place.written(main) for place in scene.view.places(main)}
    words = [text] if text in known else [word for word in _SEPARATOR.split(text) if word and word != NOTHING]
    places = tuple(scene.place(word, Part.KEY) for word in words)
    if not places or any(place.path is not None for place in places):
        raise BadInput("要有列,不是 JSON 里的位置 / columns are needed, no places in JSON", Part.KEY.value)
    return replace(scene.draft, key=places)


CHANGES = Step(Part.CHANGES, _ask, _take)
KEY = Step(Part.KEY, _ask_key, _take_key)
