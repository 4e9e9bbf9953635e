"""Tables of 全国矿业权人勘查开采信息公示系统: publicity checks, and two lists that name those who are wanting."""

from sqlalchemy import MetaData, Table

from seed.systems.columns import number, reference, word

metadata = MetaData()
kyqr = Table(
    "kyqr",
    metadata,
    number("kyqr_id", "矿业权人编号"),
    word("xydm", "信用代码"),
    word("kyqr_mc", "矿业权人名称", 200),
)
gs_hc = Table(
    "gs_hc",
    metadata,
    number("hc_id", "公示信息核查编号"),
    reference("kyqr_id", "kyqr.kyqr_id", "矿业权人编号"),
    word("hcrq", "核查日期,如 2023/8/21"),
    word("hcwh", "核查文号", 100),
)
ycml = Table(
    "ycml",
    metadata,
    number("ml_id", "异常名录编号"),
    reference("hc_id", "gs_hc.hc_id", "核查编号"),
    word("lryy", "列入原因", 200),
)
yzsxmd = Table(
    "yzsxmd",
    metadata,
    number("md_id", "严重失信名单编号"),
    reference("hc_id", "gs_hc.hc_id", "核查编号"),
    word("lryy", "列入原因", 200),
)
