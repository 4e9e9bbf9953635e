"""The table of 海事信用信息管理系统, in capitals: every month a whole copy."""

from sqlalchemy import MetaData, Table

from seed.systems.columns import day, number, word

metadata = MetaData()
msa_credit = Table(
    "MSA_CREDIT",
    metadata,
    day("SNAP_DATE", "快照日期", key=True),
    number("REC_ID", "记录编号"),
    word("ORG_CODE", "单位代码"),
    word("ORG_NAME", "单位名称", 200),
    word("CREDIT_CLASS", "I–IV 类,即 A–D"),
    word("EVAL_TIME", "评价时间,如 2023-08-21T00:00:00+08:00"),
    word("EXPIRE_TIME", "失效时间"),
    word("DOC_NO", "文号", 100),
)
