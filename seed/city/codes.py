"""Made-up unified social credit codes and ID numbers that are valid and can be nobody's.

Places 3–8 of a real code are the division of GB/T 2260 that registered it, and every division of China begins with 11 to
82. The city writes `9950` and the number of the district: no province is 99, so such a code is well formed, has both its
check characters right, and belongs to no registration. The demo subjects stand in the district 99 (`995099`). An ID number
(GB 11643) begins with a division of the same list, so those of the city begin with `9950` too and were given to nobody.
"""

from datetime import date, timedelta

from graph_model.persons import id_check_character
from graph_model.uscc import check_character, organisation_code_check
from seed.city.draws import mixed

DIVISION = "9950"
_ORGANISATIONS = 10**8
_STRIDE = 73_939_133  # odd and no multiple of 5: every index below 10^8 gives an organisation code of its own
_FIRST_BIRTH, _BIRTHS = date(1962, 1, 1), 14_000
_PERSONS = _BIRTHS * 1_000
_PERSON_STRIDE = 4_567_813  # shares no factor with _PERSONS: every index below it gives an ID number of its own
MADE_UP_SECRET = b"the persons of this city are made up"
"""Keys the persons of a city that stands alone (a test, a benchmark); a served one takes the installation's own key."""


def made_up_uscc(prefix: str, district: int, seed: int, index: int) -> str:
    """The code of the subject at `index`: `prefix` is the registering authority and kind (`91`), `district` 1 … 99.

    Two indexes of one city never have the same code.
    """
    number = (index * _STRIDE + mixed(seed, -1)) % _ORGANISATIONS
    body = f"{number:08d}"
    first17 = f"{prefix}{DIVISION}{district:02d}{body}{organisation_code_check(body)}"
    return first17 + check_character(first17)


def made_up_person_id(district: int, seed: int, index: int) -> str:
    """The ID number of the person at `index`, born between 1962 and 2000. Two indexes of one city never have the same."""
    days, sequence = divmod((index * _PERSON_STRIDE + mixed(seed, -3)) % _PERSONS, 1_000)
    born = _FIRST_BIRTH + timedelta(days=days)
    first17 = f"{DIVISION}{district:02d}{born:%Y%m%d}{sequence:03d}"
    return first17 + id_check_character(first17)
