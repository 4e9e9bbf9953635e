"""Databases of departments that nobody here has seen: made in a place by statements that every kind of database takes."""

from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import text

from gateway.settings import Settings
from gateway.sync.addresses import Address, filling_engine
from gateway.sync.bundled import ensure_place
from graph_model.persons import id_check_character
from graph_model.uscc import check_character


def uscc(number: int) -> str:
    first = f"91500101MA{number:07d}"
    return first + check_character(first)


def id_number(number: int) -> str:
    first = f"500101199{number % 10}0{number % 9 + 1}1{number % 9}{number % 1000:03d}"
    return first + id_check_character(first)


async def make(address: Address, *statements: str) -> None:
    """Run statements in a place that is made for them."""
    await ensure_place(address, Settings(data=Path("unused"), systems="bundled"))
    engine = filling_engine(address)
    async with engine.begin() as connection:
        for statement in statements:
            await connection.execute(text(statement.replace(":", "\\:")))
    await engine.dispose()


def values(rows: Sequence[tuple[object, ...]]) -> str:
    """Rows as the VALUES of an INSERT."""
    return ", ".join("(" + ", ".join("NULL" if v is None else f"'{v}'" for v in row) + ")" for row in rows)


CHANGED = "2026-10-01 08:00:00"
SECURITY = [
    "CREATE TABLE dict_level (level_code VARCHAR(4) PRIMARY KEY, level_name VARCHAR(20))",
    "INSERT INTO dict_level VALUES ('L1', 'A级'), ('L2', 'B级'), ('L3', 'C级'), ('L4', 'D级')",
    "CREATE TABLE security_company (company_id INTEGER PRIMARY KEY, social_credit_code VARCHAR(20), "
    "company_name VARCHAR(100), phone VARCHAR(20))",
    "INSERT INTO security_company VALUES "
    + values([(n, uscc(n), f"渝信示例保安{n}有限公司", f"1380000{n:04d}") for n in range(1, 31)]),
    "CREATE TABLE credit_result (result_id INTEGER PRIMARY KEY, company_id INTEGER NOT NULL REFERENCES security_company(company_id), "
    "credit_level VARCHAR(4), total_score INTEGER, eval_date VARCHAR(20), valid_thru VARCHAR(20), doc_no VARCHAR(40), del_flag VARCHAR(1), "
    "last_modified TIMESTAMP NULL)",
    "INSERT INTO credit_result VALUES "
    + values(
        [
            (
                n,
                n,
                f"L{n % 4 + 1}",
                60 + n,
                f"2026/{n % 9 + 1}/1",
                "2027/1/1",
                f"渝公评{n}号",
                "0",
                "2026-10-01 08:00:00",
            )
            for n in range(1, 31)
        ]
    ),
    "CREATE TABLE audit_log (log_id INTEGER PRIMARY KEY, who VARCHAR(40), what VARCHAR(400))",
    "INSERT INTO audit_log VALUES (1, 'root', 'login')",
]
"""English names, a code table that no foreign key tells of, a mark of deletion."""

FIRE = [
    "CREATE TABLE xf_dwxx (dwbh VARCHAR(20) PRIMARY KEY, dwmc VARCHAR(100), tyshxydm VARCHAR(20))",
    "INSERT INTO xf_dwxx VALUES " + values([(f"D{n}", f"渝信示例消防{n}有限公司", uscc(n)) for n in range(1, 25)]),
    "CREATE TABLE xf_xypd (lsh INTEGER PRIMARY KEY, dwbh VARCHAR(20), pdjg VARCHAR(10), pdsj VARCHAR(20), jzrq VARCHAR(20))",
    "INSERT INTO xf_xypd VALUES "
    + values([(n, f"D{n}", "优良中差"[n % 4], f"202605{n % 28 + 1:02d}", "20270531") for n in range(1, 25)]),
]
"""Initials of pinyin, no foreign keys, the words 优良中差, a log."""

_TEACHERS = [
    (n, "陈李王赵"[n % 4] + "沄翃"[n % 2], id_number(n), "ABCD"[n % 4], f"2026年{n % 9 + 1}月1日", "2027年12月31日", n)
    for n in range(1, 25)
]
TEACHERS = [
    "CREATE TABLE 教师信用 (编号 INTEGER PRIMARY KEY, 姓名 VARCHAR(40), 身份证号 VARCHAR(20), 信用级别 VARCHAR(10), 认定日期 VARCHAR(20), "
    "截止日期 VARCHAR(20), 版本 INTEGER)",
    "INSERT INTO 教师信用 VALUES " + values(_TEACHERS),
]
"""Chinese names, natural persons, a version."""

ODD = [
    "CREATE TABLE t1 (c1 INTEGER PRIMARY KEY, c2 VARCHAR(20), c3 VARCHAR(100), c4 VARCHAR(10), c5 VARCHAR(20))",
    "INSERT INTO t1 VALUES "
    + values([(n, uscc(n), f"示例{n}公司", "ABCD"[n % 4], f"2026-05-{n % 28 + 1:02d}") for n in range(1, 25)]),
]
"""Names that say nothing at all: only the values do."""
