"""A file of an annual plan, read and held against the catalogue: every error names the file, the line and the keys that lead there."""

from pathlib import Path

from gateway.federation.located import BadConfiguration, LocatedFile
from graph_model.annual_plans.plan import AnnualPlan, plan_of
from graph_model.catalogue import Catalogue
from graph_model.errors import BadInput
from graph_model.evaluation.checking import BadModel


def read_plan_file(path: Path, catalogue: Catalogue) -> AnnualPlan:
    """The plan of a YAML or JSON file. Raises BadInput with all that is wrong, a line each."""
    try:
        file = LocatedFile(path)
    except BadConfiguration as error:
        raise BadInput(str(error)) from error
    try:
        return plan_of(file.content, catalogue)
    except BadModel as error:
        raise BadInput("\n".join(str(file.error(fault.message, *fault.steps)) for fault in error.faults)) from error
