"""What has been decided of what comes in is written, and what it warns of is raised with it."""

from datetime import datetime

from graph_model import writing
from graph_model.raised_warnings import raise_warnings
from graph_model.store import GraphTransaction
from graph_model.writing import Additions


async def take_in(transaction: GraphTransaction, additions: Additions, at: datetime) -> None:
    """Write all of `additions`, as recorded at this instant."""
    await writing.write(transaction, additions)
    await raise_warnings(transaction, additions, at)
