"""When two papers are one: which identifiers are looked up, and which differences speak against it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from itertools import combinations

import msgspec

from scholar_desktop.domain.identifiers.identifiers import Identifier, ids_of
from scholar_desktop.domain.merging.dedupe import identifier_keys
from scholar_desktop.domain.merging.merge_fields import is_deposit_doi
from scholar_desktop.domain.paper import Ids

IdentifierName = tuple[str, str]
"""(scheme, value): one row of the table `ids`. What counts as one name is said by `merging.identifier_keys`."""

_TELLING = ("arxiv", "pmid", "pmcid")
"""Where two papers have different values of these, they are two. Other schemes number a service's own clusters, which
it joins and splits, so that one paper may have had several."""


def identifier_names(ids: Ids) -> list[IdentifierName]:
    """All that *ids* names the paper by, strongest first."""
    return list(dict.fromkeys(identifier_keys(ids)))


def names_of_identifier(identifier: Identifier) -> list[IdentifierName]:
    """What *identifier* may be kept as, best first. Empty for an address, which only a service can resolve."""
    return identifier_names(ids_of(identifier))


def find_by_names(connection: sqlite3.Connection, names: Iterable[IdentifierName]) -> dict[IdentifierName, int]:
    """The row number of the paper behind each of *names* that is known. One question, however many names."""
    asked = msgspec.json.encode([list(name) for name in names]).decode()
    rows = connection.execute(
        """
        SELECT ids.scheme, ids.value, ids.paper_id
        FROM json_each(?) AS asked CROSS JOIN ids
            ON ids.scheme = json_extract(asked.value, '$[0]') AND ids.value = json_extract(asked.value, '$[1]')
        """,
        (asked,),
    )
    return {(scheme, value): paper_id for scheme, value, paper_id in rows}


def find_all(connection: sqlite3.Connection, ids: Ids) -> list[int]:
    """Row numbers of the kept papers that share an identifier with *ids*, strongest first."""
    names = identifier_names(ids)
    found = find_by_names(connection, names)
    return list(dict.fromkeys(found[name] for name in names if name in found))


def are_compatible(every: Sequence[Ids]) -> bool:
    """Whether nothing speaks against all of *every* being one paper."""
    return not any(_differ(one, other) for one, other in combinations(every, 2))


def _differ(one: Ids, other: Ids) -> bool:
    if any(
        mine is not None and theirs is not None and mine != theirs
        for mine, theirs in ((getattr(one, scheme), getattr(other, scheme)) for scheme in _TELLING)
    ):
        return True
    # Two articles' DOIs are two articles; a preprint's or a deposit's DOI beside an article's is what one paper has.
    if one.doi is None or other.doi is None or one.doi == other.doi:
        return False
    return is_deposit_doi(one.doi) == is_deposit_doi(other.doi) and not _share_concept(one, other)


def _share_concept(one: Ids, other: Ids) -> bool:
    """Whether both are versions of one Zenodo work."""
    return one.zenodo_concept is not None and one.zenodo_concept == other.zenodo_concept


def add_names(connection: sqlite3.Connection, paper_id: int, ids: Ids) -> None:
    """From now on each of *ids* leads to the paper; one that already leads to another paper stays there."""
    connection.executemany(
        "INSERT OR IGNORE INTO ids (scheme, value, paper_id) VALUES (?, ?, ?)",
        [(scheme, value, paper_id) for scheme, value in identifier_names(ids)],
    )
