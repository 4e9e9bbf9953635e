"""What the schema says of its lists, so that a router knows the cost of an operation before it runs (@listSize).

Lists of the catalogue are as long as the plan makes them, those of a subject as long as they are of the largest subjects: a little
more than there is, so that an estimate is no less than what comes. A test holds both against the data.
"""

from typing import Any, Final

from strawberry.federation.schema_directives import Cost, ListSize

from graph_model.distribution import GradeDimension, most_groups
from graph_model.paging import DEFAULT_SIZE

MOST_KEYS: Final = 500
"""Of `subjectsByKeys` and `_entities`."""
ARGUMENTS: Final = {f"{type_}.gradeView.live": 100.0 for type_ in ("Subject", "Entity", "Person")}
"""What arguments weigh: this one has department systems asked while the answer is made. @cost must not stand on an interface."""
WHOLE_POOL: Final = 5_000
"""What weighs a field for which whole object pools are read from the graph, or drawn from anew."""
OWN_QUERY: Final = 1_000
"""What weighs a field for which each object that has it asks the graph by itself."""
PLACES: Final = 100
"""What weighs a field for which places are drawn anew."""


def about(size: int) -> ListSize:
    """A list that is about so long at most."""
    return ListSize(assumed_size=size, require_one_slicing_argument=False)  # type: ignore[call-arg] # absent, not null


def weighing(weight: int) -> Cost:
    """A field for which more is done than its value tells (@cost)."""
    return Cost(weight=weight)


def paged(*sizes: str) -> ListSize:
    """A connection whose rows these arguments limit."""
    return ListSize(
        assumed_size=DEFAULT_SIZE,
        slicing_arguments=list(sizes),
        sized_fields=["edges", "nodes"],
        require_one_slicing_argument=False,
    )


def sliced(size: int, argument: str, of: tuple[str, ...] = ()) -> ListSize:
    """A list that an argument limits, or of these fields of an object each; `size` long where it is not given."""
    sized = {"sized_fields": list(of)} if of else {}  # absent, not null
    return ListSize(assumed_size=size, slicing_arguments=[argument], require_one_slicing_argument=False, **sized)


def _elements(value: Any) -> int:
    return len(value) if isinstance(value, list | tuple) else int(value is not None)


def _groups(value: Any) -> int:
    """Of an argument `by`, as it is written: what cannot be read counts by everything."""
    written = value if isinstance(value, list | tuple) else [value]
    known = {each for each in GradeDimension for name in written if name == each.value}
    return most_groups(known if len(known) == len({str(name) for name in written}) else GradeDimension)


SIZED: Final = {
    "Query.subjectsByKeys": ("keys", _elements),
    "Query._entities": ("representations", _elements),
    "Query.gradeDistribution": ("by", _groups),
}
"""Lists whose length follows from an argument as no directive can say, by which and how. To other routers they are as `about` says."""
