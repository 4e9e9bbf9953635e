"""The names of a system in the schema, made from its key: `tax-credit` → `taxCredit`, `TaxCreditRecord`, `taxCreditRecords`."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Names:
    """`field` is the list on an entity, `list` the root field."""

    field: str
    record: str
    list: str

    @classmethod
    def of(cls, key: str) -> "Names":
        """The names of the system with this key."""
        first, *others = key.split("-")
        camel = first + "".join(word.capitalize() for word in others)
        upper = camel[:1].upper() + camel[1:]
        return cls(camel, f"{upper}Record", f"{camel}Records")


def constant(name: str) -> str:
    """A field's name as a value of an enum: `evaluatedOn` → `EVALUATED_ON`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).upper()
