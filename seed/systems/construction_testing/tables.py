"""The table of 重庆市房屋建筑和市政基础设施工程质量检测信用管理系统."""

from sqlalchemy import MetaData, Table

from seed.systems.columns import clock, day, number, whole, word

metadata = MetaData()
testing_credit = Table(
    "testing_credit",
    metadata,
    number("id", "主键"),
    word("party_type", "ORG 单位,PERSON 人员"),
    word("credit_code", "统一社会信用代码"),
    word("id_number", "身份证件号码"),
    word("party_name", "名称", 200),
    word("grade", "等级"),
    day("graded_on", "评级日期"),
    day("valid_to", "有效期至"),
    word("doc_no", "文号", 100),
    whole("ver", "版本号"),
    clock("deleted_at", "删除时间,北京时间"),
)
