"""The tables of docs/systems/, made from the systems and the model: `python -m gateway.systems_tables` writes them anew."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

from gateway.marked_page import with_part
from gateway.sources.configured import Keys
from gateway.sync.mapping.model import Mapping
from graph_model.catalogue import Catalogue
from seed.plan_files import load_plan
from seed.platforms.platform import BundledPlatform
from seed.platforms.register import PLATFORMS
from seed.systems.register import SYSTEMS
from seed.systems.system import BundledSystem

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "systems"
SYSTEMS_PAGE, MAPPING_PAGE, PLATFORMS_PAGE = FOLDER / "README.md", FOLDER / "mapping.md", FOLDER / "platforms.md"
_CHANGES = {
    "updatedAt": "更新时间 updated at",
    "version": "版本号 version",
    "log": "只增流水 log",
    "snapshot": "全量快照 snapshot",
    "deletion": "直接删行 deletion",
}


def systems_table(catalogue: Catalogue) -> str:
    """One row a system: what it is called, its items and scale, its shape, how it changes, what dirt is in it."""
    head = [
        "| 系统 system | 事项 items | 标准 scale | 形状 shape | 变化 change | 脏数据 dirt |",
        "|---|---|---|---|---|---|",
    ]
    return "\n".join([*head, *(_system_row(system, catalogue) for system in SYSTEMS)])


def platforms_table(catalogue: Catalogue) -> str:
    """One row a platform: what it is called, what it brings, its shape, how it changes, what dirt is in it."""
    head = [
        "| 平台 platform | 带来什么 brings | 形状 shape | 变化 change | 脏数据 dirt |",
        "|---|---|---|---|---|",
    ]
    return "\n".join([*head, *(_platform_row(platform, catalogue) for platform in PLATFORMS)])


def mapping_tables() -> str:
    """A table for each mapping (in YAML's sense) of a mapping file: its keys, whether they must be there, what they mean."""
    return "\n\n".join(_model_table(name, model) for name, model in _models(Mapping, "").items())


def written_anew() -> dict[Path, str]:
    """The pages as they should be."""
    systems = with_part(SYSTEMS_PAGE.read_text(encoding="utf-8"), "systems", systems_table(load_plan()))
    mapping = with_part(MAPPING_PAGE.read_text(encoding="utf-8"), "mapping", mapping_tables())
    platforms = with_part(PLATFORMS_PAGE.read_text(encoding="utf-8"), "platforms", platforms_table(load_plan()))
    return {SYSTEMS_PAGE: systems, MAPPING_PAGE: mapping, PLATFORMS_PAGE: platforms}


def _system_row(system: BundledSystem, catalogue: Catalogue) -> str:
    named = catalogue.system(system.key)
    assert named is not None, "the register follows the plan"
    items = [item for item in catalogue.items if item.system_key == system.key]
    keys = f"{items[0].key}–{items[-1].key}" if len(items) > 2 else "、".join(item.key for item in items)
    scales = "、".join(dict.fromkeys(f"`{item.scale_key}`" for item in items))
    shape = f"{system.shape[0]}<br>{system.shape[1]}"
    dirt = "、".join(f"`{kind.value}`" for kind in system.dirt)
    return (
        f"| {named.name}<br>`{system.key}` | {keys} | {scales} | {shape} | {_CHANGES[system.change.value]} | {dirt} |"
    )


def _platform_row(platform: BundledPlatform, catalogue: Catalogue) -> str:
    named = catalogue.system(platform.key)
    assert named is not None, "the register follows the plan"
    shape, brings = "<br>".join(platform.shape), "<br>".join(platform.brings)
    dirt = "、".join(f"`{kind.value}`" for kind in platform.dirt)
    return f"| {named.name}<br>`{platform.key}` | {brings} | {shape} | {_CHANGES[platform.change.value]} | {dirt} |"


def _models(model: type[Keys], path: str) -> dict[str, type[Keys]]:
    """The models of a file by the path that leads to each, in the order in which they come; each once."""
    found: dict[str, type[Keys]] = {path: model}
    for name, annotation in model.known().items():
        for below in _models_in(annotation):
            if below not in found.values():
                deeper = {key: of for key, of in _models(below, f"{path}.{name}").items() if of not in found.values()}
                found |= deeper
    return found


def _models_in(annotation: Any) -> Iterator[type[Keys]]:
    if isinstance(annotation, type) and issubclass(annotation, Keys):
        yield annotation
    for part in get_args(annotation):
        yield from _models_in(part)


def _model_table(path: str, model: type[Keys]) -> str:
    rows = [f"| `{field.alias}` | {_default(field)} | {field.description} |" for field in model.model_fields.values()]
    title = f"### `{path.removeprefix('.')}`" if path else "### 顶层 / The top"
    return "\n".join([title, "", "| key | 缺省 default | 含义 meaning |", "|---|---|---|", *rows])


def _default(field: Any) -> str:
    if field.is_required():
        return "必填 required"
    default = field.default
    if isinstance(default, Keys) or default is None or default == () or field.default_factory is not None:
        return "–"
    if isinstance(default, bool):
        return f"`{str(default).lower()}`"
    return "、".join(f"`{each}`" for each in (default if isinstance(default, tuple) else (default,)))


if __name__ == "__main__":
    for page, text in written_anew().items():
        page.write_text(text, encoding="utf-8")
