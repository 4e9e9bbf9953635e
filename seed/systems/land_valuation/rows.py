"""A sheet of 土地估价行业信用监管系统."""

from collections.abc import Iterator
from datetime import date

from seed.systems.land_valuation.tables import agency_rating, valuation_agency
from seed.systems.sheets import Sheet
from seed.systems.system import Row


def rows(sheet: Sheet, today: date) -> Iterator[Row]:
    entry = sheet.entry
    if sheet.opens:
        yield (
            valuation_agency,
            {
                "agency_id": sheet.registration,
                "credit_code": sheet.uscc,
                "reg_no": sheet.registration_number,
                "org_code": sheet.organisation_code,
                "agency_name": sheet.name,
            },
        )
    yield (
        agency_rating,
        {
            "rating_id": sheet.number,
            "agency_id": sheet.registration,
            "rating": entry.grade,
            "rated_on": entry.evaluated_on.date(),
            "valid_to": entry.valid_until and entry.valid_until.date(),
            "doc_no": entry.record.document_no,
            "row_version": sheet.position,
        },
    )
