"""The table of 重庆市工程造价咨询行业信用管理系统: every month a whole copy."""

from sqlalchemy import MetaData, Table

from seed.systems.columns import number, word

metadata = MetaData()
gczj_xyfs = Table(
    "gczj_xyfs",
    metadata,
    number("sjpc", "数据批次,如 20230821"),
    number("xh", "序号"),
    word("lx", "企业或造价工程师"),
    word("tyshxydm", "统一社会信用代码"),
    word("sfzh", "身份证号"),
    word("mc", "名称", 200),
    word("xyfs", "信用分数,如 87.5分"),
    word("pjrq", "评价日期,如 2023-08-21"),
    word("yxqz", "有效期至"),
    word("wh", "文号", 100),
)
