"""A sheet of 重庆市房屋建筑和市政基础设施工程质量检测信用管理系统."""

from collections.abc import Iterator
from datetime import date

from seed.systems.construction_testing.tables import testing_credit
from seed.systems.days import local
from seed.systems.sheets import Sheet
from seed.systems.system import Row


def rows(sheet: Sheet, today: date) -> Iterator[Row]:
    entry = sheet.entry
    yield (
        testing_credit,
        {
            "id": sheet.number,
            "party_type": "ORG" if sheet.person_id is None else "PERSON",
            "credit_code": sheet.code,
            "id_number": sheet.person_id,
            "party_name": sheet.name,
            "grade": entry.grade,
            "graded_on": entry.evaluated_on.date(),
            "valid_to": entry.valid_until and entry.valid_until.date(),
            "doc_no": entry.record.document_no,
            "ver": sheet.position,
            "deleted_at": local(sheet.changed_at) if sheet.withdrawn else None,
        },
    )
