"""The table of 重庆市园林绿化市场信用管理系统: a log named in Chinese."""

from sqlalchemy import MetaData, Table

from seed.systems.columns import clock, number, word

metadata = MetaData()
evaluated = Table(
    "园林绿化信用评价流水",
    metadata,
    number("流水号", "只增不改"),
    word("信用代码", "单位代码"),
    word("身份证号", "从业人员身份证号"),
    word("名称", "单位或人员名称", 200),
    word("信用等级", "信用等级"),
    word("评价日期", "如 2023/8/21"),
    word("有效期至", "如 2024/8/20"),
    word("文号", "文号", 100),
    clock("登记时间", "北京时间"),
)
