"""The table of docs/settings.md, made from the class: `python -m gateway.settings_table` writes it anew."""

from pathlib import Path

from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from gateway.marked_page import with_part
from gateway.settings import PREFIX, SECRETS, Settings, default_cache

PAGE = Path(__file__).resolve().parents[1] / "docs" / "settings.md"


def settings_table() -> str:
    """One row a setting: its variable, its name in `yuxin.toml`, its default, what it means."""
    rows = [_row(name, field) for name, field in Settings.model_fields.items()]
    return "\n".join(["| environment | `yuxin.toml` | default | 含义 / meaning |", "|---|---|---|---|", *rows])


def with_table(page: str) -> str:
    """The page with the table between its two marks made anew."""
    return with_part(page, "settings", settings_table())


def _row(name: str, field: FieldInfo) -> str:
    in_file = "– (secret)" if name in SECRETS else f"`{name}`"
    return f"| `{PREFIX}{name.upper()}` | {in_file} | {_default(field)} | {field.description} |"


def _default(field: FieldInfo) -> str:
    if field.default_factory is default_cache:
        return "`~/.cache/yuxin`"
    default = field.default
    return "–" if default in (None, PydanticUndefined, ()) else f"`{default}`"


if __name__ == "__main__":
    PAGE.write_text(with_table(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
