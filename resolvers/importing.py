"""The mutation importGrades (导入评价结果)."""

from collections.abc import Sequence
from dataclasses import fields
from typing import Annotated, Any, TypeAlias

import strawberry

from graph_model.errors import BadInput, LimitExceeded, StoreUnavailable, Timeout
from graph_model.intake import RowResult, import_rows
from graph_model.signed import LONGEST_KEY
from resolvers.context import Context
from resolvers.costs import about
from resolvers.failures import AGAIN_WITH_KEY, BadInputError, LimitExceededError, UnavailableError, failure
from resolvers.vocabulary import RowStatus

MOST_ROWS = 5_000


@strawberry.input(
    description="一条评价，各列与导入文件相同，按来时的写法填。 / One evaluation, with the columns of an import file, as they came."
)
class GradeRowInput:
    uscc: str | None = strawberry.field(
        default=None,
        description="统一社会信用代码；与证件号码二选一。 / Unified social credit code; either this or personId.",
    )
    person_id: str | None = strawberry.field(
        default=None,
        description="自然人的证件号码：读入时即换成带密钥的摘要，不存储、不记录。 / "
        "ID number of a natural person: hashed on reading, never "
        "stored or logged.",
    )
    person_key: str | None = strawberry.field(
        default=None,
        description="自然人的键 person:…，代替证件号码。 / Key of a natural person, in the place of personId.",
    )
    name: str | None = strawberry.field(
        default=None, description="主体名称；新主体必填。 / The subject's name; needed for a new one."
    )
    item: str | None = strawberry.field(
        default=None,
        description="监管事项：键（如 1-7）、唯一的名称或 composite。 / The item: its key (like 1-7), its name where unique, or composite.",
    )
    grade: str | None = strawberry.field(
        default=None, description="统一等级 A–D；与原始等级二选一。 / The unified grade; either this or nativeGrade."
    )
    native_grade: str | None = strawberry.field(
        default=None, description="原始等级，须同时给出标准。 / The native grade; its scale is needed too."
    )
    scale: str | None = strawberry.field(default=None, description="等级标准（键或名称）。 / The scale (key or name).")
    score: float | None = strawberry.field(default=None, description="得分。 / The score.")
    evaluated_on: str | None = strawberry.field(
        default=None, description="评价日期，如 2024-06-01、2024/6/1、2024年6月1日。 / The day of evaluation."
    )
    valid_until: str | None = strawberry.field(default=None, description="有效期至。 / The last day on which it holds.")
    document_no: str | None = strawberry.field(default=None, description="文号。 / Number of the document.")


@strawberry.input(description="导入评价结果。 / What importGrades takes.")
class ImportGradesInput:
    rows: list[GradeRowInput] = strawberry.field(description="各条，最多 5,000 条。 / The rows, 5,000 at most.")
    idempotency_key: str = strawberry.field(
        description="幂等键：同一键重发同样的内容不会重复记入，答复相同；换了内容为 BAD_INPUT。 / The same rows sent again under the same "
        "key change nothing and get the same answer; other rows under it are BAD_INPUT."
    )
    dry_run: bool = strawberry.field(
        default=False, description="只说明会怎样，不写入。 / Only tell what would happen; write nothing."
    )


@strawberry.type(description="一行的结果，顺序与所给的相同。 / What became of a row, in the order given.")
class ImportedRow:
    row: int = strawberry.field(description="第几行，从 1 起。 / Number of the row, from 1.")
    status: RowStatus = strawberry.field(description="结果。 / What became of it.")
    code: str | None = strawberry.field(
        description="拒绝的代码，如 BAD_USCC、UNKNOWN_ITEM、CONFLICT。 / Code of the rejection, like BAD_USCC."
    )
    column: str | None = strawberry.field(description="哪一列。 / The column that it is about.")
    message: str | None = strawberry.field(description="怎么办（中文）。 / What to do, in Chinese.")
    message_en: str | None = strawberry.field(description="怎么办（英文）。 / What to do, in English.")


@strawberry.type(description="导入的结果；被拒绝的行在台账里。 / What an import did; rejected rows are in the ledger.")
class ImportGradesResult:
    accepted: int = strawberry.field(description="接收的行数。 / Rows accepted.")
    unchanged: int = strawberry.field(description="没有变化的行数。 / Rows that changed nothing.")
    rejected: int = strawberry.field(description="拒绝的行数。 / Rows rejected.")
    dry_run: bool = strawberry.field(description="是否只是试算。 / Whether nothing was written.")
    rows: list[ImportedRow] = strawberry.field(description="各行的结果。 / The rows.", directives=[about(MOST_ROWS)])


ImportGradesPayload: TypeAlias = Annotated[
    ImportGradesResult | BadInputError | LimitExceededError | UnavailableError,
    strawberry.union(
        "ImportGradesPayload",
        description="导入的结果，或没有导入的原因。 / What an import did, or why it was not done.",
    ),
]

_COLUMNS = {
    "person_id": "personId",
    "person_key": "personKey",
    "native_grade": "nativeGrade",
    "evaluated_on": "evaluatedOn",
    "valid_until": "validUntil",
    "document_no": "documentNo",
}


async def import_grades(context: Context, given: ImportGradesInput) -> ImportGradesPayload:
    """Import rows; what keeps all of them out is a typed error, what keeps one of them out is in its row."""
    if len(given.rows) > MOST_ROWS:
        message = (
            f"一次最多 {MOST_ROWS} 行，这次有 {len(given.rows)} 行 / at most {MOST_ROWS} rows, not {len(given.rows)}"
        )
        return LimitExceededError(code=LimitExceeded.code, message=message, limit=MOST_ROWS)
    if not 0 < len(given.idempotency_key.strip()) <= LONGEST_KEY:
        message = f"应为 1 到 {LONGEST_KEY} 个字符 / 1 to {LONGEST_KEY} characters are needed"
        return BadInputError(code=BadInput.code, message=message, where="input.idempotencyKey")
    try:
        results = await import_rows(
            context.store,
            context.catalogue,
            [_columns(row) for row in given.rows],
            import_key=given.idempotency_key,
            secret=context.secret,
            dry_run=given.dry_run,
            clock=context.clock,
        )
    except (BadInput, StoreUnavailable, Timeout) as error:
        found = failure(error, AGAIN_WITH_KEY)
        assert isinstance(found, BadInputError | UnavailableError), "nothing is looked for, and nothing forbidden"
        return found
    return _result(results, given.dry_run)


def _columns(row: GradeRowInput) -> dict[str, Any]:
    """The row under the canonical names of its columns, without what was not given."""
    values = {_COLUMNS.get(one.name, one.name): getattr(row, one.name) for one in fields(row)}
    return {column: value for column, value in values.items() if value is not None}


def _result(results: Sequence[RowResult], dry_run: bool) -> ImportGradesResult:
    statuses = [result.status for result in results]
    return ImportGradesResult(
        accepted=statuses.count(RowStatus.ACCEPTED),
        unchanged=statuses.count(RowStatus.UNCHANGED),
        rejected=statuses.count(RowStatus.REJECTED),
        dry_run=dry_run,
        rows=[_row(number, result) for number, result in enumerate(results, 1)],
    )


def _row(number: int, result: RowResult) -> ImportedRow:
    return ImportedRow(
        row=number,
        status=result.status,
        code=result.code,
        column=result.column,
        message=result.message,
        message_en=result.message_en,
    )
