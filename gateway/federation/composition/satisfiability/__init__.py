"""Step 7 of composition: can every operation that the public schema allows be answered by the subgraphs?"""

from collections.abc import Sequence

from gateway.federation.composition.codes import ErrorCode
from gateway.federation.composition.facts import Facts
from gateway.federation.composition.findings import Findings
from gateway.federation.composition.merging import Merged
from gateway.federation.composition.satisfiability.reach import Reach, WorkExceeded
from gateway.federation.composition.satisfiability.traversal import Traversal

WORK_LIMIT = 500_000


def check_satisfiability(
    merged: Merged, all_facts: Sequence[Facts], findings: Findings, work: int = WORK_LIMIT
) -> None:
    """Report operations that cannot be answered, each with why; `work` bounds the steps of the search."""
    try:
        Traversal(Reach(merged, all_facts, work), findings).run()
    except WorkExceeded:
        findings.error(
            ErrorCode.MAX_VALIDATION_SUBGRAPH_PATHS_EXCEEDED,
            f"after {work} steps it is not known whether every operation can be answered; fewer keys on one type, or"
            " fewer types that refer to each other, make the search smaller",
            [known.subgraph.place for known in all_facts],
        )
