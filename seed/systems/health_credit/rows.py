"""A sheet of 重庆市卫生健康信用信息系统: a report, its content as JSON."""

from collections.abc import Iterator
from datetime import date

from seed.systems.days import COMPACT, local
from seed.systems.health_credit.tables import sb_jl
from seed.systems.sheets import Sheet
from seed.systems.system import Row


def rows(sheet: Sheet, today: date) -> Iterator[Row]:
    entry = sheet.entry
    content = {
        "评价": {"等级": entry.grade, "日期": entry.evaluated_on.written(COMPACT)},
        "有效期至": entry.valid_until and entry.valid_until.written(COMPACT),
        "文号": entry.record.document_no,
    }
    yield (
        sb_jl,
        {
            "lsh": sheet.position,
            "jgxydm": sheet.code,
            "jgmc": sheet.name,
            "sbnr": content,
            "sbsj": local(sheet.changed_at),
        },
    )
