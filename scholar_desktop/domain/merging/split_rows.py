"""Rows that the user has split: the rules would merge them, but they are two papers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.text.title_keys import title_keys


def row_key(paper: Paper) -> str:
    """Returns the key by which a row of a service is recognised later.

    It is the service's own number for the row, else the paper's identifier or title.
    """
    ids, source = paper.ids, paper.sources[0] if paper.sources else ""
    if source != "unpaywall" and ids.s2 is not None:
        return f"s2:{ids.s2}"
    if source == "zenodo" and ids.zenodo is not None:
        return f"zenodo:{ids.zenodo}"
    return f"{source}:{paper.id or title_keys(paper.title).key}"


def distinct_rows(rows: Sequence[Paper]) -> tuple[Paper, ...]:
    """Returns each row of a service once, as it was retrieved last: the library may have a row of an earlier search."""
    if len(rows) < 2:
        return tuple(rows)
    newest: dict[str, Paper] = {}
    for row in rows:
        known = newest.setdefault(row_key(row), row)
        if (row.retrieved or "") > (known.retrieved or ""):
            newest[row_key(row)] = row
    return tuple(newest.values())


class SplitRows(msgspec.Struct, frozen=True):
    """The pairs of rows that the user has split. pairs: keys of rows that are not one paper, the smaller key first."""

    pairs: frozenset[tuple[str, str]] = frozenset()

    def between(self, some: Iterable[str], others: Iterable[str]) -> bool:
        """Returns True if one of *some* was split from one of *others*."""
        if not self.pairs:
            return False
        theirs = list(others)
        return any(ordered_pair(one, other) in self.pairs for one in some for other in theirs)

    def has_source_beside(self, source: str, keys: Iterable[str]) -> bool:
        """Returns True if a row of *source* was split from one of *keys*."""
        if not self.pairs:
            return False
        mine, start = frozenset(keys), f"{source}:"
        return any(
            (one in mine and other.startswith(start)) or (other in mine and one.startswith(start))
            for one, other in self.pairs
        )

    def includes(self, key: str) -> bool:
        """Returns True if anything was split from *key*."""
        return any(key in pair for pair in self.pairs)


NO_SPLITS = SplitRows()


def ordered_pair(one: str, other: str) -> tuple[str, str]:
    """Returns the two keys in the order used in `SplitRows.pairs`."""
    return (one, other) if one <= other else (other, one)
