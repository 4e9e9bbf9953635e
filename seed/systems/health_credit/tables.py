"""The table of 重庆市卫生健康信用信息系统: reports as they came."""

from sqlalchemy import MetaData, Table

from seed.systems.columns import clock, document, number, word

metadata = MetaData()
sb_jl = Table(
    "sb_jl",
    metadata,
    number("lsh", "上报流水号,只增不改"),
    word("jgxydm", "经营者代码"),
    word("jgmc", "经营者名称", 200),
    document("sbnr", "上报内容"),
    clock("sbsj", "上报时间,北京时间"),
)
