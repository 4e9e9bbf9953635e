"""What is not written down is not answered."""

from graph_model.errors import StoreUnavailable

MESSAGE = (
    "审计记录写不下来，所以不能答复，原因见日志，请稍后重试 / the audit trail cannot be written, so nothing is answered: the log says why; "
    "try again later"
)


class AuditUnavailable(StoreUnavailable):
    """The audit trail cannot be written: the answer is withheld. Why is in the log, not for the reader."""

    code = "AUDIT_UNAVAILABLE"

    def __init__(self) -> None:
        super().__init__(MESSAGE)
