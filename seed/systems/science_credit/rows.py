"""A sheet of 重庆市科技信用管理系统: who and what, each as JSON."""

from collections.abc import Iterator
from datetime import date

from seed.systems.days import DASHED
from seed.systems.science_credit.tables import sti_credit
from seed.systems.sheets import Sheet
from seed.systems.system import Row


def rows(sheet: Sheet, today: date) -> Iterator[Row]:
    entry = sheet.entry
    holder = {
        "type": "organisation" if sheet.person_id is None else "person",
        "code": sheet.code,
        "idNumber": sheet.person_id,
        "name": sheet.name,
    }
    result = {
        "level": entry.grade,
        "assessedOn": entry.evaluated_on.written(DASHED),
        "validTo": entry.valid_until and entry.valid_until.written(DASHED),
        "docNo": entry.record.document_no,
    }
    yield sti_credit, {"record_id": f"KJ{sheet.number:012d}", "holder": holder, "result": result}
