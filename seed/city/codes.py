"""Made-up unified social credit codes that are valid and can be nobody's.

Places 3–8 of a real code are the division of GB/T 2260 that registered it, and every division of China begins with 11 to
82. The city writes `9950` and the number of the district: no province is 99, so such a code is well formed, has both its
check characters right, and belongs to no registration. The demo subjects stand in the district 99 (`995099`).
"""

from graph_model.uscc import check_character, organisation_code_check
from seed.city.draws import mixed

DIVISION = "9950"
_ORGANISATIONS = 10**8
_STRIDE = 73_939_133  # odd and no multiple of 5: every index below 10^8 gives an organisation code of its own


def made_up_uscc(prefix: str, district: int, seed: int, index: int) -> str:
    """The code of the subject at `index`: `prefix` is the registering authority and kind (`91`), `district` 1 … 99.

    Two indexes of one city never have the same code.
    """
    number = (index * _STRIDE + mixed(seed, -1)) % _ORGANISATIONS
    body = f"{number:08d}"
    first17 = f"{prefix}{DIVISION}{district:02d}{body}{organisation_code_check(body)}"
    return first17 + check_character(first17)


def made_up_person_key(seed: int, index: int) -> str:
    """A pseudonymous key of the form of `person_key`. No ID number stands behind it, so no secret is needed."""
    return f"person:{mixed(seed ^ 0x5045, index):016x}{mixed(seed ^ 0x5253, index):016x}"
