"""What a sync did, as a table."""

from typing import Any

from rich.table import Table
from rich.text import Text

from gateway.terminal.printing import titled_table
from gateway.terminal.words import Words

Row = dict[str, Any]


def sync_reports(reports: list[Row], say: Words) -> Table:
    """A line a system: what was read, what was new, corrected, retired and rejected, and what the graph holds now."""
    numbers = (
        say.of("读到", "read"),
        say.of("新记录", "new"),
        say.of("其中更正", "corrected"),
        say.of("撤下", "retired"),
        say.of("新拒绝", "rejected"),
        say.of("现有", "held"),
        say.of("现拒绝", "in the ledger"),
    )
    table = titled_table(
        say.of(f"同步支撑系统（{len(reports)}）", f"Systems synced ({len(reports)})"),
        [say.of("系统", "system"), say.of("方式", "way"), *numbers],
        right=numbers,
    )
    for report in reports:
        if "error" in report:
            table.add_row(report["system"], Text(report["error"], style="red"), *[""] * len(numbers))
            continue
        held = report["held"]
        counted = (report["rows"], report["accepted"], report["corrected"], report["retired"])
        rejected = Text(f"{report['rejected']:,}", style="bold red" if report["rejected"] else "")
        way = say.of("全部", "full") if report["full"] else say.of("增量", "incremental")
        shown = [f"{number:,}" for number in counted]
        table.add_row(report["system"], way, *shown, rejected, f"{held['accepted']:,}", f"{held['rejected']:,}")
    return table
