"""A sheet of 重庆市水运建设市场信用信息管理系统: in this month's copy and, where it is old enough, in the last one."""

from collections.abc import Iterator
from datetime import date

from seed.systems.copies import copies
from seed.systems.days import COMPACT
from seed.systems.sheets import Sheet
from seed.systems.system import Row
from seed.systems.waterway_construction_market.tables import syjs_xypj


def rows(sheet: Sheet, today: date) -> Iterator[Row]:
    entry = sheet.entry
    for day in copies(sheet, today):
        yield (
            syjs_xypj,
            {
                "sjrq": day,
                "xh": sheet.number,
                "dwdm": sheet.code,
                "rysfz": sheet.person_id,
                "mc": sheet.name,
                "xydj": entry.grade,
                "pjrq": entry.evaluated_on.written(COMPACT),
                "yxqz": entry.valid_until and entry.valid_until.written(COMPACT),
                "wjbh": entry.record.document_no,
            },
        )
