"""Tables of 重庆市企业信用风险分类管理系统: results of twelve items of two departments, and the code table of items."""

from sqlalchemy import MetaData, Table

from seed.systems.columns import document, number, whole, word

metadata = MetaData()
t_item_dict = Table(
    "t_item_dict",
    metadata,
    word("item_code", "检查事项代码", key=True),
    word("dept", "市场监管或知识产权"),
    word("item_key", "对应的监管事项"),
)
t_risk_result = Table(
    "t_risk_result",
    metadata,
    number("id", "主键"),
    word("subject_code", "主体代码"),
    word("subject_name", "主体名称", 200),
    word("item_code", "检查事项代码"),
    word("risk_level", "1 低,2 一般,3 较高,4 高"),
    document("detail", "指标和文号"),
    whole("assess_ms", "分类时间,毫秒"),
    whole("expire_ms", "失效时间,毫秒"),
    whole("modified_ms", "修改时间,毫秒"),
)
ITEM_CODES = {
    **{f"1-{number}": f"SJ{number - 16:02d}" for number in range(17, 27)},
    **{f"1-{number}": f"ZC{number - 26:02d}" for number in range(27, 29)},
}
UNKNOWN_ITEM = "XX99"
CODES = (
    (
        t_item_dict,
        tuple(
            {"item_code": code, "dept": "市场监管" if code.startswith("SJ") else "知识产权", "item_key": key}
            for key, code in ITEM_CODES.items()
        ),
    ),
)
