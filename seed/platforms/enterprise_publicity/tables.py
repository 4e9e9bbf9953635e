"""The tables of 国家企业信用信息公示系统: entities as registered, and the codes of their states."""

from sqlalchemy import MetaData, Table

from seed.systems.columns import clock, day, number, word

metadata = MetaData()
dm_djzt = Table("dm_djzt", metadata, word("dm", "代码", key=True), word("mc", "登记状态"))
djxx = Table(
    "djxx",
    metadata,
    number("zt_id", "主体编号"),
    word("tyshxydm", "统一社会信用代码"),
    word("zch", "注册号,2015 年以前登记的才有", 20),
    word("ytyshxydm", "变更前的统一社会信用代码"),
    word("qymc", "名称", 200),
    word("djzt", "登记状态代码"),
    word("hymc", "行业门类", 100),
    word("szqx", "住所所在区县"),
    word("clrq", "成立日期,如 2012/3/5"),
    day("hzrq", "核准日期"),
    word("zxbz", "数据注销标志:1 为误录"),
    clock("gxsj", "更新时间,北京时间"),
)
STATES = {"存续": "1", "吊销": "2", "注销": "3"}
CODES = ((dm_djzt, tuple({"dm": code, "mc": name} for name, code in STATES.items())),)
