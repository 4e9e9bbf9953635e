"""`models check`: whether files of evaluation models can be used; `models try`: what one would change."""

from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer

from gateway.evaluation_models.reading import read_model
from gateway.sync.registered import plan_with_registered
from gateway.terminal.asking import ask
from gateway.terminal.exit_codes import FOUND_WRONG
from gateway.terminal.model_tables import checked_models, dry_run_shown
from gateway.terminal.options import Common, with_common
from graph_model.catalogue import Catalogue
from graph_model.errors import BadInput
from graph_model.evaluation.checking import text_of
from graph_model.model import Grade

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


@with_common
def try_model(
    common: Common,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="评价模型的文件 / the file of an evaluation model")],
    *,
    first: Annotated[
        int,
        typer.Option("--first", min=0, max=100, help="列出多少个会变的主体 / how many of those who move are listed"),
    ] = 20,
    before: Annotated[Grade | None, typer.Option("--from", help="只列现在是这一等级的 / only from this grade")] = None,
    after: Annotated[Grade | None, typer.Option("--to", help="只列变为这一等级的 / only to this grade")] = None,
    discrepant: Annotated[
        bool, typer.Option("--discrepant", help="只列会出现等级差异的 / only those with new discrepancies")
    ] = False,
    losing: Annotated[
        bool, typer.Option("--losing", help="只列会失去便利等激励的 / only those who would lose an incentive")
    ] = False,
) -> None:
    model = read_model(file, plan_with_registered(common.settings))
    only = {"from": before and before.value, "to": after and after.value, "discrepant": discrepant, "losing": losing}
    found = ask(common.settings, "evaluation_dry_run", content=text_of(model), first=first, **only)
    common.present(found["evaluationDryRun"], dry_run_shown)


def _checked(file: Path, catalogue: Catalogue) -> dict[str, Any]:
    """The file, what it is a model of, and what is wrong with it."""
    try:
        model = read_model(file, catalogue)
    except BadInput as error:
        return {"file": str(file), "errors": error.message.splitlines(), "model": None}
    return {"file": str(file), "errors": [], "model": msgspec.to_builtins(model)}
