"""The example that pushes (examples/webhooks/), as the page shows it."""

import json
import subprocess
import sys
from pathlib import Path

from tests.gateway.webhooks.pushing import SECRET
from tests.served import ROOT, Served, serving

EXAMPLE = ROOT / "examples" / "webhooks"


def pushed(server: Served, secret: str = SECRET) -> "subprocess.CompletedProcess[str]":
    command = [
        sys.executable,
        "-B",
        str(EXAMPLE / "push.py"),
        f"{server.url}/webhooks/transport",
        str(EXAMPLE / "rows.json"),
    ]
    return subprocess.run(
        command, env={"WEBHOOK_SECRET": secret}, capture_output=True, text=True, timeout=60, check=False
    )


def test_the_example_pushes_its_rows_and_may_be_run_again(tmp_path: Path) -> None:
    arguments = ("--city", "12", "--webhooks", str(EXAMPLE / "webhooks.yaml"))
    with serving(tmp_path / "data", *arguments, TRANSPORT_WEBHOOK_SECRET=SECRET) as server:
        first = pushed(server)
        assert first.returncode == 0, first.stderr
        outcome = json.loads(first.stdout)
        assert [(row["status"], row.get("code")) for row in outcome["rows"]] == [
            ("ACCEPTED", None),
            ("REJECTED", "UNKNOWN_GRADE"),
        ]
        assert pushed(server).stdout == first.stdout
        refused = pushed(server, "whsec_" + "B" * 32)
        assert refused.returncode == 1 and "401" in refused.stderr
