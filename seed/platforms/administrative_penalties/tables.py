"""The table of 行政处罚业务系统: decisions, their content as JSON."""

from sqlalchemy import MetaData, Table

from seed.systems.columns import clock, day, document, number, word

metadata = MetaData()
xzcf = Table(
    "xzcf_jds",
    metadata,
    number("jds_id", "决定书编号"),
    word("xdr_lb", "相对人类别:1 单位,2 自然人"),
    word("xdr_dm", "统一社会信用代码"),
    word("xdr_zjhm", "自然人证件号码"),
    word("xdr_mc", "相对人名称或姓名", 200),
    word("jdswh", "决定书文号", 100),
    document("jdnr", "案由代码、情节、事项、处罚种类"),
    word("wfrq", "违法行为日期,如 20230821", 20),
    day("jdrq", "处罚决定日期"),
    word("zt", "状态:1 有效,2 撤销"),
    clock("gxsj", "更新时间,北京时间"),
)
