"""The day of evaluation and the last day: their columns, how the days are written, and in which zone."""

from datetime import datetime
from typing import Any
from zoneinfo import available_timezones

from gateway.sync.connecting.concealed import shown_text
from gateway.sync.connecting.draft import DayAnswer, Draft
from gateway.sync.connecting.lexicon import Role
from gateway.sync.connecting.ranking import affinity, name_says, ranked
from gateway.sync.connecting.said import Said
from gateway.sync.connecting.steps.question import NOTHING, Option, Part, Question, Scene, Step
from gateway.sync.connecting.structure import Family, Place
from gateway.sync.mapping.columns import EPOCH_MILLISECONDS, EPOCH_SECONDS
from gateway.sync.reading import values
from graph_model.errors import BadInput

_SHOWN = 4
_DAYS = (Family.DAY, Family.INSTANT)
_OTHERS = (Role.UPDATED_AT, Role.SNAPSHOT, Role.LOG, Role.DELETED, Role.VERSION)
_ASKED = {
    Role.EVALUATED_ON: Said("评价日期在哪一列?", "which column has the day of evaluation?"),
    Role.VALID_UNTIL: Said("有效期至在哪一列?", "which column has the last day on which it holds?"),
}
_FORM = Said(
    "列名,后面可写日期的写法(%Y%m%d)或时区(UTC)",
    "the column, and after it how days are written (%Y%m%d) or the zone (UTC)",
)


def _weigh(scene: Scene, role: Role, place: Place, number: int) -> tuple[float, Said] | None:
    view, evaluation = scene.view, scene.draft.evaluations[number]
    traits, family = view.traits(place), view.family(place)
    if traits.days is None and (traits.filled or family not in _DAYS) and (traits.filled or family is not Family.TEXT):
        return None
    named, naming = name_says(view, role, place)
    opposite = Role.VALID_UNTIL if role is Role.EVALUATED_ON else Role.EVALUATED_ON
    stronger = max(view.named(other, place).weight for other in (*_OTHERS, opposite))
    if stronger > named or (not named and role is Role.VALID_UNTIL) or (not traits.filled and named < 0.4):
        return None
    if evaluation.evaluated_on is not None and place == evaluation.evaluated_on.place:
        return None
    others = [e.grade for place, e in enumerate(scene.draft.evaluations) if place != number and e.grade is not None]
    near = affinity(view, place, evaluation.grade, others) if others else 0
    beside = evaluation.grade is not None and place.column == evaluation.grade.column and place.path is not None
    weight = 2 * named + near + (0.3 if place.table == scene.draft.main else 0.0) + (0.5 if beside else 0.0)
    if traits.days is not None:
        share = traits.share(traits.days.hits)
        told = Said(f"样本里 {share:.0%} 是日期", f"{share:.0%} of its values are days")
        naming, weight = (naming + told if naming.zh else told), weight + share
    return weight, naming


def _written(scene: Scene, place: Place) -> str:
    """The place as an answer: with its format and zone, where the sample shows that it needs them."""
    comment, days = scene.view.comment(place), scene.view.days(place)
    written = place.written(scene.draft.main)
    form = days.form if days is not None else None
    zone = days.zone if days is not None else None
    if zone is None and "UTC" in comment.upper() and scene.view.family(place) is Family.INSTANT:
        zone = "UTC"
    return " ".join(word for word in (written, form, zone) if word)


def _step(role: Role, *, required: bool) -> Step:
    part = Part(role.value)

    def ask(scene: Scene, number: int) -> Question | None:
        places = scene.view.places(scene.draft.main)
        found = ranked(places, lambda place: _weigh(scene, role, place, number))[:_SHOWN]
        options = tuple(Option(_written(scene, each.place), each.why) for each in found)
        asks = options or required or _has_other_days(scene)
        return Question(part, _ASKED[role], options, required, _FORM) if asks else None

    def take(scene: Scene, text: str, number: int) -> Draft:
        answer = None if text == NOTHING else _answer(scene, text, part)
        name = "evaluated_on" if role is Role.EVALUATED_ON else "valid_until"
        return scene.draft.with_evaluation(number, **{name: answer})

    return Step(part, ask, take, each=True)


def _has_other_days(scene: Scene) -> bool:
    """Whether days stand where nothing is known of: a person may know what they are."""
    view, taken = scene.view, set(scene.draft.places())
    places = [place for place in view.tables[scene.draft.main].places() if place not in taken]
    named = [max(view.named(role, place).weight for role in _OTHERS) for place in places]
    return any(view.days(place) is not None and not weight for place, weight in zip(places, named, strict=True))


def _answer(scene: Scene, text: str, part: Part) -> DayAnswer:
    place, rest = _split(scene, text, part)
    form, zone = _form_and_zone(rest, part)
    days = scene.view.days(place)
    if form is None and days is not None:
        form = days.form
    answer = DayAnswer(place, form, zone)
    _check(scene, answer, part)
    return answer


def _split(scene: Scene, text: str, part: Part) -> tuple[Place, str]:
    """The place and what follows it; a column may have blanks in its name."""
    words = text.split(" ")
    known = {place.written(scene.draft.main) for place in scene.view.places(scene.draft.main)}
    for end in range(len(words), 0, -1):
        if (written := " ".join(words[:end])) in known:
            return scene.place(written, part), " ".join(words[end:]).strip()
    return scene.place(words[0], part), " ".join(words[1:]).strip()


def _form_and_zone(text: str, part: Part) -> tuple[str | None, str | None]:
    form, _, last = text.rpartition(" ")
    if last in available_timezones():
        return form.strip() or None, last
    if text and "%" not in text and text not in (EPOCH_SECONDS, EPOCH_MILLISECONDS):
        raise BadInput(
            f"{text!r} 不是日期的写法,也不是时区 / neither a way to write days nor a time zone: %Y%m%d, UTC", part.value
        )
    return text or None, None


def _check(scene: Scene, answer: DayAnswer, part: Part) -> None:
    """That the format reads at least one day of the sample."""
    found = [v for v in scene.view.tables[answer.place.table].values(answer.place) if isinstance(v, str) and v.strip()]
    form = answer.form
    if form is None or form.startswith("epoch") or not found:
        return
    if not any(_reads(value, form) for value in found[:200]):
        shown = shown_text(str(values.plain(found[0])))
        raise BadInput(f"样本里没有一个值是这样写的 / no value is written as {form!r}, such as {shown!r}", part.value)


def _reads(value: Any, form: str) -> bool:
    try:
        datetime.strptime(value.strip(), form)
    except ValueError:
        return False
    return True


EVALUATED_ON = _step(Role.EVALUATED_ON, required=True)
VALID_UNTIL = _step(Role.VALID_UNTIL, required=False)
