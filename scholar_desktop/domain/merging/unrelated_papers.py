"""Tells a paper from another one that has its identifier by mistake, such as an entry with the DOI of another."""

from __future__ import annotations

from scholar_desktop.domain.merging.same_person import name_keys, share_family
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.text.text_folding import fold_title_letters
from scholar_desktop.domain.text.title_keys import is_title_start, title_keys
from scholar_desktop.domain.text.titles import same_title, title_key

LEAST_SIMILARITY = 0.6
"""Below this similarity two titles are unrelated."""


def are_unrelated(one: Paper, other: Paper) -> bool:
    """Returns True if neither the titles nor the authors of the two have anything in common: they are not the same
    paper, although they have an identifier in common.

    False if one of them has no title or no authors, or a title in another script than Latin: the title may be a
    translation, and names are spelled differently. Loads rapidfuzz if the titles differ.
    """
    if not (one.title and other.title and one.authors and other.authors):
        return False
    if title_key(one.title) == title_key(other.title):
        return False
    if not (_is_latin(one.title) and _is_latin(other.title)) or same_title(one.title, other.title) >= LEAST_SIMILARITY:
        return False
    first, second = title_keys(one.title), title_keys(other.title)
    if is_title_start(first, second) or is_title_start(second, first):
        return False
    theirs = [name_keys(author.name) for author in other.authors]
    return not any(share_family(name_keys(author.name), name) for author in one.authors for name in theirs)


def _is_latin(title: str) -> bool:
    """Returns True if most letters of *title* are Latin ones."""
    letters = [letter for letter in fold_title_letters(title) if letter.isalpha()]
    return sum(letter.isascii() for letter in letters) * 2 > len(letters)
