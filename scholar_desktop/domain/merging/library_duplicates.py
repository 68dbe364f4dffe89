"""Finds the papers of a library that may be one work, by the rules by which rows of the services are merged;
and those with the same short title, people and year, with the same title and year where one names no people, or with
the same long title, first author and year but two DOIs of articles or of one repository, which are proposed here
because a person decides.

Only papers that share a key are compared: an identifier, a title, or the beginning of a title and the family name of a
first author. Where very many share one ("Editorial"), each is compared with its neighbours only, so that the work grows
with the number of papers and not with its square.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

import msgspec

from scholar_desktop.domain.merging.duplicate_groups import row_keys
from scholar_desktop.domain.merging.merge_fields import is_deposit
from scholar_desktop.domain.merging.same_person import name_keys, same_people
from scholar_desktop.domain.merging.same_work import WorkGroup, work_of_doi
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.text.title_keys import title_keys

COMPARED_ALL = 40
"""If at most this number of papers share a key, all of them are compared with each other."""
NEIGHBOURS = 8
"""Otherwise each is compared with this number after it, in the order of first author, year and title."""


class DuplicateSet(msgspec.Struct, frozen=True):
    """Papers that may be one work.

    members: the numbers under which they were given; evidence: what they have in common, as sentences; are_versions:
    they are versions of one work (a preprint and an article), to be linked rather than merged.
    """

    members: tuple[int, ...]
    evidence: tuple[str, ...]
    are_versions: bool = False


class DuplicateKeys:
    """Collects the keys of papers, and the papers that share one. A paper is given by its number alone, so that a large
    library need not be in memory."""

    def __init__(self) -> None:
        self._first: dict[int, int] = {}
        self._shared: dict[int, list[int]] = {}

    def add(self, number: int, paper: Paper) -> None:
        """Adds the keys of a paper. The numbers must increase."""
        for key in set(map(hash, _keys(paper))):
            first = self._first.setdefault(key, number)
            if first != number:
                self._shared.setdefault(key, [first]).append(number)

    def candidates(self) -> frozenset[int]:
        """Returns the papers that share a key with another one."""
        return frozenset(number for members in self._shared.values() for number in members)

    def buckets(self) -> list[list[int]]:
        """Returns the numbers of the papers that share each key."""
        return list(self._shared.values())


def find_duplicates(
    papers: dict[int, Paper],
    buckets: Iterable[Sequence[int]],
    are_apart: Callable[[int, int], bool] = lambda _one, _other: False,
    yield_to_ui: Callable[[], None] = lambda: None,
) -> list[DuplicateSet]:
    """Returns the sets of papers that may be one work, in the order of their first papers.

    Args:
        papers: those that share a key, by number.
        buckets: the numbers of the papers that share each key; numbers that are not in *papers* are ignored.
        are_apart: True for two papers that the user does not take for duplicates.
    """
    parent = {number: number for number in papers}
    works: dict[int, WorkGroup] = {}
    members: dict[int, list[int]] = {}

    def root(number: int) -> int:
        while parent[number] != number:
            parent[number] = parent[parent[number]]
            number = parent[number]
        return number

    seen: set[tuple[int, int]] = set()
    for bucket in buckets:
        for pair in _pairs([number for number in bucket if number in papers], papers):
            if pair in seen:
                continue
            seen.add(pair)
            yield_to_ui()
            one, other = root(pair[0]), root(pair[1])
            if one == other or are_apart(*pair):
                continue
            mine = works.setdefault(one, WorkGroup([papers[one]]))
            its = works.setdefault(other, WorkGroup([papers[other]]))
            if not (may_be_one_work(mine, its) or _share_identifier(papers[pair[0]], papers[pair[1]])):
                continue
            its_members = members.pop(other, [other])
            if any(are_apart(a, b) for a in members.get(one, [one]) for b in its_members):
                members[other] = its_members
                continue
            parent[other] = one
            mine.add(its.rows)
            members.setdefault(one, [one]).extend(its_members)
            del works[other]
    found = [tuple(sorted(numbers)) for numbers in members.values() if len(numbers) > 1]
    return [_described(numbers, papers) for numbers in sorted(found)]


def may_be_one_work(one: WorkGroup, other: WorkGroup) -> bool:
    """Returns True if a person is asked whether two papers that share no identifier are one work."""
    return one.can_be(other) or one.agrees_with(other) or one.differs_in_doi_alone(other)


def _described(numbers: tuple[int, ...], papers: dict[int, Paper]) -> DuplicateSet:
    first, *others = (papers[number] for number in numbers)
    evidence = dict.fromkeys(text for other in others for text in evidence_of(first, other))
    evidence |= dict.fromkeys(_different_dois([papers[number].ids.doi for number in numbers]))
    kinds = {is_deposit(papers[number]) for number in numbers}
    return DuplicateSet(numbers, tuple(evidence), are_versions=len(kinds) > 1)


def evidence_of(one: Paper, other: Paper) -> Iterator[str]:
    """Yields what two papers have in common, and in what they differ, as sentences."""
    for scheme, value in sorted(set(row_keys(one.ids)) & set(row_keys(other.ids))):
        yield Message("Same identifier: {id}.", id=f"{scheme}:{value}")
    if not set(title_keys(one.title).exact).isdisjoint(title_keys(other.title).exact):
        yield Message("Same title.")
    else:
        yield Message("Almost the same title.")
    if same_people(one.authors, other.authors):
        yield Message("Same authors.")
    elif one.authors and other.authors:
        yield Message("First authors with the same family name.")
    elif one.authors or other.authors:
        yield Message("Authors not compared: only one of them has authors.")
    if one.year is not None and other.year is not None:
        if one.year == other.year:
            yield Message("Same year.")
        else:
            yield Message("Years: {first} and {second}.", first=str(one.year), second=str(other.year))
    if is_deposit(one) != is_deposit(other):
        yield Message("One is a preprint or a deposited copy, the other was published.")


def _different_dois(dois: Iterable[str | None]) -> Iterator[str]:
    """Yields a sentence for each DOI of another work than the first one, which need not be that of the first paper."""
    first, *others = {work_of_doi(doi): doi for doi in dois if doi}.values() or [""]
    for other in others:
        yield Message("DOIs: {first} and {second}.", first=first, second=other)


def _keys(paper: Paper) -> Iterator[tuple[str, str]]:
    yield from row_keys(paper.ids)
    title = title_keys(paper.title)
    for exact in title.exact:
        yield "title", exact
    if paper.authors and title.exact:
        for family in name_keys(paper.authors[0].name).families:
            yield family, title.block


def _pairs(bucket: list[int], papers: dict[int, Paper]) -> Iterator[tuple[int, int]]:
    if len(bucket) <= COMPARED_ALL:
        ordered, reach = bucket, len(bucket)
    else:
        ordered, reach = sorted(bucket, key=lambda number: _order(papers[number])), NEIGHBOURS
    for place, one in enumerate(ordered):
        for other in ordered[place + 1 : place + 1 + reach]:
            yield min(one, other), max(one, other)


def _order(paper: Paper) -> tuple[str, int, str]:
    families = sorted(name_keys(paper.authors[0].name).families) if paper.authors else []
    return families[0] if families else "", paper.year or 0, title_keys(paper.title).key


def _share_identifier(one: Paper, other: Paper) -> bool:
    """Returns True if an identifier is the same, and no other one contradicts it."""
    if set(row_keys(one.ids)).isdisjoint(row_keys(other.ids)):
        return False
    return not WorkGroup([one]).conflicts(WorkGroup([other]))
