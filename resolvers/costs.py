"""What the schema says of its lists, so that a router knows the cost of an operation before it runs (@listSize).

Lists of the catalogue are as long as the plan makes them, those of a subject as long as they are of the largest subjects: a little
more than there is, so that an estimate is no less than what comes. A test holds both against the data.
"""

from typing import Final

from strawberry.federation.schema_directives import ListSize

from graph_model.paging import DEFAULT_SIZE

MOST_KEYS: Final = 500
"""Of `subjectsByKeys` and `_entities`."""
ONE_EACH: Final = {"Query.subjectsByKeys": "keys", "Query._entities": "representations"}
"""Fields that answer an element for each of an argument. No directive can say that: to other routers they are MOST_KEYS long."""
ARGUMENTS: Final = {f"{type_}.gradeView.live": 100.0 for type_ in ("Subject", "Entity", "Person")}
"""What arguments weigh: this one has department systems asked while the answer is made. @cost must not stand on an interface."""


def about(size: int) -> ListSize:
    """A list that is about so long at most."""
    return ListSize(assumed_size=size, require_one_slicing_argument=False)  # type: ignore[call-arg] # absent, not null


def paged(*sizes: str) -> ListSize:
    """A connection whose rows these arguments limit."""
    return ListSize(
        assumed_size=DEFAULT_SIZE,
        slicing_arguments=list(sizes),
        sized_fields=["edges", "nodes"],
        require_one_slicing_argument=False,
    )
