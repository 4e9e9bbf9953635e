"""The native grade: its column (several, where a row has a group of columns an item), its scale, what its codes mean."""

import re
from collections.abc import Sequence
from dataclasses import replace

from gateway.sync.connecting.concealed import shown_text
from gateway.sync.connecting.draft import Draft, EvaluationDraft
from gateway.sync.connecting.gradings import Codes, Grading, coded, fit, grading, gradings
from gateway.sync.connecting.lexicon import Role
from gateway.sync.connecting.ranking import likeness
from gateway.sync.connecting.said import Said
from gateway.sync.connecting.steps.question import NOTHING, Option, Part, Question, Scene, Step, unknown
from gateway.sync.connecting.steps.tables import allowed_scales
from gateway.sync.connecting.structure import Place
from graph_model.errors import BadInput
from graph_model.model import Scale

_SHOWN = 5
_SEPARATOR = re.compile(r"\s*[,,、]\s*")


def _ask_grade(scene: Scene, _: int) -> Question:
    main, found = scene.draft.main, _found(scene)
    options = [Option(each.place.written(main), each.why) for each in found[:_SHOWN]]
    known = {option.text for option in options}
    options += [
        Option(text, why) for place, why in coded(scene.view, main) if (text := place.written(main)) not in known
    ]
    groups = _groups(scene, found)
    if len(groups) > 1:
        said = Said(
            f"一行有 {len(groups)} 组等级和日期,各评一个事项", f"a row has {len(groups)} groups of a grade and a day"
        )
        options.insert(0, Option(", ".join(each.place.written(main) for each in groups), said + groups[0].why))
    return Question(
        Part.GRADE,
        Said("原始等级在哪一列?", "which column has the native grade?"),
        tuple(options),
        form=Said(
            "一行评几个事项时写几列,用逗号隔开;只有分数写 -",
            "several columns with commas for several items a row; - for points only",
        ),
    )


def _found(scene: Scene) -> list[Grading]:
    return gradings(scene.view, scene.draft.main, allowed_scales(scene))


def _groups(scene: Scene, found: Sequence[Grading]) -> list[Grading]:
    """The grades of the table that each have a day of their own, told by how their names begin; in the table's order."""
    view, main = scene.view, scene.draft.main
    places = list(view.tables[main].places())
    days = [p for p in places if view.traits(p).days is not None and view.named(Role.EVALUATED_ON, p).weight]
    own = [each for each in found if each.place.table == main and each.place.path is None]
    if len(own) < 2 or len(scene.items()) < len(own):
        return []
    with_days = [each for each in own if _own_day(scene, each.place, [o.place for o in own if o is not each], days)]
    return sorted(with_days, key=lambda each: places.index(each.place))


def _own_day(scene: Scene, grade: Place, others: Sequence[Place], days: Sequence[Place]) -> bool:
    def near(one: Place, other: Place) -> int:
        comments = scene.view.comment(one), scene.view.comment(other)
        return max(likeness(one.column, other.column), likeness(*comments))

    return any(near(grade, day) >= 2 and near(grade, day) > max(near(o, day) for o in others) for day in days)


def _take_grade(scene: Scene, text: str, _: int) -> Draft:
    if text == NOTHING:
        return replace(scene.draft, evaluations=(EvaluationDraft(),))
    places = [scene.place(word, Part.GRADE) for word in _split(scene, text)]
    wide = len(places) > 1
    made = tuple(EvaluationDraft(grade=place, absent_when_null=wide) for place in places)
    return replace(scene.draft, evaluations=made)


def _split(scene: Scene, text: str) -> list[str]:
    """A column may have a comma in its name."""
    known = {place.written(scene.draft.main) for place in scene.view.places(scene.draft.main)}
    return [text] if text in known else [word for word in _SEPARATOR.split(text) if word]


# --- the scale -----------------------------------------------------------------------------------------------------------


def _ask_scale(scene: Scene, number: int) -> Question:
    return Question(
        Part.SCALE,
        Said("按哪个等级标准?", "which scale is it?"),
        tuple(_scale_options(scene, number)),
        required=True,
        form=Said("等级标准的键", "the key of a scale"),
    )


def _scale_options(scene: Scene, number: int) -> list[Option]:
    """The scale of the item where it fits; else those that the values fit."""
    evaluation = scene.draft.evaluations[number]
    item = evaluation.item.keys[0] if evaluation.item is not None and evaluation.item.keys else None
    own = None if item is None else scene.catalogue.item(item)
    first = None if own is None else scene.catalogue.scale(own.scale_key)
    options = []
    if first is not None and _may_be(scene, evaluation.grade, first):
        why = Said(f"事项 {item} 的标准", f"the scale of item {item}")
        options.append(Option(first.key, why))
    if evaluation.grade is not None:
        known = [scale for scale in (first, *allowed_scales(scene), *scene.catalogue.scales) if scale is not None]
        found = grading(scene.view, scene.draft.main, evaluation.grade, known)
        if found is not None and found.scale not in {option.text for option in options}:
            options.append(Option(found.scale, found.why))
    if first is not None and not options and (evaluation.grade is not None or first.score_range is not None):
        options.append(Option(first.key, Said(f"事项 {item} 的标准,值要对照", f"the scale of item {item}, by codes")))
    return options


def _may_be(scene: Scene, grade: Place | None, scale: Scale) -> bool:
    """Points go by a scale of points; grades by one that has them, codes aside, which may be asked for."""
    if grade is None:
        return scale.score_range is not None
    return grading(scene.view, scene.draft.main, grade, [scale]) is not None


def _take_scale(scene: Scene, text: str, number: int) -> Draft:
    scale = scene.catalogue.scale(text)
    if scale is None:
        raise unknown("等级标准 / scale", text, [scale.key for scale in scene.catalogue.scales], Part.SCALE)
    if scene.draft.evaluations[number].grade is None and scale.score_range is None:
        raise BadInput(f"标准 {text} 没有分数线 / the scale {text} does not go by points", Part.SCALE.value)
    return scene.draft.with_evaluation(number, scale=scale.key)


# --- what codes mean -----------------------------------------------------------------------------------------------------


def _ask_codes(scene: Scene, number: int) -> Question | None:
    """Asked where the values are no grades of the scale, or the database itself says what they mean."""
    evaluation = scene.draft.evaluations[number]
    scale = scene.catalogue.scale(evaluation.scale or "")
    if evaluation.grade is None or scale is None:
        return None
    traits = scene.view.traits(evaluation.grade)
    if not traits.filled:
        return None
    found = grading(scene.view, scene.draft.main, evaluation.grade, [scale])
    if found is not None and not found.codes:
        return None
    options = () if found is None else (Option(written_codes(found.codes), found.why),)
    values = "、".join(shown_text(value) for value, _ in traits.common[:10])
    natives = "、".join(grade.native for grade in scale.grades)
    asked = Said(
        f"列里是代码:{values}。各是什么等级?标准 {scale.key} 有:{natives}",
        f"the column has codes: {values}. what grade is each? the scale {scale.key} has: {natives}",
    )
    return Question(Part.CODES, asked, options, required=True, form=Said("写作 1=A 2=B", "as in 1=A 2=B"))


def _take_codes(scene: Scene, text: str, number: int) -> Draft:
    evaluation = scene.draft.evaluations[number]
    scale = scene.catalogue.scale(evaluation.scale or "")
    codes = () if text == NOTHING else read_codes(text, Part.CODES)
    if scale is not None and evaluation.grade is not None and codes:
        _check_codes(scene, scale, evaluation.grade, codes)
    return scene.draft.with_evaluation(number, codes=codes)


def _check_codes(scene: Scene, scale: Scale, grade: Place, codes: Codes) -> None:
    natives = [native for each in scale.grades for native in (each.native, *each.aliases)]
    for _, word in codes:
        if word not in natives:
            raise unknown(f"标准 {scale.key} 的等级 / grade of the scale", word, natives, Part.CODES)
    traits = scene.view.traits(grade)
    if traits.filled and fit(scale, traits, codes) == 0.0:
        raise BadInput("样本里一个这样的代码也没有 / none of these codes is in the sample", Part.CODES.value)


def read_codes(text: str, part: Part) -> Codes:
    """`1=A 2=B` as pairs. Raises BadInput."""
    pairs = []
    for word in re.split(r"[\s,,;;]+", text.strip()):
        code, equals, meaning = word.rpartition("=")
        if not equals or not code or not meaning:
            raise BadInput(f"应写作 1=A 2=B / write it as 1=A 2=B: {word!r}", part.value)
        pairs.append((code, meaning))
    if len(dict(pairs)) != len(pairs):
        raise BadInput("有一个代码写了两次 / a code stands twice", part.value)
    return tuple(pairs)


def written_codes(codes: Codes) -> str:
    """Pairs as `read_codes` reads them."""
    return " ".join(f"{code}={meaning}" for code, meaning in codes)


GRADE = Step(Part.GRADE, _ask_grade, _take_grade)
SCALE = Step(Part.SCALE, _ask_scale, _take_scale, each=True)
CODES = Step(Part.CODES, _ask_codes, _take_codes, each=True)
