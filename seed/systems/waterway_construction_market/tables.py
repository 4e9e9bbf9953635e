"""The table of 重庆市水运建设市场信用信息管理系统: every month a whole copy."""

from sqlalchemy import MetaData, Table

from seed.systems.columns import day, number, word

metadata = MetaData()
syjs_xypj = Table(
    "syjs_xypj",
    metadata,
    day("sjrq", "数据日期:每月一份全量", key=True),
    number("xh", "序号"),
    word("dwdm", "单位代码"),
    word("rysfz", "人员身份证号"),
    word("mc", "单位或人员名称", 200),
    word("xydj", "信用等级"),
    word("pjrq", "评价日期,如 20230821"),
    word("yxqz", "有效期至,如 20240820"),
    word("wjbh", "文件编号", 100),
)
