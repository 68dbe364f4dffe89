"""Tells whether two titles that are alike differ in a word or a number that carries meaning.

A similarity of letters does not: "The magical number 7" and "The magical number 4" differ by one sign.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from scholar_desktop.domain.text.title_keys import is_cut, normalise_spelling, title_keys
from scholar_desktop.domain.text.titles import normalise

_SEPARATOR = re.compile(r"\s*[:;?!|]\s+|\s*\?\s*$|\s+[-–—]+\s+|\s*—\s*|\.\s+|\s*[(\[]")
# not translated: words that are compared
_SMALL_WORDS_TEXT = "a an and as at by for from in into of on or over the to under using via with der die das und von"
_SMALL_WORDS = frozenset(_SMALL_WORDS_TEXT.split())
# not translated: words that are compared
_NUMBERS_TEXT = "one two three four five six seven eight nine ten eleven twelve"
_NUMBER_WORDS = {word: str(number) for number, word in enumerate(_NUMBERS_TEXT.split(), 1)}
# not translated: words that are compared
_ROMAN_TEXT = "i ii iii iv v vi vii viii ix x"
_ROMAN_PARTS = {word: str(number) for number, word in enumerate(_ROMAN_TEXT.split(), 1)}
_NUMBERED_PARTS = {number: roman for roman, number in _ROMAN_PARTS.items()}
"""The number of a part is written both ways: 'Human memory: I. Detection', 'Human memory: 1. Detection'."""
# not translated: words that are compared
_OTHER_WORK_TEXT = """
addendum comment comments commentary correction corrections corrigenda corrigendum errata erratum part pt rejoinder
replies reply response responses retraction teil partie parte vol volume book chapter section episode
"""
_OTHER_WORK = frozenset(_OTHER_WORK_TEXT.split())
"""The first word of a subtitle that names another work: a part, a reply, a correction."""
_ABBREVIATED = re.compile(r"(?<![^\W\d_])([^\W\d_]{2,})\.(?=\s)")
_LONGEST_ACRONYM = 6


def is_other_title(written: str, stated: str) -> bool:
    """Returns True if two titles differ in a content word or a number; also by a typing error.

    False if only case, punctuation, accents, markup, hyphens, small words, a plural, an abbreviation, or a subtitle
    that one of them lacks is different. The number of a part is no subtitle. False for a title without words.
    """
    mine, its = title_keys(written).text, title_keys(stated).text
    shortened = {normalise(word) for text in (mine, its) for word in _ABBREVIATED.findall(text)}
    one, other = _words(mine), _words(its)
    if not one or not other or _agree(one, other, shortened):
        return False
    if is_cut(title_keys(written)) or is_cut(title_keys(stated)):
        length = min(len(one), len(other))
        return not _agree(one[:length], other[:length], shortened)
    return not any(_agree(one, head, shortened) for head, _ in title_starts(its)) and not any(
        _agree(head, other, shortened) for head, _ in title_starts(mine)
    )


def title_starts(title: str) -> Iterator[tuple[list[str], str]]:
    """Yields (its content words, its text) of each beginning of the plain *title* that may be the title without its
    subtitle."""
    for cut in _SEPARATOR.finditer(title):
        rest = normalise_spelling(normalise(title[cut.end() :]))
        if not rest or (rest[0] not in _OTHER_WORK and not rest[0].isdigit() and rest != ["i"]):
            yield _words(title[: cut.start()]), title[: cut.start()]


def _words(text: str) -> list[str]:
    """Returns the words that carry meaning, each in one spelling and as a singular, numbers in digits."""
    # the numbers first: American spelling makes 'for' of 'four'
    flat = " ".join(_NUMBER_WORDS.get(word, word) for word in normalise(text).split())
    return [word for word in normalise_spelling(flat) if word not in _SMALL_WORDS]


def _agree(one: Sequence[str], other: Sequence[str], shortened: set[str]) -> bool:
    """Returns True if two lists of words are the same title. shortened: the words that end in a point."""
    if "".join(one) == "".join(other):
        return True
    from difflib import SequenceMatcher

    first, second = [_singular(word) for word in one], [_singular(word) for word in other]
    return all(
        kind == "equal" or _is_same(first[start:end], second[begin:stop], shortened)
        for kind, start, end, begin, stop in SequenceMatcher(None, first, second, autojunk=False).get_opcodes()
    )


def _is_same(one: Sequence[str], other: Sequence[str], shortened: set[str]) -> bool:
    """Returns True if different words of two titles say the same: by hyphens, as an acronym, or by an abbreviation."""
    if not one or not other:
        return False
    if "".join(one) == "".join(other) or _is_acronym(one, other) or _is_acronym(other, one):
        return True
    return len(one) == len(other) and all(
        mine == its
        or its in (_ROMAN_PARTS.get(mine), _NUMBERED_PARTS.get(mine))
        or (mine in shortened and _shortens(mine, its))
        or (its in shortened and _shortens(its, mine))
        for mine, its in zip(one, other, strict=True)
    )


def _is_acronym(short: Sequence[str], long: Sequence[str]) -> bool:
    if len(short) != 1 or not 2 <= len(short[0]) <= _LONGEST_ACRONYM or len(long) < 2:
        return False
    return short[0].isalpha() and short[0] == "".join(word[0] for word in long)


def _shortens(short: str, word: str) -> bool:
    """Returns True if *short* begins as *word* does and has some of its letters, in their order: 'intl'."""
    letters = iter(word)
    return short[0] == word[0] and all(letter in letters for letter in short)


def _singular(word: str) -> str:
    if not word.isascii() or not word.isalpha() or len(word) < 4 or word.endswith("ss"):
        return word
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    return word[:-1] if word.endswith("s") else word
