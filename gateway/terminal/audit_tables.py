"""A verification of the audit trail as tables."""

from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from gateway.terminal.printing import titled_table
from gateway.terminal.words import Words


def verification_shown(found: dict[str, Any], say: Words) -> RenderableType:
    """The chains with their ends, to be written down elsewhere, then what is wrong."""
    chains, findings = found["chains"], found["findings"]
    if not findings:
        verdict = Text(
            say.of("完整：没有改动、缺口或截断", "Whole: nothing changed, missing or cut off"), style="green"
        )
        return Group(_chains(chains, say), verdict)
    return Group(_chains(chains, say), _findings(findings, say))


def _chains(chains: list[dict[str, Any]], say: Words) -> Table:
    lines = say.of("条数", "lines")
    table = titled_table(
        say.of(f"审计链（{len(chains)}）", f"Audit chains ({len(chains)})"),
        [
            say.of("链", "chain"),
            lines,
            say.of("最近", "latest"),
            say.of("有锚", "anchored"),
            say.of("末条摘要", "head"),
        ],
        right=(lines,),
    )
    for chain in chains:
        anchored = say.of("是", "yes") if chain["anchored"] else say.of("否", "no")
        table.add_row(
            chain["chain"], f"{chain['lines']:,}", chain["lastAt"], anchored, Text(chain["head"], overflow="fold")
        )
    return table


def _findings(findings: list[dict[str, Any]], say: Words) -> Table:
    number = say.of("第几条", "line")
    table = titled_table(
        say.of(f"问题（{len(findings)}）", f"Found wrong ({len(findings)})"),
        [say.of("链", "chain"), number, say.of("问题", "problem"), say.of("说明", "what it is")],
        right=(number,),
    )
    for one in findings:
        table.add_row(one["chain"], f"{one['sequence']:,}", Text(one["problem"], style="red"), one["message"])
    return table
