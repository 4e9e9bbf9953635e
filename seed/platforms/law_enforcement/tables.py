"""The tables of 执法监督业务系统: parties, and the cases in which law enforcement has found something."""

from sqlalchemy import MetaData, Table

from seed.systems.columns import day, flag, number, reference, whole, word

metadata = MetaData()
party = Table(
    "case_party",
    metadata,
    number("party_id", "当事人编号"),
    word("credit_code", "统一社会信用代码,旧案为注册号或组织机构代码"),
    word("id_card", "自然人身份证件号码"),
    word("party_name", "当事人名称或姓名", 200),
)
case = Table(
    "enforcement_case",
    metadata,
    number("case_id", "案件编号"),
    reference("party_id", "case_party.party_id", "当事人编号"),
    word("conduct_code", "违法行为代码"),
    word("gravity", "情节:A 轻微,B 一般,C 严重"),
    word("act_on", "行为日期,如 2023-08-21", 20),
    word("notice_no", "责令改正通知书文号", 100),
    word("item_key", "监管事项"),
    day("corrected_on", "整改完成日期"),
    flag("is_void", "是否作废"),
    whole("row_version", "版本号"),
)
