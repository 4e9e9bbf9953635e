"""What else an evaluation says: its points and the number of its document."""

from gateway.sync.connecting.draft import Draft
from gateway.sync.connecting.lexicon import Role
from gateway.sync.connecting.ranking import affinity, name_says, ranked
from gateway.sync.connecting.said import Said
from gateway.sync.connecting.steps.question import NOTHING, Option, Part, Question, Scene, Step
from gateway.sync.connecting.structure import Family, Place

_SHOWN = 4
_ASKED = {
    Role.SCORE: Said("分数在哪一列?", "which column has the points?"),
    Role.DOCUMENT_NO: Said("文号在哪一列?", "which column has the number of the document?"),
}


def _weigh(scene: Scene, role: Role, place: Place, number: int) -> tuple[float, Said] | None:
    view, draft = scene.view, scene.draft
    traits, family, evaluation = view.traits(place), view.family(place), draft.evaluations[number]
    named, naming = name_says(view, role, place)
    if named < 0.45 or place in (evaluation.grade, draft.name, *(where for _, where in draft.identities)):
        return None
    if role is Role.SCORE and not _are_points(scene, place):
        return None
    if role is Role.DOCUMENT_NO and (family is not Family.TEXT or traits.days is not None):
        return None
    others = [e.grade for at, e in enumerate(draft.evaluations) if at != number and e.grade is not None]
    near = affinity(view, place, evaluation.grade, others) if others else 0
    return named + near + (0.3 if place.table == draft.main else 0.0), naming


def _are_points(scene: Scene, place: Place) -> bool:
    traits, family = scene.view.traits(place), scene.view.family(place)
    if not traits.filled:
        return family in (Family.WHOLE, Family.DECIMAL)
    key = scene.view.tables[place.table].shape.key
    return (
        traits.numbers * 2 > traits.filled
        and place.column not in key
        and traits.lowest >= -1000
        and traits.days is None
    )


def _step(role: Role) -> Step:
    part = Part(role.value)

    def ask(scene: Scene, number: int) -> Question | None:
        places = scene.view.places(scene.draft.main)
        found = ranked(places, lambda place: _weigh(scene, role, place, number))[:_SHOWN]
        options = tuple(Option(each.place.written(scene.draft.main), each.why) for each in found)
        required = role is Role.SCORE and scene.draft.evaluations[number].grade is None
        return Question(part, _ASKED[role], options, required) if options or required else None

    def take(scene: Scene, text: str, number: int) -> Draft:
        place = None if text == NOTHING else scene.place(text, part)
        name = "score" if role is Role.SCORE else "document_no"
        return scene.draft.with_evaluation(number, **{name: place})

    return Step(part, ask, take, each=True)


SCORE = _step(Role.SCORE)
DOCUMENT_NO = _step(Role.DOCUMENT_NO)
