"""Discrepancies are settled in the transaction that writes the records they come from (rules: graph_model.discrepancies)."""

from collections.abc import Sequence
from datetime import datetime

from graph_model import writing
from graph_model.catalogue import Catalogue
from graph_model.discrepancies import Settlement, far_apart, pairs, settle
from graph_model.grades import current_records, in_force
from graph_model.model import SubjectData, city_day
from graph_model.store import GraphTransaction
from graph_model.subjects import Needs, read_subjects
from graph_model.writing import Additions

NOTHING = Settlement((), (), (), ())
NEEDS = Needs(records=True, discrepancies=True, particulars=True)


def settlement(data: SubjectData, catalogue: Catalogue, now: datetime) -> Settlement:
    """What has to be written so that the discrepancies of a subject are those of its grades in force at `now`."""
    today = city_day(now)
    current = current_records(data.records, today)
    counted = [r for r in current.values() if catalogue.item(r.item_key) is not None and in_force(r, today)]
    if not data.discrepancies and not far_apart(counted):
        return NOTHING  # most subjects
    return settle(data.discrepancies, pairs(counted), data.subject.key, now)


async def settle_subjects(
    transaction: GraphTransaction, catalogue: Catalogue, subject_keys: Sequence[str], now: datetime
) -> list[Settlement]:
    """Raise, change and close the discrepancies of these subjects by what `transaction` sees of their records.

    Two statements for all. Keys that are no subject are left out; settlements with nothing to write are not returned.
    """
    subjects = [data for data in await read_subjects(transaction, subject_keys, NEEDS) if data is not None]
    settlements = [found for data in subjects if (found := settlement(data, catalogue, now)).records]
    records = [record for found in settlements for record in found.records]
    await writing.write(transaction, Additions(discrepancies=records))
    return settlements
