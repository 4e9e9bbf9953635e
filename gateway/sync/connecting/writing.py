"""The mapping file of a draft: as a person would write it, everything in it quoted where YAML needs that."""

import os
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import yaml

from gateway.sync.connecting.draft import DayAnswer, Draft, EvaluationDraft, ItemAnswer
from gateway.sync.connecting.scope import needed
from gateway.sync.connecting.structure import Place
from gateway.sync.connecting.view import View

_BLOCKS = ("evaluations", "joins", "live", "select")
_DUMP: dict[str, Any] = {"allow_unicode": True, "sort_keys": False, "width": 10_000}
_HEAD = "# 由 yuxin systems new 写成;各键的含义见 docs/systems/mapping.md\n"


def mapping_text(draft: Draft, view: View) -> str:
    """The file: its parts in the order of the documentation, short ones on a line each."""
    content = mapping_content(draft, view)
    return _HEAD + "".join(_part(key, value) for key, value in content.items())


def mapping_content(draft: Draft, view: View) -> dict[str, Any]:
    """What the file says, for a draft that is whole."""
    main = draft.main
    content: dict[str, Any] = {"system": draft.system, "title": draft.title, "connection": dict(draft.connection)}
    if draft.select is not None:
        content["select"] = draft.select
    else:
        content["table"] = main
        content["joins"] = list(_joins(draft, view))
    content["keys"] = {role.value: _reference(place, main) for role, place in draft.identities}
    content["name"] = _reference(draft.name, main)
    content["evaluations"] = [_evaluation(evaluation, main) for evaluation in draft.evaluations]
    if draft.deleted is not None:
        deleted = draft.deleted
        content["deleted"] = _filled(column=deleted.place.in_mapping(main), values=list(deleted.values or ()))
    assert draft.changes is not None, "how a change shows is asked for"
    changes = draft.changes
    column = None if changes.place is None else changes.place.in_mapping(main)
    keys = [place.in_mapping(main) for place in draft.key]
    content["changes"] = _filled(kind=changes.kind, column=column, zone=changes.zone, key=keys)
    content["live"] = [
        {
            "name": live.name,
            "column": live.place.in_mapping(main),
            "type": live.type.value,
            "description": live.description,
        }
        for live in draft.live
    ]
    return {key: value for key, value in content.items() if value not in (None, [], {})}


def write_file(path: Path, text: str) -> None:
    """Write the file whole or not at all. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, draft = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
        Path(draft).chmod(0o644)
        Path(draft).replace(path)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise


def _joins(draft: Draft, view: View) -> Iterator[dict[str, Any]]:
    main = draft.main
    tables: Iterable[str] = dict.fromkeys(place.table for place in draft.places())
    for joining in needed(view.joins(main), main, tables):
        yield _filled(table=joining.table, columns=dict(joining.pairs), outer=joining.outer or None)


def _evaluation(evaluation: EvaluationDraft, main: str) -> dict[str, Any]:
    grade = None if evaluation.grade is None else evaluation.grade
    place = {} if grade is None else _filled(column=grade.in_mapping(main), path=grade.path)
    return _filled(
        item=_item(evaluation.item, main),
        grade={**place, **_filled(scale=evaluation.scale, codes=dict(evaluation.codes))},
        score=_reference(evaluation.score, main),
        evaluatedOn=_day(evaluation.evaluated_on, main),
        validUntil=_day(evaluation.valid_until, main),
        documentNo=_reference(evaluation.document_no, main),
        absentWhenNull=evaluation.absent_when_null or None,
    )


def _item(item: ItemAnswer | None, main: str) -> Any:
    assert item is not None, "the item is asked for"
    if item.place is None:
        return item.key
    return _filled(column=item.place.in_mapping(main), path=item.place.path, codes=dict(item.codes))


def _day(answer: DayAnswer | None, main: str) -> Any:
    if answer is None:
        return None
    place = answer.place
    found = _filled(column=place.in_mapping(main), path=place.path, format=answer.form, zone=answer.zone)
    return found["column"] if len(found) == 1 else found


def _reference(place: Place | None, main: str) -> Any:
    if place is None:
        return None
    return place.in_mapping(main) if place.path is None else {"column": place.in_mapping(main), "path": place.path}


def _filled(**parts: Any) -> dict[str, Any]:
    return {key: value for key, value in parts.items() if value not in (None, [], {})}


def _part(key: str, value: Any) -> str:
    if key == "select":
        written: str = yaml.dump({key: value}, Dumper=_Literal, default_flow_style=False, **_DUMP)
        return written
    if key not in _BLOCKS:
        return f"{key}: {_flow(value)}\n"
    if key == "evaluations":
        return f"{key}:\n" + "".join(_listed(each) for each in value)
    return f"{key}:\n" + "".join(f"- {_flow(each)}\n" for each in value)


def _listed(evaluation: dict[str, Any]) -> str:
    lines = [f"{key}: {_flow(value)}\n" for key, value in evaluation.items()]
    return "- " + "  ".join(lines)


def _flow(value: Any) -> str:
    written: str = yaml.safe_dump(value, default_flow_style=True, **_DUMP)
    return written.removesuffix("\n").removesuffix("\n...").strip()


class _Literal(yaml.SafeDumper):
    """Text of several lines as it stands."""


def _literally(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Literal.add_representer(str, _literally)
