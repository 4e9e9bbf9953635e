"""A sheet of 重庆市公路建设市场信用信息管理系统."""

from collections.abc import Iterator
from datetime import date

from seed.systems.days import local
from seed.systems.highway_construction_market.tables import GRADE_CODES, glsc_xypj, glsc_zt
from seed.systems.sheets import Sheet
from seed.systems.system import Row


def rows(sheet: Sheet, today: date) -> Iterator[Row]:
    entry = sheet.entry
    if sheet.opens:
        yield (
            glsc_zt,
            {
                "zt_id": sheet.registration,
                "ztlx": "1" if sheet.person_id is None else "2",
                "dwdm": sheet.code,
                "zjhm": sheet.person_id,
                "ztmc": sheet.name,
            },
        )
    yield (
        glsc_xypj,
        {
            "pj_id": sheet.number,
            "zt_id": sheet.registration,
            "djdm": entry.grade and GRADE_CODES[entry.grade],
            "pf": entry.score,
            "pjrq": entry.evaluated_on.date(),
            "yxqz": entry.valid_until and entry.valid_until.date(),
            "wh": entry.record.document_no,
            "gxsj": local(sheet.changed_at),
        },
    )
