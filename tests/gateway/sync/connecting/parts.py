"""A proposed mapping held against one that a person wrote, part by part: what is proposed right?"""

from dataclasses import dataclass, field
from typing import Any

from gateway.sync.addresses import Address
from gateway.sync.connecting.draft import Draft
from gateway.sync.connecting.looking import look
from gateway.sync.connecting.steps.question import NOTHING, Part, Question, Scene
from gateway.sync.connecting.steps.tables import selected_table
from gateway.sync.connecting.view import View
from gateway.sync.connecting.walk import walk
from gateway.sync.connecting.writing import mapping_content
from gateway.sync.mapping import Mapping
from graph_model.catalogue import Catalogue
from graph_model.errors import BadInput
from graph_model.scales import normalise


@dataclass
class Person:
    """Takes every proposal; what nothing speaks for they know, and it is counted: `told`."""

    mapping: Mapping
    told: list[str] = field(default_factory=list)

    def answer(self, question: Question, number: int, complaint: BadInput | None) -> str:
        if complaint is not None:
            raise complaint
        if question.proposed is not None:
            return question.proposed.text
        if not question.required:
            return NOTHING
        self.told.append(f"{question.part.value}{number or ''}")
        return self._known(question.part, number)

    def _known(self, part: Part, number: int) -> str:
        evaluation = self.mapping.evaluations[number]
        known = {
            Part.SYSTEM: self.mapping.system,
            Part.TABLE: self.mapping.table or "",
            Part.ITEM: evaluation.item.key or "",
            Part.CODES: " ".join(f"{code}={native}" for code, native in evaluation.grade.codes.items()),
            Part.KEY: ", ".join(self.mapping.changes.key),
        }
        return known[part]


async def proposed(address: Address, catalogue: Catalogue, mapping: Mapping) -> tuple[dict[str, Any], list[str]]:
    """The content of the mapping that is proposed for the system of `mapping`, and the parts that had to be told."""
    view = View(await look(address, sql=mapping.select))
    draft = Draft(connection=(("environment", "ODD"),), select=mapping.select, table=selected_table(view))
    person = Person(mapping)
    walked = walk(Scene(view, catalogue, draft), {Part.SYSTEM: [mapping.system]}, person.answer)
    return mapping_content(walked.scene.draft, view), person.told


def parts(mapping: Mapping, catalogue: Catalogue) -> dict[str, Any]:
    """What a mapping says, part by part, what is short for the same thing written alike."""
    content = mapping.model_dump(by_alias=True, exclude_none=True)
    table = content.get("table", "")
    told: dict[str, Any] = {"table": content.get("table")}
    for name in ("uscc", "personId", "registrationNumber", "organisationCode", "formerUscc"):
        told[name] = _value(content["keys"].get(name), table)
    told["name"] = _value(content.get("name"), table)
    for number, evaluation in enumerate(content["evaluations"]):
        told |= {f"{name}{number or ''}": value for name, value in _evaluation(evaluation, table, catalogue).items()}
    told["deleted"] = content.get("deleted")
    changes = {"zone": "Asia/Shanghai", **content["changes"]}
    told["changes"] = {name: changes.get(name) for name in ("kind", "column", "zone")}
    told["key"] = sorted(changes["key"])
    return told


def _evaluation(evaluation: dict[str, Any], table: str, catalogue: Catalogue) -> dict[str, Any]:
    grade = evaluation["grade"]
    scale = catalogue.scale(grade["scale"])
    assert scale is not None
    codes = {code: normalise(scale, native, None).native for code, native in (grade.get("codes") or {}).items()}
    told = {
        "item": {name: value for name, value in evaluation["item"].items() if value},
        "grade": _value(grade, table) if "column" in grade else None,
        "scale": grade["scale"],
        "codes": codes or None,
    }
    for name in ("score", "evaluatedOn", "validUntil", "documentNo"):
        told[name] = _value(evaluation.get(name), table)
    return told


def _value(value: dict[str, Any] | None, table: str) -> Any:
    if value is None:
        return None
    column = value["column"].removeprefix(f"{table}.")
    zone = value.get("zone", "Asia/Shanghai")
    return column, value.get("path"), value.get("format"), zone
