"""A sheet of 重庆市企业信用风险分类管理系统: levels by number, instants in milliseconds, particulars as JSON."""

from collections.abc import Iterator
from datetime import date

from seed.systems.days import milliseconds
from seed.systems.enterprise_credit_risk.tables import ITEM_CODES, UNKNOWN_ITEM, t_risk_result
from seed.systems.sheets import Sheet
from seed.systems.system import Row

_LEVELS = {"A": "1", "B": "2", "C": "3", "D": "4"}
_UNKNOWN_LEVEL = "9"


def rows(sheet: Sheet, today: date) -> Iterator[Row]:
    entry = sheet.entry
    yield (
        t_risk_result,
        {
            "id": sheet.number,
            "subject_code": sheet.code,
            "subject_name": sheet.name,
            "item_code": ITEM_CODES.get(entry.item_key, UNKNOWN_ITEM),
            "risk_level": entry.grade and _LEVELS.get(entry.grade, _UNKNOWN_LEVEL),
            "detail": {"指标": {"年报": "已报", "抽查": sheet.number % 4}, "文书": {"文号": entry.record.document_no}},
            "assess_ms": milliseconds(entry.evaluated_on.midnight()),
            "expire_ms": entry.valid_until and milliseconds(entry.valid_until.midnight()),
            "modified_ms": milliseconds(sheet.changed_at),
        },
    )
