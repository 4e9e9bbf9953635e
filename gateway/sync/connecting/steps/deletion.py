"""The mark of rows that are there and count no more."""

from dataclasses import replace

from gateway.sync.connecting.concealed import shown_text
from gateway.sync.connecting.draft import DeletedAnswer, Draft
from gateway.sync.connecting.lexicon import Role
from gateway.sync.connecting.ranking import name_says, ranked
from gateway.sync.connecting.said import Said
from gateway.sync.connecting.steps.question import NOTHING, Option, Part, Question, Scene, Step
from gateway.sync.connecting.structure import Family, Place
from gateway.sync.connecting.traits import Traits

_MEANS_DELETED = ("y", "1", "t", "true", "yes", "是", "d", "del", "deleted", "作废", "已作废", "撤销", "已撤销", "注销", "已注销", "已删除",
                  "删除", "无效", "void", "voided", "revoked", "cancelled", "canceled", "withdrawn", "removed", "invalid")  # fmt: skip
_OPPOSITE = {"n": "Y", "0": "1", "f": "T", "false": "true", "no": "yes", "否": "是", "有效": "作废", "正常": "作废"}
_MEANS_VALID = ("是否有效", "有效标志", "valid", "active", "sfyx", "yxbz")
_NOT_VALID = {"1": "0", "y": "N", "是": "否", "true": "false", "t": "F", "yes": "no", "有效": "无效"}
_MOST_STATES = 6


def _answer_text(scene: Scene, place: Place) -> str | None:
    """The place with the values that mean deleted; None where it is no such mark."""
    traits, written = scene.view.traits(place), place.written(scene.draft.main)
    if scene.view.family(place) in (Family.INSTANT, Family.DAY) or (traits.days is not None and traits.filled):
        return written
    if traits.distinct > _MOST_STATES or not traits.filled:
        return None
    word = scene.view.named(Role.DELETED, place).word
    values = _not_valid(traits) if word in _MEANS_VALID or "有效" in word else _deleted(traits)
    return f"{written}={','.join(values)}" if values else None


def _deleted(traits: Traits) -> list[str]:
    found = [value for value, _ in traits.common if value.casefold() in _MEANS_DELETED]
    if found or traits.distinct > 2:
        return found
    return [_OPPOSITE[value.casefold()] for value, _ in traits.common if value.casefold() in _OPPOSITE][:1]


def _not_valid(traits: Traits) -> list[str]:
    found = [value for value, _ in traits.common if value.casefold() in ("0", "n", "否", "false", "f", "no", "无效")]
    return found or [_NOT_VALID[v.casefold()] for v, _ in traits.common if v.casefold() in _NOT_VALID][:1]


def _weigh(scene: Scene, place: Place) -> tuple[float, Said] | None:
    if place.table != scene.draft.main or place.path is not None:
        return None
    named, naming = name_says(scene.view, Role.DELETED, place)
    if named < 0.5 or _answer_text(scene, place) is None or _is_taken(scene, place):
        return None
    values = "、".join(shown_text(value) for value, _ in scene.view.traits(place).common[:_MOST_STATES])
    days = scene.view.traits(place).days is not None
    told = Said("不空即已删除", "filled means deleted") if days else Said(f"值有 {values}", f"its values are {values}")
    return named, naming + told


def _is_taken(scene: Scene, place: Place) -> bool:
    return any(place in tuple(evaluation.places()) for evaluation in scene.draft.evaluations)


def _ask(scene: Scene, _: int) -> Question | None:
    found = ranked(scene.view.places(scene.draft.main), lambda place: _weigh(scene, place))
    options = tuple(Option(text, each.why) for each in found if (text := _answer_text(scene, each.place)))
    if not options:
        return None
    return Question(
        Part.DELETED,
        Said("哪一列标记这一行已删除、作废?", "which column marks a row as deleted or void?"),
        options,
        form=Said(
            "列=值,值;凡不空即删除的只写列", "column=value,value; the column alone where any value means deleted"
        ),
    )


def _take(scene: Scene, text: str, _: int) -> Draft:
    if text == NOTHING:
        return replace(scene.draft, deleted=None)
    main = scene.draft.main
    known = {place.written(main) for place in scene.view.places(main)}
    written, equals, values = (text, "", "") if text in known else text.rpartition("=")
    place = scene.place(written if equals or text in known else text, Part.DELETED)
    listed = tuple(value for value in values.split(",") if value) if equals else None
    return replace(scene.draft, deleted=DeletedAnswer(place, listed or None))


DELETED = Step(Part.DELETED, _ask, _take)
