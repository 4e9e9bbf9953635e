"""A sheet of 专利代理管理系统: an agency's in one table, an attorney's in another, in every copy."""

from collections.abc import Iterator
from datetime import date

from seed.systems.copies import copies
from seed.systems.patent_agency.tables import zldl_dls, zldl_jg
from seed.systems.sheets import Sheet
from seed.systems.system import Row


def rows(sheet: Sheet, today: date) -> Iterator[Row]:
    entry = sheet.entry
    result = {
        "xydj": entry.grade,
        "pjrq": entry.evaluated_on.date(),
        "yxqz": entry.valid_until and entry.valid_until.date(),
        "wh": entry.record.document_no,
    }
    for day in copies(sheet, today):
        batch = f"P{day:%Y%m%d}"
        if sheet.person_id is None:
            yield zldl_jg, {"pc": batch, "jg_id": sheet.number, "jgxydm": sheet.code, "jgmc": sheet.name, **result}
        else:
            yield zldl_dls, {"pc": batch, "dls_id": sheet.number, "zjhm": sheet.person_id, "xm": sheet.name, **result}
