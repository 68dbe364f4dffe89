"""Finds the groups of rows whose titles can be one title, without comparing every pair.

Candidates have the same title, or a title that begins the same and a first author with the same family name. Where many
groups share such a beginning ("Paper 17 on ...", "Annual report for 1998"), only those are returned whose titles can be
one by the rules of `title_keys`: a key of one is among the keys that the other is looked up by (`Likeness`). A group
that is not returned would be refused by `WorkGroup.can_be`, so the result of merging does not depend on this index.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import NamedTuple

from scholar_desktop.domain.merging.same_work import WorkGroup
from scholar_desktop.domain.text.title_keys import (
    LONG_ENOUGH_FOR_SLIPS,
    SHORTEST_CUT,
    SHORTEST_SLIP,
    TitleKeys,
    is_cut,
    title_heads,
    without_empty_words,
)

COMPARED_ALL = 8
"""If at most this number of groups share the beginning of a title and a family name, all of them are candidates."""

_Block = dict[int, int]
"""The `id()` of each group that shares a beginning and a family name, with its position in the order of adding."""


class Likeness(NamedTuple):
    """The keys of a title for the rules by which two different titles can be one.

    own: the keys under which the title is found; wanted: the keys under which the titles are that it can be.
    """

    own: tuple[tuple[str, ...], ...]
    wanted: tuple[tuple[str, ...], ...]


class TitleIndex:
    """The groups that were kept so far, by title, and by the beginning of the title and the first author."""

    def __init__(self) -> None:
        self._groups: dict[int, WorkGroup] = {}
        self._by_title: dict[str, dict[int, None]] = {}
        self._by_block: dict[tuple[str, str], _Block] = {}
        self._by_likeness: dict[tuple[str, ...], dict[int, None]] | None = None

    def add(self, group: WorkGroup, home: WorkGroup) -> None:
        """Adds the titles and first authors of *group* for *home*: the group itself, or the one that it was merged
        into."""
        number = id(home)
        self._groups[number] = home
        for title in group.titles:
            for key in title.exact:
                self._by_title.setdefault(key, {})[number] = None
            for name in group.first_authors:
                for family in name.families:
                    block = self._by_block.setdefault((family, title.block), {})
                    block.setdefault(number, len(block))
            if self._by_likeness is not None:
                self._add_likeness(title, number)

    def candidates(self, group: WorkGroup) -> Iterator[WorkGroup]:
        """Yields the groups with the same title, in order; then those whose title begins the same and whose first
        author has the same family name, but for those that are certain to be other papers."""
        seen: set[int] = set()
        for title in group.titles:
            for key in title.exact:
                for number in self._by_title.get(key, ()):
                    if number not in seen:
                        seen.add(number)
                        yield self._groups[number]
        alike: set[int] | None = None
        for title in group.titles:
            for name in group.first_authors:
                for family in sorted(name.families):
                    block = self._by_block.get((family, title.block), {})
                    if len(block) <= COMPARED_ALL:
                        numbers = list(block)
                    else:
                        if alike is None:
                            alike = self._alike(group)
                        numbers = sorted((number for number in alike if number in block), key=block.__getitem__)
                    for number in numbers:
                        if number not in seen:
                            seen.add(number)
                            yield self._groups[number]

    def _alike(self, group: WorkGroup) -> set[int]:
        """Returns the groups with another title that can be one with a title of *group*."""
        if self._by_likeness is None:
            self._by_likeness = {}
            for number, known in self._groups.items():
                for title in known.titles:
                    self._add_likeness(title, number)
        found: set[int] = set()
        for title in group.titles:
            for key in _likeness(title).wanted:
                found.update(self._by_likeness.get(key, ()))
        if not group.s2:
            return found
        # one service has two records with different titles
        return {number for number in found if not self._groups[number].s2}

    def _add_likeness(self, title: TitleKeys, number: int) -> None:
        index = self._by_likeness
        if index is not None:
            for key in _likeness(title).own:
                index.setdefault(key, {})[number] = None


@functools.lru_cache(maxsize=40_000)
def _likeness(title: TitleKeys) -> Likeness:
    """Returns the keys of *title*; `is_typo` and `is_title_start` are false for two titles that share none."""
    heads = [("head", head) for head in title_heads(title)]
    own: list[tuple[str, ...]] = [("start", title.key), *heads]
    wanted: list[tuple[str, ...]] = [("head", title.key), *(("start", head) for _, head in heads)]
    if len(title.key) >= LONG_ENOUGH_FOR_SLIPS:
        bare = ("bare", *without_empty_words(title.words))
        slips = ("slips", *(_fixed(word) for word in title.words))
        own += [bare, slips]
        wanted += [bare, slips]
    if len(title.key) >= SHORTEST_CUT:
        begin = title.key[:SHORTEST_CUT]
        own.append(("long", begin))
        wanted.append(("cut", begin))
        if is_cut(title):
            own.append(("cut", begin))
            wanted.append(("long", begin))
    return Likeness(tuple(own), tuple(wanted))


def _fixed(word: str) -> str:
    """Returns *word*, or an empty text for a word that may have a typing error."""
    return "" if word.isalpha() and len(word) >= SHORTEST_SLIP else word
