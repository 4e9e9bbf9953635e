"""A sheet of 人力资源服务机构管理系统: instants in UTC, so that a day in the city begins on the evening before."""

from collections.abc import Iterator
from datetime import date

from seed.systems.days import utc
from seed.systems.human_resources_agencies.tables import hr_agency_credit
from seed.systems.sheets import Sheet
from seed.systems.system import Row


def rows(sheet: Sheet, today: date) -> Iterator[Row]:
    entry = sheet.entry
    yield (
        hr_agency_credit,
        {
            "id": sheet.number,
            "uscc": sheet.code,
            "agency_name": sheet.name,
            "credit_level": entry.grade,
            "assessed_at": utc(entry.evaluated_on.midnight()),
            "expires_at": entry.valid_until and utc(entry.valid_until.midnight()),
            "document_no": entry.record.document_no,
            "is_deleted": sheet.withdrawn,
            "updated_at": utc(sheet.changed_at),
        },
    )
