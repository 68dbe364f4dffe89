"""Groups of rows that may affect each other when a list is merged.

Rows are in one group if they share an identifier, a title, or the beginning of a title and the family name of a first
author, directly or through other rows. These are all the keys by which `merging` looks rows up. So the result for a row
depends only on the rows of its group, and a new page changes nothing in the groups that it adds no rows to.
"""

from __future__ import annotations

from collections.abc import Iterator

from scholar_desktop.domain.merging.identifier_keys import identifier_keys
from scholar_desktop.domain.merging.same_person import name_keys
from scholar_desktop.domain.merging.same_work import work_of_doi
from scholar_desktop.domain.paper import Ids, Paper
from scholar_desktop.domain.text.title_keys import title_keys


def row_keys(ids: Ids) -> Iterator[tuple[str, str]]:
    """Yields the `identifier_keys`, and the work that a DOI is a version of.

    So versions of one preprint have a common key, whatever their titles.
    """
    yield from identifier_keys(ids)
    if ids.doi is not None and (work := work_of_doi(ids.doi)) != ids.doi:
        yield "doi", work


class DuplicateGroups:
    """The groups of a list that grows; a row is identified by its number in the order of adding.

    Keys are stored as hashes: a collision only makes a group larger than necessary.
    """

    def __init__(self) -> None:
        self.rows: list[Paper] = []
        self._group: list[int] = []
        self._same: list[int] = []
        self._of_key: dict[int, int] = {}
        self._members: dict[int, list[int]] = {}
        self._names: dict[int, tuple[frozenset[str], frozenset[str]]] = {}

    def add(self, row: Paper) -> int:
        """Adds *row* and returns its number."""
        number = len(self.rows)
        self.rows.append(row)
        self._group.append(number)
        self._same.append(number)
        families, blocks = _author_and_title_keys(row)
        for key in map(hash, row_keys(row.ids)):
            owner = _root(self._same, self._of_key.setdefault(key, number))
            mine = _root(self._same, number)
            if owner != mine:
                # rows that share an identifier are compared by the titles and authors of all of them
                for names in (self._keys_at(owner), self._keys_at(mine)):
                    families, blocks = families | names[0], blocks | names[1]
                self._same[mine] = owner
                self._join(owner, mine)
                self._names[owner] = families, blocks
        for title in title_keys(row.title).exact:
            self._link_key(hash(("title", title)), number)
        for family in families:
            for block in blocks:
                self._link_key(hash((family, block)), number)
        return number

    def group_of(self, number: int) -> int:
        """Returns the id of a row's group, valid until the next row is added."""
        return _root(self._group, number)

    def members(self, group_id: int) -> list[int]:
        return self._members.get(group_id, [group_id])

    def _keys_at(self, same: int) -> tuple[frozenset[str], frozenset[str]]:
        names = self._names.get(same)
        return _author_and_title_keys(self.rows[same]) if names is None else names

    def _link_key(self, key: int, number: int) -> None:
        owner = self._of_key.setdefault(key, number)
        if owner != number:
            self._join(owner, number)

    def _join(self, one: int, other: int) -> None:
        one, other = _root(self._group, one), _root(self._group, other)
        if one == other:
            return
        mine, others = self._members.pop(one, [one]), self._members.pop(other, [other])
        if len(mine) < len(others):
            one, other, mine, others = other, one, others, mine
        mine.extend(others)
        self._group[other] = one
        self._members[one] = mine


def _author_and_title_keys(row: Paper) -> tuple[frozenset[str], frozenset[str]]:
    """Returns the first author's family names and the key of the beginning of the title."""
    title = title_keys(row.title)
    families = name_keys(row.authors[0].name).families if row.authors else frozenset()
    return families, frozenset((title.block,)) if title.exact else frozenset()


def _root(parent: list[int], number: int) -> int:
    while parent[number] != number:
        parent[number] = parent[parent[number]]
        number = parent[number]
    return number
