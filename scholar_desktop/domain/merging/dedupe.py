"""Which rows of several services are one paper.

First by any shared identifier, over the whole list: a row with a DOI and a row with an arXiv id become one through a
third that has both. Then by title, year and first author, where no identifier speaks against it (`same_work`). What a
person has parted stays apart (`apart`).
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import is_not
from typing import NamedTuple

import msgspec

from scholar_desktop.domain.merging.duplicate_groups import Circles, identifier_keys, row_keys
from scholar_desktop.domain.merging.merge_fields import combine
from scholar_desktop.domain.merging.same_work import Group
from scholar_desktop.domain.merging.split_rows import NOTHING_APART, Apart, row_key
from scholar_desktop.domain.paper import Paper

__all__ = ["Merged", "Merger", "combine", "identifier_keys", "merge", "unfolded"]


class Merged(msgspec.Struct, frozen=True):
    """papers: each once, where its first row stood; merged: how many rows were folded into others."""

    papers: tuple[Paper, ...]
    merged: int


def merge(papers: Iterable[Paper], apart: Apart = NOTHING_APART) -> Merged:
    """*papers*, each once, in the order in which they first come. The earlier row is the `first` of `combine`."""
    return Merger().merge(papers, apart)


def merged_at_once(rows: list[Paper], apart: Apart = NOTHING_APART) -> Merged:
    """As `merge`, and what it is measured by: all rows are looked at together."""
    groups = _by_title(_by_identifier(rows, apart), apart)
    return Merged(tuple(one_of(group.rows) for group in groups), len(rows) - len(groups))


class _Made(NamedTuple):
    """What was made of rows. key: their ids, in their order."""

    key: tuple[int, ...]
    paper: Paper


class Merger:
    """Merges a list that grows: what was made of rows that have come before is made anew only where new ones touch it,
    and gives the same as if all had come at once."""

    def __init__(self) -> None:
        self._begin(NOTHING_APART)

    def _begin(self, apart: Apart) -> None:
        self._apart = apart
        self._circles = Circles()
        self._order: list[Paper] = []
        self._known: dict[int, int] = {}
        self._made: dict[int, _Made] = {}

    def merge(
        self, papers: Iterable[Paper], apart: Apart = NOTHING_APART, give_way: Callable[[], None] = lambda: None
    ) -> Merged:
        """As `merge`. May be called in a thread, by one caller at a time; *give_way* is called now and then."""
        rows = list(papers)
        place = {id(row): number for number, row in enumerate(rows)}
        if len(place) < len(rows):  # a row that stands there twice
            return merged_at_once(rows, apart)
        known = self._known
        before = [row for row in rows if id(row) in known]
        if apart != self._apart or len(before) != len(self._order) or any(map(is_not, before, self._order)):
            self._begin(apart)
        circles, made, known = self._circles, self._made, self._known
        fresh = []
        for row in rows:
            if id(row) not in known:
                fresh.append(circles.add(row))
                known[id(row)] = fresh[-1]
                give_way()
        for circle in {circles.circle_of(number) for number in fresh}:
            touched = sorted(
                (circles.rows[number] for number in circles.members(circle)), key=lambda row: place[id(row)]
            )
            old = {one.key: one for row in touched if (one := made.pop(id(row), None)) is not None}
            if len(touched) == 1:
                made[id(touched[0])] = _Made((id(touched[0]),), touched[0])
                continue
            for group in _by_title(_by_identifier(touched, apart), apart):
                key = tuple(map(id, group.rows))
                made[key[0]] = old.get(key) or _Made(key, one_of(group.rows))
            give_way()
        self._order = rows  # they are held, so that no id is given again
        whole = tuple(one.paper for row in rows if (one := made.get(id(row))) is not None)
        return Merged(whole, len(rows) - len(whole))


def one_of(rows: Sequence[Paper]) -> Paper:
    """*rows*, which are one paper, as one that knows its `parts`."""
    if len(rows) == 1:
        return rows[0]
    whole = functools.reduce(combine, rows)
    # a row that came twice (in two pages, or as the library keeps it) is one part
    parts = {row_key(part): part for row in reversed(rows) for part in reversed(unfolded(row))}
    several = tuple(reversed(parts.values())) if len(parts) > 1 else ()
    return msgspec.structs.replace(whole, parts=several)


def unfolded(paper: Paper) -> tuple[Paper, ...]:
    """The rows that *paper* was merged from, without their facts; itself where it was not merged."""
    return paper.parts or (msgspec.structs.replace(paper, facts=()),)


def _by_identifier(rows: list[Paper], apart: Apart) -> list[Group]:
    """Groups of rows that share identifiers, directly or through others; union-find over the rows' places."""
    parent = list(range(len(rows)))
    parted = {place: row_key(row) for place, row in enumerate(rows)} if apart.pairs else {}
    keys_at: dict[int, set[str]] = {place: {key} for place, key in parted.items() if apart.concerns(key)}

    def root(place: int) -> int:
        while parent[place] != place:
            parent[place] = parent[parent[place]]
            place = parent[place]
        return place

    owners: dict[tuple[str, str], list[int]] = {}
    for place, row in enumerate(rows):
        for key in row_keys(row.ids):
            known = owners.setdefault(key, [])
            for owner in known:
                one, other = sorted((root(place), root(owner)))
                if one == other:
                    break
                if keys_at and apart.between(keys_at.get(one, ()), keys_at.get(other, ())):
                    continue
                parent[other] = one
                if other in keys_at:
                    keys_at[one] = keys_at.get(one, set()) | keys_at[other]
                break
            else:
                known.append(place)
    members: dict[int, list[Paper]] = {}
    for place, row in enumerate(rows):
        members.setdefault(root(place), []).append(row)
    return [Group(group) for _, group in sorted(members.items())]


def _by_title(groups: list[Group], apart: Apart) -> list[Group]:
    """*groups*, those folded into an earlier one that has their title and nothing against it."""
    kept: list[Group] = []
    by_title: dict[str, list[Group]] = {}
    by_block: dict[tuple[str, str], list[Group]] = {}
    for group in groups:
        home = next(
            (
                known
                for known in _candidates(group, by_title, by_block)
                if known.can_be(group) and not _is_parted(known, group, apart)
            ),
            None,
        )
        if home is None:
            kept.append(group)
            home = group
        else:
            home.add(group.rows)
        for title in group.titles:
            for key in title.exact:
                _put(by_title, key, home)
            for name in group.first_authors:
                for family in name.families:
                    _put(by_block, (family, title.block), home)
    return kept


def _candidates(
    group: Group, by_title: dict[str, list[Group]], by_block: dict[tuple[str, str], list[Group]]
) -> Iterator[Group]:
    """Those with the same title, in their order; then those whose title and author begin alike."""
    seen: set[int] = set()
    for title in group.titles:
        for key in title.exact:
            for known in by_title.get(key, ()):
                if id(known) not in seen:
                    seen.add(id(known))
                    yield known
    for title in group.titles:
        for name in group.first_authors:
            for family in sorted(name.families):
                for known in by_block.get((family, title.block), ()):
                    if id(known) not in seen:
                        seen.add(id(known))
                        yield known


def _put(
    index: dict[object, list[Group]] | dict[str, list[Group]] | dict[tuple[str, str], list[Group]],
    key: object,
    group: Group,
) -> None:
    known = index.setdefault(key, [])  # type: ignore[arg-type]
    if not any(one is group for one in known):
        known.append(group)


def _is_parted(one: Group, other: Group, apart: Apart) -> bool:
    if not apart.pairs:
        return False
    return apart.between([row_key(row) for row in one.rows], [row_key(row) for row in other.rows])
