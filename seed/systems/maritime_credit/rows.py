"""A sheet of 海事信用信息管理系统: classes I–IV, instants with their zone, in every copy."""

from collections.abc import Iterator
from datetime import date

from seed.systems.copies import copies
from seed.systems.days import DASHED
from seed.systems.maritime_credit.tables import msa_credit
from seed.systems.sheets import Sheet
from seed.systems.system import Row

_CLASSES = {"A": "I", "B": "II", "C": "III", "D": "IV"}
_UNKNOWN_CLASS = "V"
_WRITTEN = DASHED + "T00:00:00+08:00"


def rows(sheet: Sheet, today: date) -> Iterator[Row]:
    entry = sheet.entry
    for day in copies(sheet, today):
        yield (
            msa_credit,
            {
                "SNAP_DATE": day,
                "REC_ID": sheet.number,
                "ORG_CODE": sheet.code,
                "ORG_NAME": sheet.name,
                "CREDIT_CLASS": entry.grade and _CLASSES.get(entry.grade, _UNKNOWN_CLASS),
                "EVAL_TIME": entry.evaluated_on.written(_WRITTEN),
                "EXPIRE_TIME": entry.valid_until and entry.valid_until.written(_WRITTEN),
                "DOC_NO": entry.record.document_no,
            },
        )
