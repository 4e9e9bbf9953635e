"""Tables of 重庆市勘察设计行业信用管理系统和管理平台."""

from sqlalchemy import MetaData, Table

from seed.systems.columns import number, reference, word

metadata = MetaData()
kcsj_zt = Table(
    "kcsj_zt",
    metadata,
    number("ztid", "主体编号"),
    word("ztlb", "DW 单位,RY 人员"),
    word("tyshxydm", "统一社会信用代码"),
    word("sfzh", "身份证号"),
    word("mc", "名称", 200),
)
kcsj_xydj = Table(
    "kcsj_xydj",
    metadata,
    number("djid", "等级编号"),
    reference("ztid", "kcsj_zt.ztid", "主体编号"),
    word("dj", "等级"),
    word("pdrq", "评定日期,如 2023.08.21"),
    word("yxqz", "有效期至"),
    word("wh", "文号", 100),
)
