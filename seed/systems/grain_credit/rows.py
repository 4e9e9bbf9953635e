"""A sheet of 全国粮食信用监管平台: both items of an enterprise in one row."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from seed.systems.days import local
from seed.systems.grain_credit.tables import lq_qyxy
from seed.systems.sheets import Sheet
from seed.systems.system import Row

_GROUPS = {"1-1": "sg", "1-2": "kc"}


def rows(sheet: Sheet, today: date) -> Iterator[Row]:
    row: dict[str, Any] = {
        "id": sheet.number,
        "tyshxydm": sheet.code,
        "qymc": sheet.name,
        "szqx": sheet.subject.district,
        "gxsj": local(sheet.changed_at),
        **{group + name: None for group in _GROUPS.values() for name in ("pj", "pjrq", "yxqz", "wh")},
    }
    for entry in sheet.entries:
        group = _GROUPS[entry.item_key]
        row[group + "pj"] = entry.grade
        row[group + "pjrq"] = entry.evaluated_on.date()
        row[group + "yxqz"] = entry.valid_until and entry.valid_until.date()
        row[group + "wh"] = entry.record.document_no
    yield lq_qyxy, row
