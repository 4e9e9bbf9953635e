"""The tables of “双随机、一公开”监管系统: inspection items, objects, tasks and results."""

from sqlalchemy import MetaData, Table

from seed.systems.columns import day, number, reference, whole, word

metadata = MetaData()
ccsx = Table(
    "ccsx",
    metadata,
    number("sx_id", "抽查事项编号"),
    word("bm", "实施部门"),
    word("sxmc", "抽查事项名称", 200),
    word("jrzt", "接入状态:1 已接入,0 未接入"),
)
jcdx = Table(
    "jcdx",
    metadata,
    number("dx_id", "检查对象编号"),
    word("tyshxydm", "统一社会信用代码"),
    word("dxmc", "检查对象名称", 200),
    word("szqx", "所在区县"),
)
ccrw = Table(
    "ccrw",
    metadata,
    number("rw_id", "抽查任务编号"),
    word("rwmc", "任务名称", 200),
    word("jgsx", "对应监管事项"),
    day("fqrq", "任务发起日期"),
)
jcjg = Table(
    "jcjg",
    metadata,
    number("lsh", "结果流水号,只增不改"),
    reference("dx_id", "jcdx.dx_id", "检查对象编号"),
    reference("rw_id", "ccrw.rw_id", "抽查任务编号"),
    word("dj", "抽取时的等级"),
    day("jcrq", "检查日期"),
    word("jcjg", "检查结果代码"),
    whole("gscs", "公示次数"),
)
RESULTS = {"未发现问题": "1", "发现问题已责令改正": "2", "发现问题待后续处理": "3", "不配合检查情节严重": "4"}
jgdm = Table("dm_jcjg", metadata, word("dm", "代码", key=True), word("mc", "检查结果"))
CODES = ((jgdm, tuple({"dm": code, "mc": name} for name, code in RESULTS.items())),)
