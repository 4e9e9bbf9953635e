"""The table of 人力资源服务机构管理系统."""

from sqlalchemy import MetaData, Table

from seed.systems.columns import clock, flag, number, word

metadata = MetaData()
hr_agency_credit = Table(
    "hr_agency_credit",
    metadata,
    number("id", "主键"),
    word("uscc", "统一社会信用代码"),
    word("agency_name", "机构名称", 200),
    word("credit_level", "信用等级"),
    clock("assessed_at", "评价时间,UTC"),
    clock("expires_at", "失效时间,UTC"),
    word("document_no", "文号", 100),
    flag("is_deleted", "是否删除"),
    clock("updated_at", "更新时间,UTC"),
)
