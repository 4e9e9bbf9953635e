"""Tables of 全国粮食信用监管平台: one row an enterprise, a group of columns an item."""

from sqlalchemy import MetaData, Table

from seed.systems.columns import clock, day, number, word

metadata = MetaData()
lq_qyxy = Table(
    "lq_qyxy",
    metadata,
    number("id", "主键"),
    word("tyshxydm", "统一社会信用代码"),
    word("qymc", "企业名称", 200),
    word("szqx", "所在区县"),
    word("sgpj", "收购评价"),
    day("sgpjrq", "收购评价日期"),
    day("sgyxqz", "收购评价有效期至"),
    word("sgwh", "收购评价文号", 100),
    word("kcpj", "库存检查评价"),
    day("kcpjrq", "库存检查日期"),
    day("kcyxqz", "库存检查有效期至"),
    word("kcwh", "库存检查文号", 100),
    clock("gxsj", "更新时间,北京时间"),
)
