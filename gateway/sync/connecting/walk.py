"""The walk through the parts of a mapping: each question is answered by what was given beforehand, or by whoever is asked."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from gateway.sync.connecting.draft import Draft
from gateway.sync.connecting.said import Said
from gateway.sync.connecting.steps import STEPS
from gateway.sync.connecting.steps.question import NOTHING, Part, Question, Scene, Step
from graph_model.errors import BadInput

Given = Mapping[Part, Sequence[str]]
"""Answers that stand already; several of a part are those of the evaluations in a row, in their order."""
Answerer = Callable[[Question, int, BadInput | None], str]
"""Answers a question about the evaluation of that number; the error is what was wrong with the answer before."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered to a question, and why it was proposed where it was."""

    part: Part
    number: int
    text: str
    proposed: bool
    why: Said | None


@dataclass(frozen=True, slots=True)
class Walked:
    """The scene with a whole draft, and the answers that led there."""

    scene: Scene
    answers: tuple[Answer, ...]

    def given(self) -> dict[Part, list[str]]:
        """The answers, to walk once more with."""
        found: dict[Part, list[str]] = {}
        for answer in self.answers:
            found.setdefault(answer.part, []).append(answer.text)
        return found


def walk(scene: Scene, given: Given, answer: Answerer, *, again: bool = False) -> Walked:
    """Go through all parts. A given answer that does not fit raises BadInput; on a walk `again` it is asked for instead."""
    answers: list[Answer] = []
    for step in STEPS:
        for number in range(len(scene.draft.evaluations) if step.each else 1):
            stood = given.get(step.part, ())
            text = stood[number] if number < len(stood) else None
            answered = _answered(scene, step, number, text, answer if again or text is None else _refusing)
            if answered is not None:
                draft, told = answered
                scene = replace(scene, draft=draft)
                answers.append(told)
    _check_whole(scene.draft)
    return Walked(scene, tuple(answers))


def accepting(question: Question, _: int, complaint: BadInput | None) -> str:
    """The answerer that takes every proposal; where nothing speaks for an answer it says what is missing."""
    if complaint is not None:
        raise complaint
    if question.proposed is not None:
        return question.proposed.text
    if question.required:
        part = question.part.value
        raise BadInput(
            f"看不出来,请给出:{question.asked.zh}(--answer {part}=…) / it cannot be told, give it: "
            f"{question.asked.en} (--answer {part}=…)",
            part,
        )
    return NOTHING


def _refusing(_: Question, __: int, complaint: BadInput | None) -> str:
    """The answerer where an option answers already: what is wrong with it is the person's to put right."""
    assert complaint is not None
    raise complaint


def _answered(scene: Scene, step: Step, number: int, text: str | None, answer: Answerer) -> tuple[Draft, Answer] | None:
    """The draft with the answer: `text` where there is one that fits, else the answerer's. None where nothing is asked."""
    question = step.ask(scene, number)
    if text is None and question is None:
        return None
    complaint: BadInput | None = None
    while True:
        if text is None:
            assert question is not None
            text = answer(question, number, complaint)
        try:
            return step.take(scene, text, number), _told(step, question, text, number)
        except BadInput as error:
            if question is None:
                raise
            complaint, text = error, None


def _told(step: Step, question: Question | None, text: str, number: int) -> Answer:
    options = () if question is None else question.options
    why = next((option.why for option in options if option.text == text), None)
    return Answer(step.part, number, text, bool(options) and options[0].text == text, why)


def _check_whole(draft: Draft) -> None:
    if not any(role.value in (Part.USCC, Part.PERSON_ID) for role, _ in draft.identities):
        raise BadInput(
            "没有统一社会信用代码,也没有证件号码,不知道评价的是谁(--answer uscc=…) / neither a USCC nor an ID number: "
            "nobody can tell who is graded (--answer uscc=…)",
            Part.USCC.value,
        )
    if not draft.evaluations:
        raise BadInput("没有等级,也没有分数 / neither grades nor points", Part.GRADE.value)
