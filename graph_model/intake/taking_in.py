"""What has been decided of what comes in is written, and what it warns of is raised with it."""

from dataclasses import replace
from datetime import datetime

from graph_model import writing
from graph_model.raised_warnings import raise_warnings
from graph_model.store import GraphTransaction
from graph_model.writing import Additions


async def take_in(transaction: GraphTransaction, additions: Additions, at: datetime) -> None:
    """Write all of `additions`, as recorded at this instant. What no warning is read from comes after the reading: on the embedded store
    reading makes a copy of what has been written until then."""
    later = Additions(discrepancies=additions.discrepancies, beside=additions.beside)
    await writing.write(transaction, replace(additions, discrepancies=(), beside=()))
    await raise_warnings(transaction, additions, at)
    await writing.write(transaction, later)
