"""Tables of 专利代理管理系统(国家知识产权局): agencies and attorneys, each a whole copy a batch."""

from sqlalchemy import MetaData, Table

from seed.systems.columns import day, number, word

metadata = MetaData()
zldl_jg = Table(
    "zldl_jg",
    metadata,
    word("pc", "批次,如 P20230821", key=True),
    number("jg_id", "机构编号"),
    word("jgxydm", "机构信用代码"),
    word("jgmc", "机构名称", 200),
    word("xydj", "信用等级"),
    day("pjrq", "评价日期"),
    day("yxqz", "有效期至"),
    word("wh", "文号", 100),
)
zldl_dls = Table(
    "zldl_dls",
    metadata,
    word("pc", "批次,如 P20230821", key=True),
    number("dls_id", "代理师编号"),
    word("zjhm", "证件号码"),
    word("xm", "姓名", 100),
    word("xydj", "信用等级"),
    day("pjrq", "评价日期"),
    day("yxqz", "有效期至"),
    word("wh", "文号", 100),
)
