"""The page of faults has every fault that is carried out, with its code."""

import re

from tests.gateway.federation.faults.subgraph_process import FAULTS
from tests.served import ROOT

ROW = re.compile(r"^\| ([^|]+?) \| ([A-Z_]+) \| (?:yes|no) \|$", re.MULTILINE)


def test_each_fault_stands_on_the_page() -> None:
    page = (ROOT / "docs/federation/faults.md").read_text(encoding="utf-8")
    told = {re.sub(r" \(.*\)$", "", fault): code for fault, code in ROW.findall(page)}
    assert {fault: told.get(fault) for fault in FAULTS} == {fault: code for fault, (_, code) in FAULTS.items()}
