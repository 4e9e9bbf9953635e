"""Tables of 纳税信用管理系统: taxpayers, results by year, and the code table of grades."""

from sqlalchemy import MetaData, Table

from seed.systems.columns import clock, number, points, reference, whole, word

metadata = MetaData()
nsr_jbxx = Table(
    "nsr_jbxx",
    metadata,
    number("nsr_id", "纳税人编号"),
    word("nsrsbh", "纳税人识别号:统一社会信用代码,旧户为税务登记号"),
    word("nsrmc", "纳税人名称", 200),
    word("szqx", "所在区县"),
)
dm_nsxydj = Table("dm_nsxydj", metadata, word("dm", "代码", key=True), word("mc", "名称"))
nsr_xydj = Table(
    "nsr_xydj",
    metadata,
    number("pj_id", "评价编号"),
    reference("nsr_id", "nsr_jbxx.nsr_id", "纳税人编号"),
    whole("pjnd", "评价年度"),
    word("pjjg", "评价结果代码"),
    points("pjdf", "评价得分"),
    word("pjrq", "评价日期,如 20230821"),
    word("yxqz", "有效期至,如 20240820"),
    word("wsh", "文书号", 100),
    word("zfbz", "作废标志:Y、N"),
    clock("xgsj", "修改时间,北京时间"),
)
GRADE_CODES = {"A": "1", "B": "2", "M": "3", "C": "4", "D": "5"}
UNKNOWN_GRADE = "7"
CODES = ((dm_nsxydj, tuple({"dm": code, "mc": f"{name}级"} for name, code in GRADE_CODES.items())),)
