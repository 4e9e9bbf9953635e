"""Who a row is about: the columns of codes, told by their check characters, and the column of names."""

from dataclasses import replace

from gateway.sync.connecting.draft import Draft
from gateway.sync.connecting.lexicon import Role
from gateway.sync.connecting.ranking import Ranked, name_says, ranked
from gateway.sync.connecting.said import Said
from gateway.sync.connecting.steps.question import NOTHING, Option, Part, Question, Scene, Step
from gateway.sync.connecting.structure import Family, Place
from gateway.sync.connecting.traits import Traits

_SHOWN = 4
_ASKED = {
    Role.USCC: Said("统一社会信用代码在哪一列?", "which column has the unified social credit code?"),
    Role.PERSON_ID: Said(
        "自然人的证件号码在哪一列?读到即散列", "which column has persons' ID numbers? hashed as they are read"
    ),
    Role.REGISTRATION_NUMBER: Said("工商注册号在哪一列?", "which column has registration numbers?"),
    Role.ORGANISATION_CODE: Said("组织机构代码在哪一列?", "which column has organisation codes?"),
    Role.FORMER_USCC: Said("变更前的统一社会信用代码在哪一列?", "which column has former codes?"),
}
_WHAT = {
    Role.USCC: Said("统一社会信用代码", "unified social credit codes"),
    Role.PERSON_ID: Said("身份证件号码", "ID numbers"),
    Role.REGISTRATION_NUMBER: Said("注册号", "registration numbers"),
    Role.ORGANISATION_CODE: Said("组织机构代码", "organisation codes"),
}
_CLEARLY = 0.8
_CODES = (Family.TEXT, Family.WHOLE, Family.OTHER, Family.DOCUMENT)


def _hits(role: Role, traits: Traits) -> int:
    """How many values are such codes by their form or check character."""
    if role is Role.USCC:
        return traits.uscc if traits.uscc >= traits.person else 0
    if role is Role.PERSON_ID:
        return traits.person if traits.person > traits.uscc else 0
    if role is Role.REGISTRATION_NUMBER:
        return traits.registration
    return traits.organisation if role is Role.ORGANISATION_CODE else 0


def _weigh(scene: Scene, role: Role, place: Place) -> tuple[float, Said] | None:
    traits = scene.view.traits(place)
    named, naming = name_says(scene.view, role, place)
    hits = _hits(role, traits)
    if scene.view.family(place) not in _CODES or (traits.filled and not hits):
        return None
    near = 0.05 if place.table == scene.draft.main else 0.0
    if hits:
        what = _WHAT[role]
        why = Said(
            f"样本 {traits.filled} 个值有 {hits} 个是{what.zh}", f"{hits} of {traits.filled} values are {what.en}"
        )
        if role in (Role.USCC, Role.PERSON_ID) and traits.share(hits) < 0.2 and named < _CLEARLY:
            return None
        return 2 * traits.share(hits) + named + near, why + naming if naming.zh else why
    return (named + near, naming) if named >= _CLEARLY else None


def _candidates(scene: Scene, role: Role) -> list[Ranked]:
    places = scene.view.places(scene.draft.main)
    if role is Role.FORMER_USCC:
        return ranked(places, lambda place: _former(scene, place))
    if role in (Role.REGISTRATION_NUMBER, Role.ORGANISATION_CODE):
        places = [
            place for place in places if place in (scene.draft.identity(Role.USCC),) or _is_own(scene, role, place)
        ]
    return ranked(places, lambda place: _weigh(scene, role, place))


def _is_own(scene: Scene, role: Role, place: Place) -> bool:
    """Whether a column is named for these numbers; numbers of other things have their form too."""
    return scene.view.named(role, place).weight >= _CLEARLY


def _former(scene: Scene, place: Place) -> tuple[float, Said] | None:
    named, naming = name_says(scene.view, Role.FORMER_USCC, place)
    traits = scene.view.traits(place)
    if named < _CLEARLY or (traits.filled and not traits.uscc):
        return None
    return named, naming


def _step(role: Role) -> Step:
    part = Part(role.value)

    def ask(scene: Scene, _: int) -> Question | None:
        options = tuple(Option(c.place.written(scene.draft.main), c.why) for c in _candidates(scene, role)[:_SHOWN])
        required = role is Role.PERSON_ID and scene.draft.identity(Role.USCC) is None
        return Question(part, _ASKED[role], options, required) if options or required or role is Role.USCC else None

    def take(scene: Scene, text: str, _: int) -> Draft:
        place = None if text == NOTHING else scene.place(text, part)
        return scene.draft.with_identity(role, place)

    return Step(part, ask, take)


IDENTITY_STEPS = tuple(_step(role) for role in _ASKED)


def _weigh_name(scene: Scene, place: Place) -> tuple[float, Said] | None:
    traits, draft = scene.view.traits(place), scene.draft
    named, naming = name_says(scene.view, Role.NAME, place)
    if scene.view.family(place) is not Family.TEXT or named < 0.4:
        return None
    if traits.filled and (traits.uscc or traits.days is not None or traits.numbers * 2 > traits.filled):
        return None
    beside = any(place.table == code.table and _same_document(place, code) for _, code in draft.identities)
    different = traits.share(traits.distinct) if traits.filled else 0.5
    told = Said("与主体代码在同一处", "it stands beside the code of the subject")
    return named + (1.0 if beside else 0.0) + different / 2, naming + told if beside else naming


def _same_document(place: Place, code: Place) -> bool:
    return place.path is None or code.path is None or place.column == code.column


def _ask_name(scene: Scene, _: int) -> Question:
    found = ranked(scene.view.places(scene.draft.main), lambda place: _weigh_name(scene, place))
    options = tuple(Option(each.place.written(scene.draft.main), each.why) for each in found[:_SHOWN])
    return Question(Part.NAME, Said("主体名称在哪一列?", "which column has the name of the subject?"), options)


def _take_name(scene: Scene, text: str, _: int) -> Draft:
    return replace(scene.draft, name=None if text == NOTHING else scene.place(text, Part.NAME))


NAME = Step(Part.NAME, _ask_name, _take_name)
