"""A sheet of 纳税信用管理系统: the result of a year; one that was wrong is marked 作废."""

from collections.abc import Iterator
from datetime import date

from seed.systems.days import COMPACT, local
from seed.systems.sheets import Sheet
from seed.systems.system import Row
from seed.systems.tax_credit.tables import GRADE_CODES, UNKNOWN_GRADE, nsr_jbxx, nsr_xydj


def rows(sheet: Sheet, today: date) -> Iterator[Row]:
    entry = sheet.entry
    if sheet.opens:
        yield (
            nsr_jbxx,
            {
                "nsr_id": sheet.registration,
                "nsrsbh": sheet.code,
                "nsrmc": sheet.name,
                "szqx": sheet.subject.district,
            },
        )
    yield (
        nsr_xydj,
        {
            "pj_id": sheet.number,
            "nsr_id": sheet.registration,
            "pjnd": entry.evaluated_on.year - 1,
            "pjjg": entry.grade and GRADE_CODES.get(entry.grade, UNKNOWN_GRADE),
            "pjdf": entry.score,
            "pjrq": entry.evaluated_on.written(COMPACT),
            "yxqz": entry.valid_until and entry.valid_until.written(COMPACT),
            "wsh": entry.record.document_no,
            "zfbz": "Y" if sheet.withdrawn else "N",
            "xgsj": local(sheet.changed_at),
        },
    )
