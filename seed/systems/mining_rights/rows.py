"""A sheet of 全国矿业权人勘查开采信息公示系统: a check and, where it went badly, an entry in one of two lists."""

from collections.abc import Iterator
from datetime import date

from seed.systems.days import SLASHED
from seed.systems.mining_rights.tables import gs_hc, kyqr, ycml, yzsxmd
from seed.systems.sheets import Sheet
from seed.systems.system import Row

_REASON = "合成数据"


def rows(sheet: Sheet, today: date) -> Iterator[Row]:
    entry = sheet.entry
    if sheet.opens:
        yield kyqr, {"kyqr_id": sheet.registration, "xydm": sheet.code, "kyqr_mc": sheet.name}
    yield (
        gs_hc,
        {
            "hc_id": sheet.number,
            "kyqr_id": sheet.registration,
            "hcrq": entry.evaluated_on.written(SLASHED),
            "hcwh": entry.record.document_no,
        },
    )
    if entry.grade == "异常名录":
        yield ycml, {"ml_id": sheet.number, "hc_id": sheet.number, "lryy": _REASON}
    elif entry.grade == "严重失信名单":
        yield yzsxmd, {"md_id": sheet.number, "hc_id": sheet.number, "lryy": _REASON}
