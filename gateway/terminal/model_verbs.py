"""`models check`: whether files of evaluation models can be used."""

from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer

from gateway.evaluation_models.reading import read_model
from gateway.sync.registered import plan_with_registered
from gateway.terminal.exit_codes import FOUND_WRONG
from gateway.terminal.model_tables import checked_models
from gateway.terminal.options import Common, with_common
from graph_model.catalogue import Catalogue
from graph_model.errors import BadInput

Files = Annotated[
    list[Path], typer.Argument(metavar="FILE…", help="评价模型的文件（YAML 或 JSON）/ files of evaluation models")
]


@with_common
def check(common: Common, files: Files) -> None:
    catalogue = plan_with_registered(common.settings)
    reports = [_checked(file, catalogue) for file in files]
    common.present(reports, checked_models)
    if any(report["errors"] for report in reports):
        raise typer.Exit(FOUND_WRONG)


def _checked(file: Path, catalogue: Catalogue) -> dict[str, Any]:
    """The file, what it is a model of, and what is wrong with it."""
    try:
        model = read_model(file, catalogue)
    except BadInput as error:
        return {"file": str(file), "errors": error.message.splitlines(), "model": None}
    return {"file": str(file), "errors": [], "model": msgspec.to_builtins(model)}
