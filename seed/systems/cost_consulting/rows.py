"""A sheet of 重庆市工程造价咨询行业信用管理系统: points as text, in every copy."""

from collections.abc import Iterator
from datetime import date

from seed.systems.copies import copies
from seed.systems.cost_consulting.tables import gczj_xyfs
from seed.systems.days import DASHED
from seed.systems.sheets import Sheet
from seed.systems.system import Row


def rows(sheet: Sheet, today: date) -> Iterator[Row]:
    entry = sheet.entry
    for day in copies(sheet, today):
        yield (
            gczj_xyfs,
            {
                "sjpc": int(f"{day:%Y%m%d}"),
                "xh": sheet.number,
                "lx": "企业" if sheet.person_id is None else "造价工程师",
                "tyshxydm": sheet.code,
                "sfzh": sheet.person_id,
                "mc": sheet.name,
                "xyfs": None if entry.score is None else f"{entry.score}分",
                "pjrq": entry.evaluated_on.written(DASHED),
                "yxqz": entry.valid_until and entry.valid_until.written(DASHED),
                "wh": entry.record.document_no,
            },
        )
