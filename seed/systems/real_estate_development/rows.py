"""A sheet of 重庆市房地产开发行业信用管理与服务平台: points, and no grade."""

from collections.abc import Iterator
from datetime import date

from seed.systems.days import local
from seed.systems.real_estate_development.tables import fdc_qyxyf
from seed.systems.sheets import Sheet
from seed.systems.system import Row


def rows(sheet: Sheet, today: date) -> Iterator[Row]:
    entry = sheet.entry
    yield (
        fdc_qyxyf,
        {
            "id": sheet.number,
            "xydm": sheet.code,
            "qymc": sheet.name,
            "xyf": entry.score,
            "pfrq": entry.evaluated_on.date(),
            "yxqz": entry.valid_until and entry.valid_until.date(),
            "wh": entry.record.document_no,
            "gxsj": local(sheet.changed_at),
        },
    )
