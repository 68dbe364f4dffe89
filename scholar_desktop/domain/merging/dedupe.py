"""Merges the rows of several services that are one paper.

Rows are grouped first by any shared identifier, over the whole list: a row with a DOI and a row with an arXiv id are
joined by a third row that has both. Then rows are grouped by title, year and first author, unless an identifier
contradicts it (`same_work`). Rows that the user has split are not merged (`split_rows`).
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Sequence
from operator import is_not
from typing import NamedTuple

import msgspec

from scholar_desktop.domain.merging.duplicate_groups import DuplicateGroups, row_keys
from scholar_desktop.domain.merging.identifier_keys import identifier_keys
from scholar_desktop.domain.merging.merge_fields import merge_fields
from scholar_desktop.domain.merging.same_work import WorkGroup
from scholar_desktop.domain.merging.split_rows import NO_SPLITS, SplitRows, row_key
from scholar_desktop.domain.merging.title_index import TitleIndex
from scholar_desktop.domain.paper import Paper

__all__ = [
    "DedupeResult",
    "Deduplicator",
    "dedupe",
    "identifier_keys",
    "is_split_from",
    "merge_fields",
    "rows_of_first",
    "source_rows",
]


class DedupeResult(msgspec.Struct, frozen=True):
    """The merged papers.

    papers: each once, at the position of its first row; merged: how many rows were merged into others.
    """

    papers: tuple[Paper, ...]
    merged: int


def dedupe(papers: Iterable[Paper], splits: SplitRows = NO_SPLITS) -> DedupeResult:
    """Returns *papers* without duplicates, in order of first occurrence.

    The earlier row is the `first` of `merge_fields`.
    """
    return Deduplicator().merge(papers, splits)


def dedupe_all(rows: list[Paper], splits: SplitRows = NO_SPLITS) -> DedupeResult:
    """Returns the same as `dedupe`, but compares all rows together; it defines the correct result of `Deduplicator`."""
    groups = _group_by_title(_group_by_identifier(rows, splits), splits)
    return DedupeResult(tuple(merge_rows(group.rows) for group in groups), len(rows) - len(groups))


class _MergedRows(NamedTuple):
    """Rows and the paper merged from them. key: the `id()` of each row, in order."""

    key: tuple[int, ...]
    paper: Paper


class Deduplicator:
    """Merges a list that grows.

    Only the groups that new rows belong to are merged again; the result is the same as if all rows had come at once.
    """

    def __init__(self) -> None:
        self._begin(NO_SPLITS)

    def _begin(self, splits: SplitRows) -> None:
        self._splits = splits
        self._duplicate_groups = DuplicateGroups()
        self._order: list[Paper] = []
        self._known: dict[int, int] = {}
        self._made: dict[int, _MergedRows] = {}

    def merge(
        self, papers: Iterable[Paper], splits: SplitRows = NO_SPLITS, yield_to_ui: Callable[[], None] = lambda: None
    ) -> DedupeResult:
        """Returns the same as `dedupe`.

        May be called in a thread, by one caller at a time; *yield_to_ui* is called at intervals.
        """
        rows = list(papers)
        place = {id(row): number for number, row in enumerate(rows)}
        if len(place) < len(rows):  # a row is in the list twice
            return dedupe_all(rows, splits)
        known = self._known
        before = [row for row in rows if id(row) in known]
        if splits != self._splits or len(before) != len(self._order) or any(map(is_not, before, self._order)):
            self._begin(splits)
        groups_by_row, made, known = self._duplicate_groups, self._made, self._known
        fresh = []
        for row in rows:
            if id(row) not in known:
                fresh.append(groups_by_row.add(row))
                known[id(row)] = fresh[-1]
                yield_to_ui()
        for group_id in {groups_by_row.group_of(number) for number in fresh}:
            touched = sorted(
                (groups_by_row.rows[number] for number in groups_by_row.members(group_id)),
                key=lambda row: place[id(row)],
            )
            old = {one.key: one for row in touched if (one := made.pop(id(row), None)) is not None}
            if len(touched) == 1:
                made[id(touched[0])] = _MergedRows((id(touched[0]),), touched[0])
                continue
            for group in _group_by_title(_group_by_identifier(touched, splits), splits, yield_to_ui):
                key = tuple(map(id, group.rows))
                made[key[0]] = old.get(key) or _MergedRows(key, merge_rows(group.rows))
            yield_to_ui()
        self._order = rows  # keeps the rows alive, so that no `id()` is reused
        whole = tuple(one.paper for row in rows if (one := made.get(id(row))) is not None)
        return DedupeResult(whole, len(rows) - len(whole))

    def merged_groups(self) -> list[tuple[list[Paper], Paper]]:
        """Returns the rows of the last `merge` that were merged, in their order, and the paper merged from them."""
        rows = {id(row): row for row in self._order}
        return [([rows[key] for key in one.key], one.paper) for one in self._made.values() if len(one.key) > 1]


def merge_rows(rows: Sequence[Paper]) -> Paper:
    """Returns the one paper that *rows* are, with the rows as its `parts`."""
    if len(rows) == 1:
        return rows[0]
    whole = functools.reduce(merge_fields, rows)
    # a row that occurs twice (on two pages, or also in the library) is one part
    parts = {row_key(part): part for row in reversed(rows) for part in reversed(source_rows(row))}
    several = tuple(reversed(parts.values())) if len(parts) > 1 else ()
    return msgspec.structs.replace(whole, parts=several)


def source_rows(paper: Paper) -> tuple[Paper, ...]:
    """Returns the rows that *paper* was merged from, without their facts; the paper itself if it was not merged."""
    return paper.parts or (msgspec.structs.replace(paper, facts=()),)


def are_split(one: Paper, other: Paper, splits: SplitRows) -> bool:
    """Returns True if the user has split a row of *one* from a row of *other*."""
    return splits.between(map(row_key, source_rows(one)), map(row_key, source_rows(other)))


def rows_of_first(paper: Paper, splits: SplitRows) -> list[str]:
    """Returns the keys of the rows of *paper* that were not split from its first row. A paper that the library kept as
    one before the user split it is the paper of its first row."""
    keys = [row_key(row) for row in source_rows(paper)]
    return [key for key in keys if not splits.between(keys[:1], [key])]


def is_split_from(one: Paper, other: Paper, splits: SplitRows) -> bool:
    """Returns True if the user has split *one* from *other*, each being the paper of its first row."""
    return bool(splits.pairs) and splits.between(rows_of_first(one, splits), rows_of_first(other, splits))


def _group_by_identifier(rows: list[Paper], splits: SplitRows) -> list[WorkGroup]:
    """Returns the groups of rows that share identifiers, directly or through other rows (union-find over the rows'
    positions)."""
    parent = list(range(len(rows)))
    split_keys = {place: row_key(row) for place, row in enumerate(rows)} if splits.pairs else {}
    keys_at: dict[int, set[str]] = {place: {key} for place, key in split_keys.items() if splits.includes(key)}

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
                if keys_at and splits.between(keys_at.get(one, ()), keys_at.get(other, ())):
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
    return [WorkGroup(group) for _, group in sorted(members.items())]


def _group_by_title(
    groups: list[WorkGroup], splits: SplitRows, yield_to_ui: Callable[[], None] = lambda: None
) -> list[WorkGroup]:
    """Returns *groups*, where each group is merged into an earlier one with the same title unless something contradicts
    it."""
    kept: list[WorkGroup] = []
    index = TitleIndex()
    for group in groups:
        home = next(
            (known for known in index.candidates(group) if known.can_be(group) and not _is_split(known, group, splits)),
            None,
        )
        if home is None:
            kept.append(group)
            home = group
        else:
            home.add(group.rows)
        index.add(group, home)
        yield_to_ui()
    return kept


def _is_split(one: WorkGroup, other: WorkGroup, splits: SplitRows) -> bool:
    if not splits.pairs:
        return False
    return splits.between([row_key(row) for row in one.rows], [row_key(row) for row in other.rows])
