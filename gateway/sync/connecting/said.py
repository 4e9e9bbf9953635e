"""A sentence in both languages."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Said:
    """Chinese and English of the same."""

    zh: str
    en: str

    def __add__(self, other: "Said") -> "Said":
        """Both, one after the other."""
        return Said(f"{self.zh};{other.zh}", f"{self.en}; {other.en}")
