"""YAML read into a pydantic model, so that every error says its file, its line and the keys that lead there."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar, get_args

import orjson
import yaml
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from gateway.sources.configured import Keys

K = TypeVar("K", bound=Keys)
Steps = Sequence[str | int]
SAID = {
    "missing": "缺少这个键 / this key is missing",
    "model_type": "应为映射 / must be a mapping",
    "tuple_type": "应为列表 / must be a list",
    "string_type": "应为文本（加引号） / must be a text (in quotes)",
}
"""What pydantic's kinds of errors are called here; the others have its own words."""


class BadConfiguration(ValueError):
    """A configuration that cannot be used; the message names the file and the line."""


class LocatedFile:
    """A YAML (or JSON) file, its content and where each value of it stands."""

    def __init__(self, path: Path) -> None:
        """Raises BadConfiguration where it cannot be read or a key stands twice in a mapping."""
        self.path = path
        loader = _loader(path)
        try:
            self._root = loader.get_single_node()
            _refuse_doubles(self._root, path)
            self.content = None if self._root is None else loader.construct_document(self._root)
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            line = 1 if mark is None else mark.line + 1
            said = getattr(error, "problem", None) or error
            raise BadConfiguration(f"{path}:{line}: 不是 YAML / is not YAML: {said}") from error
        finally:
            loader.dispose()

    def where(self, steps: Steps) -> str:
        """`file:line` of the value at the end of the keys and indices `steps`, or of the last of them that there is."""
        node, line = self._root, 1
        for step in steps:
            found = _below(node, step)
            if found is None:
                break
            line, node = found
        return f"{self.path}:{line}"

    def validated(self, model: type[K]) -> K:
        """The content as a model; relative paths in it start beside the file. Raises BadConfiguration with all errors."""
        try:
            text = orjson.dumps(self.content, option=orjson.OPT_NON_STR_KEYS)
            return model.model_validate_json(text, context={"folder": self.path.parent}, by_alias=True, by_name=False)
        except orjson.JSONEncodeError as error:
            raise BadConfiguration(f"{self.path}: {error}") from error
        except ValidationError as error:
            raise BadConfiguration("\n".join(self._told(details, model) for details in error.errors())) from error

    def error(self, message: str, *steps: str | int) -> BadConfiguration:
        """An error at a place of the file."""
        return BadConfiguration(f"{self.where(steps)}: {_path(steps)}{message}")

    def _told(self, details: ErrorDetails, model: type[Keys]) -> str:
        steps, keys = _followed(model, details["loc"])
        said = SAID.get(details["type"], details["msg"])
        if details["type"] == "value_error":
            said = str(details["ctx"]["error"])
        if details["type"] == "extra_forbidden":
            said = f"未知的键 / unknown key {steps[-1]!r}; 有 / there are: {', '.join(keys.known())}"
        return str(self.error(said, *steps))


def _followed(model: type[Keys], location: Steps) -> tuple[Steps, type[Keys]]:
    """A location of pydantic's without the names of models in it, and the model of the last mapping on the way."""
    steps: list[str | int] = []
    models = {model.__name__: model}
    for step in location:
        if step in models and len(models) > 1:
            models = {str(step): models[str(step)]}
            continue
        steps.append(step)
        for found in models.values():
            if step in found.known() and (below := _models_in(found.known()[str(step)])):
                models = below
                break
    return steps, next(iter(models.values()))


def _models_in(annotation: Any) -> dict[str, type[Keys]]:
    if isinstance(annotation, type) and issubclass(annotation, Keys):
        return {annotation.__name__: annotation}
    return {name: model for part in get_args(annotation) for name, model in _models_in(part).items()}


def _loader(path: Path) -> Any:
    try:
        return yaml.SafeLoader(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.reader.ReaderError) as error:
        raise BadConfiguration(f"{path}: 读不了 / cannot be read: {' '.join(str(error).split())}") from error


def _refuse_doubles(node: yaml.Node | None, path: Path) -> None:
    for mapping in _mappings(node, set()):
        seen: set[str] = set()
        for key, _ in mapping.value:
            if key.value in seen and key.value != "<<":
                line = key.start_mark.line + 1
                raise BadConfiguration(f"{path}:{line}: 键重复 / the key {key.value!r} stands twice")
            seen.add(str(key.value))


def _mappings(node: yaml.Node | None, seen: set[int]) -> Iterator[yaml.MappingNode]:
    if node is None or id(node) in seen or isinstance(node, yaml.ScalarNode):
        return
    seen.add(id(node))  # an alias leads to a node again, or in a circle
    if isinstance(node, yaml.MappingNode):
        yield node
        for _, value in node.value:
            yield from _mappings(value, seen)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _mappings(item, seen)


def _below(node: yaml.Node | None, step: str | int) -> tuple[int, yaml.Node] | None:
    """The line and the node of a key's value or of a list's item."""
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step].start_mark.line + 1, node.value[step]
    if isinstance(node, yaml.MappingNode):
        for key, value in reversed(node.value):  # own keys stand after the merged ones
            if key.value == str(step):
                return key.start_mark.line + 1, value
    return None


def _path(steps: Steps) -> str:
    """`subgraphs[0].tls.ca: `, or nothing for the top."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps)
    return f"{text.removeprefix('.')}: " if text else ""
