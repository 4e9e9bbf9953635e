"""Tables of 土地估价行业信用监管系统: agencies, and their ratings with a version."""

from sqlalchemy import MetaData, Table

from seed.systems.columns import day, number, reference, whole, word

metadata = MetaData()
valuation_agency = Table(
    "valuation_agency",
    metadata,
    number("agency_id", "机构编号"),
    word("credit_code", "统一社会信用代码"),
    word("reg_no", "工商注册号"),
    word("org_code", "组织机构代码"),
    word("agency_name", "机构名称", 200),
)
agency_rating = Table(
    "agency_rating",
    metadata,
    number("rating_id", "评级编号"),
    reference("agency_id", "valuation_agency.agency_id", "机构编号"),
    word("rating", "等级"),
    day("rated_on", "评级日期"),
    day("valid_to", "有效期至"),
    word("doc_no", "文号", 100),
    whole("row_version", "行版本号"),
)
