"""The table of 重庆市科技信用管理系统: two documents a record."""

from sqlalchemy import MetaData, Table

from seed.systems.columns import document, word

metadata = MetaData()
sti_credit = Table(
    "sti_credit",
    metadata,
    word("record_id", "记录编号", key=True),
    document("holder", "评价对象:type、code、idNumber、name"),
    document("result", "评价结果:level、assessedOn、validTo、docNo"),
)
