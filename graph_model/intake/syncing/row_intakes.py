"""How a row of each kind is read."""

from typing import Any

from graph_model.catalogue import Catalogue
from graph_model.intake.columns import Kind
from graph_model.intake.fact_rows import FactIntake
from graph_model.intake.grade_decisions import GradeIntake
from graph_model.intake.preparing import Claiming
from graph_model.intake.subject_rows import SubjectIntake
from graph_model.intake.syncing.connected_rows import ConnectedIntake

RowIntake = Claiming[Any]


def row_intake(kind: Kind, catalogue: Catalogue) -> RowIntake:
    """The intake of the rows of a system whose mapping is of this kind."""
    if kind is Kind.FACTS:
        return FactIntake(catalogue)
    if kind is Kind.SUBJECTS:
        return SubjectIntake(catalogue)
    return GradeIntake(catalogue) if kind is Kind.GRADES else ConnectedIntake(catalogue)
