"""Tables of 涉税专业信用管理系统, in capitals."""

from sqlalchemy import MetaData, Table

from seed.systems.columns import clock, number, points, reference, whole, word

metadata = MetaData()
sszy_jg = Table(
    "SSZY_JG",
    metadata,
    number("JG_ID", "机构编号"),
    word("NSRSBH", "纳税人识别号"),
    word("ZZJGDM", "组织机构代码"),
    word("JG_MC", "机构名称", 200),
)
sszy_xypj = Table(
    "SSZY_XYPJ",
    metadata,
    number("PJ_ID", "评价编号"),
    reference("JG_ID", "SSZY_JG.JG_ID", "机构编号"),
    word("XYDJ", "信用等级 TSC1–TSC5"),
    points("XYJF", "信用积分,0–500"),
    clock("PJSJ", "评价时间,北京时间"),
    clock("YXQZ", "有效期至,北京时间"),
    word("WSH", "文书号", 100),
    whole("BBH", "版本号"),
)
