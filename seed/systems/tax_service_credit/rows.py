"""A sheet of 涉税专业信用管理系统."""

from collections.abc import Iterator
from datetime import date

from seed.systems.days import local
from seed.systems.sheets import Sheet
from seed.systems.system import Row
from seed.systems.tax_service_credit.tables import sszy_jg, sszy_xypj


def rows(sheet: Sheet, today: date) -> Iterator[Row]:
    entry = sheet.entry
    if sheet.opens:
        yield (
            sszy_jg,
            {
                "JG_ID": sheet.registration,
                "NSRSBH": sheet.uscc,
                "ZZJGDM": sheet.organisation_code,
                "JG_MC": sheet.name,
            },
        )
    yield (
        sszy_xypj,
        {
            "PJ_ID": sheet.number,
            "JG_ID": sheet.registration,
            "XYDJ": entry.grade,
            "XYJF": entry.score,
            "PJSJ": local(entry.evaluated_on.midnight()),
            "YXQZ": entry.valid_until and local(entry.valid_until.midnight()),
            "WSH": entry.record.document_no,
            "BBH": sheet.position,
        },
    )
