"""How much a file may bring. An upload is untrusted: every size is checked before memory is spent on it."""

from dataclasses import dataclass

MEBIBYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes beyond which a file is refused as a whole (BadInput)."""

    file_bytes: int = 4096 * MEBIBYTE
    unpacked_bytes: int = 4096 * MEBIBYTE
    """Of all parts of a workbook together, as its directory declares them; no part is read beyond what it declares."""
    shared_text_bytes: int = 256 * MEBIBYTE
    """Of a workbook's table of texts, the one part that is held in memory."""
    parts: int = 2_000
    columns: int = 500
    line_bytes: int = MEBIBYTE
    """Of one line of JSON Lines."""
    header_rows: int = 20
    """The header is looked for in so many first rows."""
