"""A sheet of 重庆市劳动保障监察管理信息系统."""

from collections.abc import Iterator
from datetime import date

from seed.systems.days import CHINESE
from seed.systems.labour_inspection.tables import ldbz_cxdj
from seed.systems.sheets import Sheet
from seed.systems.system import Row


def rows(sheet: Sheet, today: date) -> Iterator[Row]:
    entry = sheet.entry
    yield (
        ldbz_cxdj,
        {
            "dj_id": sheet.number,
            "tyshxydm": sheet.uscc,
            "zzjgdm": sheet.organisation_code,
            "gszch": sheet.registration_number,
            "dwmc": sheet.name,
            "cxdj": entry.grade,
            "pjrq": entry.evaluated_on.written(CHINESE),
            "yxqz": entry.valid_until and entry.valid_until.written(CHINESE),
            "wsbh": entry.record.document_no,
            "bbh": sheet.position,
        },
    )
