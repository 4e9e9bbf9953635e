"""How records come in: files as departments send them, and rows that are pushed.

The steps of a row, a module each: `reading` (with `csv_files`, `xlsx_files`, `json_lines`) gives its cells under canonical
`columns`; `concealing` takes the ID number out of it; `grade_rows`, `fact_rows`, `relation_rows`, `subject_rows` and
`register_rows` read a claim from it with `cells` and `words`; `grade_decisions` and its like say what becomes of the claim;
`settling` settles the subject's discrepancies; `batches` commits all of it with `ledger` in one transaction; `importing`
drives a file or a call through these steps. docs/import-format.md is the same for people.
"""

from graph_model.intake.columns import Kind
from graph_model.intake.importing import import_file, import_rows
from graph_model.intake.ledger import export_rejects, read_rejects
from graph_model.intake.refusals import RejectCode
from graph_model.intake.results import ImportReport, Progress, Reject, RowResult, RowStatus
from graph_model.intake.settling import settle_subjects

__all__ = [
    "ImportReport",
    "Kind",
    "Progress",
    "Reject",
    "RejectCode",
    "RowResult",
    "RowStatus",
    "export_rejects",
    "import_file",
    "import_rows",
    "read_rejects",
    "settle_subjects",
]
