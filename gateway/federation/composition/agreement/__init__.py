"""Step 6 of composition: does the merged schema make sense as a whole?"""

from collections.abc import Sequence

from gateway.federation.composition.agreement.access import check_access
from gateway.federation.composition.agreement.inaccessible import check_inaccessible
from gateway.federation.composition.agreement.interfaces import check_interfaces
from gateway.federation.composition.codes import ErrorCode
from gateway.federation.composition.facts import Facts
from gateway.federation.composition.findings import Findings
from gateway.federation.composition.merging import Merged
from gateway.federation.composition.subgraph import QUERY


def check_agreement(merged: Merged, all_facts: Sequence[Facts], findings: Findings) -> None:
    """Report what only shows when all subgraphs are taken together."""
    query = merged.types.get(QUERY)
    if query is None or not query.fields:
        findings.error(ErrorCode.NO_QUERIES, "no subgraph has a field on Query", [k.subgraph.place for k in all_facts])
        return
    check_interfaces(merged, all_facts, findings)
    check_inaccessible(merged, findings)
    check_access(merged, all_facts, findings)
