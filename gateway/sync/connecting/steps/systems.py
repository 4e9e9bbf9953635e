"""Which system is connected: one of the plan, or a new one with a name of its own."""

import re
from dataclasses import replace

from gateway.sync.connecting.draft import Draft
from gateway.sync.connecting.said import Said
from gateway.sync.connecting.steps.question import NOTHING, Part, Question, Scene, Step
from graph_model.errors import BadInput
from graph_model.model import SystemKind

_KEY = re.compile(r"[a-z][a-z0-9-]*")


def _ask_system(scene: Scene, _: int) -> Question:
    return Question(
        Part.SYSTEM,
        Said(
            "接的是哪个系统?附件 1 里的给出键或名称;不在方案里的起一个英文短名,如 security-services",
            "which system is it? the key or name of one of the plan, or a short key for a new one: security-services",
        ),
        (),
        required=True,
    )


def _take_system(scene: Scene, text: str, _: int) -> Draft:
    known = scene.catalogue.system(text)
    key = text if known is None else known.key
    if known is None and not _KEY.fullmatch(key):
        raise BadInput(
            f"方案里没有系统 {text};新系统的键应为小写英文字母、数字和连字符 / the plan has no system {text!r}; "
            "the key of a new one has small letters, digits and hyphens",
            Part.SYSTEM.value,
        )
    return replace(scene.draft, system=key)


def _ask_title(scene: Scene, _: int) -> Question | None:
    """The plan's systems are called as the plan calls them."""
    if scene.system is not None and scene.system.kind is not SystemKind.REGISTERED:
        return None
    asked = Said("系统的名称是?", "what is the system called?")
    return Question(Part.TITLE, asked, (), required=False)


def _take_title(scene: Scene, text: str, _: int) -> Draft:
    return replace(scene.draft, title=None if text == NOTHING else text)


SYSTEM = Step(Part.SYSTEM, _ask_system, _take_system)
TITLE = Step(Part.TITLE, _ask_title, _take_title)
