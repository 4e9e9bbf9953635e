"""The table of 重庆市劳动保障监察管理信息系统."""

from sqlalchemy import MetaData, Table

from seed.systems.columns import number, whole, word

metadata = MetaData()
ldbz_cxdj = Table(
    "ldbz_cxdj",
    metadata,
    number("dj_id", "主键"),
    word("tyshxydm", "统一社会信用代码"),
    word("zzjgdm", "组织机构代码"),
    word("gszch", "工商注册号"),
    word("dwmc", "单位名称", 200),
    word("cxdj", "守法诚信等级:A、B、C"),
    word("pjrq", "评价日期,如 2023年8月21日"),
    word("yxqz", "有效期至"),
    word("wsbh", "文书编号", 100),
    whole("bbh", "版本号"),
)
