"""A sheet of 市公共信用信息平台: an entry of its log, about a person who teaches."""

from collections.abc import Iterator
from datetime import date

from seed.systems.days import CHINESE, local
from seed.systems.municipal_credit_platform.tables import collected
from seed.systems.sheets import Sheet
from seed.systems.system import Row


def rows(sheet: Sheet, today: date) -> Iterator[Row]:
    entry = sheet.entry
    yield (
        collected,
        {
            "归集流水号": sheet.position,
            "姓名": sheet.name,
            "证件号码": sheet.person_id,
            "信用等级": entry.grade and entry.grade + "级",
            "评价日期": entry.evaluated_on.written(CHINESE),
            "有效期至": entry.valid_until and entry.valid_until.written(CHINESE),
            "文号": entry.record.document_no,
            "归集时间": local(sheet.changed_at),
        },
    )
