"""Step 4 of composition: is each subgraph right by itself, as Federation understands it?"""

from collections.abc import Sequence

from gateway.federation.composition.facts import Facts
from gateway.federation.composition.findings import Findings
from gateway.federation.composition.validation.access_and_cost import check_access, check_cost
from gateway.federation.composition.validation.external import check_external
from gateway.federation.composition.validation.field_sets import check_field_sets
from gateway.federation.composition.validation.imports import check_imports
from gateway.federation.composition.validation.interface_objects import check_interface_objects
from gateway.federation.composition.validation.sharing import check_shareable
from gateway.federation.composition.validation.unsupported import check_supported

CHECKS = (
    check_supported,
    check_field_sets,
    check_external,
    check_shareable,
    check_interface_objects,
    check_access,
    check_cost,
)


def validate(all_facts: Sequence[Facts], findings: Findings) -> None:
    """Report what is wrong in each subgraph."""
    for known in all_facts:
        for check in CHECKS:
            check(known, findings)
    check_imports(all_facts, findings)
