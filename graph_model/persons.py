"""Natural persons are pseudonymous: a keyed hash for the identity, a masked name for the eye, no ID number anywhere."""

import hashlib
import hmac

from graph_model.errors import BadInput
from graph_model.uscc import narrowed

PREFIX = "person:"
MASK = "*"
_MASKS = "*＊×○"
_HEX_DIGITS = 32
_ID_WEIGHTS = tuple(2 ** (17 - place) % 11 for place in range(17))


def id_check_character(first17: str) -> str:
    """The eighteenth character of an ID number (GB 11643: weights 2^(17−i) mod 11) for the first seventeen digits."""
    total = sum(int(digit) * weight for digit, weight in zip(first17, _ID_WEIGHTS, strict=True))
    return "10X98765432"[total % 11]


def person_key(person_id: str, secret: bytes) -> str:
    """Key of a person: `person:` and the first 32 hex digits of HMAC-SHA-256 of the normalised ID number.

    Blanks, full-width forms and letter case make no difference. The ID number cannot be had back without the secret, and
    another secret gives keys that match nothing. Raises BadInput for an empty number or secret; the number is in no message.
    """
    number = narrowed(person_id).upper()
    if not number:
        raise BadInput("证件号码为空 / the ID number is empty")
    if not secret:
        raise BadInput("没有设置自然人密钥 / no secret is set for the keys of natural persons")
    digest = hmac.new(secret, number.encode(), hashlib.sha256).hexdigest()
    return PREFIX + digest[:_HEX_DIGITS]


def masked_name(name: str) -> str:
    """`name` with one character to be seen: the first that is not masked already; every other is a star.

    张三 → 张*, 欧阳娜娜 → 欧***, 张* → 张*, *三 → *三, 张某三 → 张**, and 张 → 张*. Blanks are dropped. A masked name stays as it is.
    """
    letters = ["" if letter in _MASKS else letter for letter in "".join(name.split())]
    if len(letters) == 1:
        letters.append("")
    seen = next((place for place, letter in enumerate(letters) if letter), None)
    return "".join(letter if place == seen else MASK for place, letter in enumerate(letters))
