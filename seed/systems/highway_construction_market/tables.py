"""Tables of 重庆市公路建设市场信用信息管理系统: parties, evaluations, and the code table of grades."""

from sqlalchemy import MetaData, Table

from seed.systems.columns import clock, day, number, points, reference, word

metadata = MetaData()
glsc_zt = Table(
    "glsc_zt",
    metadata,
    number("zt_id", "主体编号"),
    word("ztlx", "1 从业单位,2 从业人员"),
    word("dwdm", "单位代码"),
    word("zjhm", "证件号码"),
    word("ztmc", "主体名称", 200),
)
dm_xydj = Table("dm_xydj", metadata, word("djdm", "等级代码", key=True), word("djmc", "等级名称"))
glsc_xypj = Table(
    "glsc_xypj",
    metadata,
    number("pj_id", "评价编号"),
    reference("zt_id", "glsc_zt.zt_id", "主体编号"),
    word("djdm", "等级代码"),
    points("pf", "评分"),
    day("pjrq", "评价日期"),
    day("yxqz", "有效期至"),
    word("wh", "文号", 100),
    clock("gxsj", "更新时间,北京时间"),
)
GRADE_CODES = {"AA": "01", "A": "02", "B": "03", "C": "04", "D": "05", "待评": "99"}
CODES = ((dm_xydj, tuple({"djdm": code, "djmc": name} for name, code in GRADE_CODES.items())),)
