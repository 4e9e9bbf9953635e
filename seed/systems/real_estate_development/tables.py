"""The table of 重庆市房地产开发行业信用管理与服务平台."""

from sqlalchemy import MetaData, Table

from seed.systems.columns import clock, day, number, points, word

metadata = MetaData()
fdc_qyxyf = Table(
    "fdc_qyxyf",
    metadata,
    number("id", "主键"),
    word("xydm", "信用代码"),
    word("qymc", "企业名称", 200),
    points("xyf", "信用分,没有等级"),
    day("pfrq", "评分日期"),
    day("yxqz", "有效期至"),
    word("wh", "文号", 100),
    clock("gxsj", "更新时间,北京时间"),
)
