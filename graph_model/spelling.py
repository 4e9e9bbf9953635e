"""How names are spelled (拼音): every syllable, and the first letter of each, so that a name is found by either.

What a subject is found by is one text, which it keeps: its name in small letters, a line's end, the syllables, a blank, their first
letters (`渝北建设\\nyubeijianshe ybjs`); then the same of each former name, with FORMER before it. What is no Chinese character
stands for itself.
"""

import re
from collections.abc import Callable, Iterable
from functools import cache, lru_cache

from graph_model.former_names import former_from, other_names
from graph_model.store import GraphStore

WORDS_KEPT = 100_000
AT_ONCE = 5_000
MISSING = f"MATCH (s:Subject) WHERE s.searchText IS NULL RETURN s.key, s.displayName, s.formerNames LIMIT {AT_ONCE}"
SPELL = "UNWIND $rows AS row MATCH (s:Subject {key: row.key}) SET s.searchText = row.searchText"
FORMER = "\t"
"""Stands in no name."""
_KEPT = re.compile(r"[0-9a-z]")


def search_text(name: str, former: Iterable[str] = ()) -> str:
    """What a subject with this name, which had those, is found by."""
    return FORMER.join(f"{each.lower()}\n{spelled(each)}" for each in (name, *former))


def spelled(name: str) -> str:
    """All syllables of a name, a blank, their first letters."""
    syllables = [syllable for syllable in syllables_of(name) if syllable]
    return f"{''.join(syllables)} {''.join(syllable[0] for syllable in syllables)}"


def syllables_of(name: str) -> list[str]:
    """The syllable of each character of a name; "" of those that are neither Chinese nor letters nor digits."""
    found: list[str] = []
    for word in _words()(name):
        found += _of_word(word)
    return found


async def make_searchable(store: GraphStore) -> int:
    """Give those subjects their text that have none, from before there was one; how many they were."""
    done = 0
    while rows := await store.read(MISSING):
        spellings = (
            {"key": key, "searchText": search_text(name, other_names(name, former_from(former)))}
            for key, name, former in rows
        )
        await store.write(SPELL, {"rows": list(spellings)})
        done += len(rows)
    return done


@cache
def _words() -> Callable[[str], list[str]]:
    """Cuts a text into the words whose readings are known: 重 is read by the word that it stands in."""
    from pypinyin.contrib.mmseg import seg  # noqa: PLC0415 - its dictionaries take a quarter of a second

    return lambda text: list(seg.cut(text))


@lru_cache(WORDS_KEPT)
def _of_word(word: str) -> tuple[str, ...]:
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - with the words

    syllables = lazy_pinyin(word)
    if len(syllables) != len(word):  # what is no Chinese comes as one
        syllables = [syllable for character in word for syllable in lazy_pinyin(character)]
    return tuple(_plain(one) for one in syllables)


def _plain(syllable: str) -> str:
    small = syllable.lower()
    return small if small.isalnum() and _KEPT.match(small) else ""
