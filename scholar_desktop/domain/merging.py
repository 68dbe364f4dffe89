"""Which rows of several services are one paper.

First by any shared identifier, over the whole list: a row with a DOI and a row with an arXiv id become one through a
third that has both. Then by title, year and first author, where no identifier speaks against it (`same_work`). What a
person has parted stays apart (`apart`).
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from scholar_desktop.domain.apart import NOTHING_APART, Apart, row_key
from scholar_desktop.domain.combining import combine
from scholar_desktop.domain.identifiers import arxiv_of_doi, zenodo_of_doi
from scholar_desktop.domain.paper import Ids, Paper
from scholar_desktop.domain.same_work import Group, work_of_doi

__all__ = ["Merged", "Merger", "combine", "identifier_keys", "merge", "unfolded"]


class Merged(msgspec.Struct, frozen=True):
    """papers: each once, where its first row stood; merged: how many rows were folded into others."""

    papers: tuple[Paper, ...]
    merged: int


def merge(papers: Iterable[Paper], apart: Apart = NOTHING_APART) -> Merged:
    """*papers*, each once, in the order in which they first come. The earlier row is the `first` of `combine`."""
    return Merger().merge(papers, apart)


class Merger:
    """Merges a list that grows: what was made of rows that have come before is not made again."""

    def __init__(self) -> None:
        self._made: dict[tuple[int, ...], tuple[tuple[Paper, ...], Paper]] = {}

    def merge(self, papers: Iterable[Paper], apart: Apart = NOTHING_APART) -> Merged:
        """As `merge`. May be called in a thread, by one caller at a time."""
        rows = list(papers)
        groups = _by_title(_by_identifier(rows, apart), apart)
        made: dict[tuple[int, ...], tuple[tuple[Paper, ...], Paper]] = {}
        for group in groups:
            key = tuple(id(row) for row in group.rows)
            made[key] = self._made.get(key) or (tuple(group.rows), one_of(group.rows))
        self._made = made  # the rows are held, so that no id is given again
        return Merged(tuple(paper for _, paper in made.values()), len(rows) - len(made))


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


def identifier_keys(ids: Ids) -> Iterator[tuple[str, str]]:
    """What *ids* has in common with the ids of the same paper elsewhere: an arXiv DOI is its arXiv id, a Zenodo DOI its
    record, and the versions of a Zenodo work share the number of their concept."""
    for scheme, value in ids.items():
        if not value:
            continue
        yield ("zenodo" if scheme == "zenodo_concept" else scheme), value
        if scheme == "doi":
            if (arxiv := arxiv_of_doi(value)) is not None:
                yield "arxiv", arxiv
            if (record := zenodo_of_doi(value)) is not None:
                yield "zenodo", record


def _row_keys(ids: Ids) -> Iterator[tuple[str, str]]:
    yield from identifier_keys(ids)
    if ids.doi is not None and (work := work_of_doi(ids.doi)) != ids.doi:
        yield "doi", work  # versions of one preprint, whatever their titles


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
        for key in _row_keys(row.ids):
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
