"""`doctor`: what is wrong with a deployment, one line a check."""

import asyncio
from collections.abc import Iterator
from typing import Annotated

import typer
from rich.cells import cell_len
from rich.text import Text

from gateway.doctor import deployment, this_machine
from gateway.doctor.configuration import unusable
from gateway.doctor.findings import Finding, Verdict
from gateway.doctor.page import test_tools
from gateway.terminal.exit_codes import DONE, FOUND_WRONG, NOT_REACHABLE
from gateway.terminal.options import Common, Lang, with_common
from gateway.terminal.printing import print_json, show
from graph_model.errors import BadInput

STYLES = {Verdict.OK: "green", Verdict.WARN: "yellow", Verdict.FAIL: "bold red"}


@with_common
def doctor(
    common: Common,
    *,
    development: Annotated[
        bool, typer.Option("--development", help="也看测试需要什么 / also what the tests need")
    ] = False,
) -> None:
    findings, english = this_machine(), common.lang is Lang.EN
    try:
        settings = common.settings
    except BadInput as error:
        findings.append(unusable(error))
    else:
        english = settings.lang == "en"
        findings += asyncio.run(deployment(settings, _options))
    if development:
        findings += test_tools()
    if common.json:
        print_json([_as_json(finding, english=english) for finding in findings])
    else:
        show(*_lines(findings, english=english))
    if code := verdict_code(findings):
        raise typer.Exit(code)


def verdict_code(findings: list[Finding]) -> int:
    """1 where something is wrong, 3 where all that is wrong is that something does not answer."""
    failed = [finding for finding in findings if finding.verdict is Verdict.FAIL]
    if not failed:
        return DONE
    return NOT_REACHABLE if all(finding.unreachable for finding in failed) else FOUND_WRONG


def _options() -> set[str]:
    """The variables of all commands' options, whose modules are imported for it."""
    from gateway.cli_reference import option_variables  # noqa: PLC0415 - as it says

    return set(option_variables())


def _as_json(finding: Finding, *, english: bool) -> dict[str, str | None]:
    advice = None if finding.advice is None else finding.advice.of(english=english)
    detail = finding.detail.of(english=english)
    return {"check": finding.check.key, "verdict": finding.verdict.value, "detail": detail, "advice": advice}


def _lines(findings: list[Finding], *, english: bool) -> Iterator[Text]:
    """A line a finding, however long: what is cut or wrapped cannot be searched."""
    names = [finding.check.en if english else finding.check.zh for finding in findings]
    width = max(map(cell_len, names))
    for finding, name in zip(findings, names, strict=True):
        line = Text(no_wrap=True)
        line.append(f"{finding.verdict.value:<5}", STYLES[finding.verdict])
        line.append(f"{name}{' ' * (width - cell_len(name))}  {finding.detail.of(english=english)}")
        if finding.advice is not None:
            line.append(f" → {finding.advice.of(english=english)}", "bold")
        yield line
