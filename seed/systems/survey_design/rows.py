"""A sheet of 重庆市勘察设计行业信用管理系统和管理平台."""

from collections.abc import Iterator
from datetime import date

from seed.systems.days import DOTTED
from seed.systems.sheets import Sheet
from seed.systems.survey_design.tables import kcsj_xydj, kcsj_zt
from seed.systems.system import Row


def rows(sheet: Sheet, today: date) -> Iterator[Row]:
    entry = sheet.entry
    if sheet.opens:
        yield (
            kcsj_zt,
            {
                "ztid": sheet.registration,
                "ztlb": "DW" if sheet.person_id is None else "RY",
                "tyshxydm": sheet.code,
                "sfzh": sheet.person_id,
                "mc": sheet.name,
            },
        )
    yield (
        kcsj_xydj,
        {
            "djid": sheet.number,
            "ztid": sheet.registration,
            "dj": entry.grade and entry.grade + "级",
            "pdrq": entry.evaluated_on.written(DOTTED),
            "yxqz": entry.valid_until and entry.valid_until.written(DOTTED),
            "wh": entry.record.document_no,
        },
    )
