"""Unified social credit code (统一社会信用代码, USCC) of GB 32100-2015 and the organisation code of GB 11714 inside it.

Eighteen characters: [1] registering authority, [2] kind of organisation, [3–8] administrative division, six digits,
[9–17] organisation code, [18] check character. The letters I, O, S, V and Z are not used.

`check` verifies the form and the check character of the whole code. It does not ask the inner organisation code for its
own check character: a valid outer one already catches a mistyped letter, and an entity that its authority registered is
not ours to refuse. `organisation_code_check` is there for whoever makes codes.
"""

import unicodedata
from operator import mul

from graph_model.errors import BadInput
from graph_model.model import SubjectKind

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
LENGTH = 18
FORBIDDEN = "IOSVZ"

_MODULUS = len(ALPHABET)
_WEIGHTS = (*(pow(3, place, _MODULUS) for place in range(LENGTH - 1)), 1)
_VALUE_OF_BYTE = bytes(max(ALPHABET.find(chr(byte)), 0) for byte in range(256))
_LETTERS = ALPHABET.encode()
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_ORGANISATION_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}

_KINDS = {
    "11": SubjectKind.STATE_ORGAN,
    "12": SubjectKind.PUBLIC_INSTITUTION,
    "31": SubjectKind.LEGAL_SERVICE,
    "32": SubjectKind.LEGAL_SERVICE,
    "33": SubjectKind.LEGAL_SERVICE,
    "34": SubjectKind.LEGAL_SERVICE,
    "51": SubjectKind.SOCIAL_ORGANISATION,
    "52": SubjectKind.SOCIAL_ORGANISATION,
    "53": SubjectKind.SOCIAL_ORGANISATION,
    "91": SubjectKind.ENTERPRISE,
    "92": SubjectKind.INDIVIDUAL_BUSINESS,
    "93": SubjectKind.COOPERATIVE,
}


class BadUscc(BadInput):
    """Text that is no USCC; the message says what is wrong and, where it can be told, what should stand there."""


def narrowed(text: str) -> str:
    """`text` without blanks and invisible characters, its full-width forms (`Ａ`, `９`, `（`) as ASCII.

    Only width changes: no other compatibility form (①, ㈱, ²) is read as something that it is not.
    """
    if text.isascii():
        return "".join(text.split())
    visible = "".join(text.translate(_FULL_WIDTH).split())
    return "".join(character for character in visible if unicodedata.category(character) != "Cf")


def check(text: str) -> str:
    """The USCC that `text` writes: full-width forms, blanks and lower case put right, form and check character verified.

    Raises BadUscc.
    """
    if _holds(text):
        return text
    code = narrowed(text).upper()
    if _holds(code):
        return code
    raise BadUscc(_fault(code))


def is_valid(text: str) -> bool:
    """Whether `check` takes `text`."""
    return _holds(text) or _holds(narrowed(text).upper())


def check_character(first17: str) -> str:
    """The eighteenth character for the first seventeen (GB 32100-2015: weights 3^i mod 31). Raises BadUscc."""
    if len(first17) != LENGTH - 1 or any(letter not in ALPHABET for letter in first17):
        raise BadUscc(
            f"前 17 位应为代码字符集中的 17 个字符 / 17 characters of {ALPHABET} are needed: {first17[:40]!r}"
        )
    total: int = sum(map(mul, first17.encode().translate(_VALUE_OF_BYTE), _WEIGHTS))
    return ALPHABET[-total % _MODULUS]


def organisation_code_check(first8: str) -> str:
    """The ninth character of an organisation code (组织机构代码) for the first eight: a digit or X (GB 11714).

    Raises BadUscc.
    """
    if len(first8) != len(_ORGANISATION_WEIGHTS) or any(letter not in _ORGANISATION_ALPHABET for letter in first8):
        raise BadUscc(
            f"组织机构代码本体应为 8 位数字或大写字母 / 8 digits or capital letters are needed: {first8[:40]!r}"
        )
    values = (_ORGANISATION_ALPHABET.index(letter) for letter in first8)
    return "0123456789X"[-sum(map(mul, values, _ORGANISATION_WEIGHTS)) % 11]


def kind_of(uscc: str) -> SubjectKind:
    """Kind of subject, told by the first two characters of a valid USCC; OTHER_ORGANISATION where they tell nothing."""
    return _KINDS.get(uscc[:2], SubjectKind.OTHER_ORGANISATION)


def _holds(code: str) -> bool:
    if len(code) != LENGTH or not code.isascii():
        return False
    raw = code.encode()
    if raw.translate(None, _LETTERS) or not raw[2:8].isdigit():
        return False
    total: int = sum(map(mul, raw.translate(_VALUE_OF_BYTE), _WEIGHTS))
    return total % _MODULUS == 0


def _fault(code: str) -> str:
    """Why a normalised code does not hold, the first reason that a reader would look at."""
    shown = code if len(code) <= 40 else code[:40] + "…"
    if len(code) != LENGTH:
        return f"统一社会信用代码应为 {LENGTH} 位,“{shown}”有 {len(code)} 位 / {LENGTH} characters are needed, not {len(code)}"
    for place, letter in enumerate(code, 1):
        if letter in FORBIDDEN:
            return f"“{shown}”第 {place} 位的字母 {letter} 不在代码中使用 / the letters I, O, S, V and Z are not used"
        if letter not in ALPHABET:
            return f"“{shown}”第 {place} 位的“{letter}”不是数字或大写字母 / place {place} is no digit or capital letter"
    if not code[2:8].isdigit():
        return f"“{shown}”第 3 至 8 位应为六位行政区划数字 / places 3 to 8 must be the six digits of the division"
    right = check_character(code[:-1])
    return f"“{shown}”校验码应为 {right},不是 {code[-1]} / the check character should be {right}, not {code[-1]}"
