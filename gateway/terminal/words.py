"""Words of the tables in both languages: `words(lang).of("主体", "subject")`."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """Chooses the Chinese or the English of a pair."""

    english: bool

    def of(self, zh: str, en: str) -> str:
        return en if self.english else zh


def words(lang: str) -> Words:
    return Words(english=lang == "en")
