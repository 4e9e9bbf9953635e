"""A sheet of 重庆市园林绿化市场信用管理系统: an entry of its log."""

from collections.abc import Iterator
from datetime import date

from seed.systems.days import SLASHED, local
from seed.systems.landscaping.tables import evaluated
from seed.systems.sheets import Sheet
from seed.systems.system import Row


def rows(sheet: Sheet, today: date) -> Iterator[Row]:
    entry = sheet.entry
    yield (
        evaluated,
        {
            "流水号": sheet.position,
            "信用代码": sheet.code,
            "身份证号": sheet.person_id,
            "名称": sheet.name,
            "信用等级": entry.grade,
            "评价日期": entry.evaluated_on.written(SLASHED),
            "有效期至": entry.valid_until and entry.valid_until.written(SLASHED),
            "文号": entry.record.document_no,
            "登记时间": local(sheet.changed_at),
        },
    )
