"""The table of 市公共信用信息平台: a log of what was collected, named in Chinese."""

from sqlalchemy import MetaData, Table

from seed.systems.columns import clock, number, word

metadata = MetaData()
collected = Table(
    "从业人员信用归集",
    metadata,
    number("归集流水号", "只增不改"),
    word("姓名", "姓名", 100),
    word("证件号码", "身份证件号码"),
    word("信用等级", "A、B、C、D 级"),
    word("评价日期", "如 2023年8月21日"),
    word("有效期至", "如 2024年8月20日"),
    word("文号", "文号", 100),
    clock("归集时间", "北京时间"),
)
