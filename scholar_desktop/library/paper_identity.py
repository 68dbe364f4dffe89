"""Decides whether two papers are the same: which identifiers are compared, and which differences exclude it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from itertools import combinations, islice

import msgspec

from scholar_desktop.domain.identifiers.identifiers import Identifier, ids_of
from scholar_desktop.domain.merging.dedupe import identifier_keys
from scholar_desktop.domain.merging.merge_fields import is_deposit_doi
from scholar_desktop.domain.paper import Ids

IdentifierName = tuple[str, str]
"""(scheme, value): one row of the table `ids`. `domain.merging.duplicate_groups.identifier_keys` defines which
identifiers are equal."""

NAMES_AT_ONCE = 5_000
ROW = "row"
"""The scheme of a name that is the key of a row of a service, not an identifier (`tables.split_papers`)."""
_TELLING = ("arxiv", "pmid", "pmcid")
"""Papers with different values of these are different papers. Other schemes number a service's own clusters, which the
service joins and splits, so one paper may have had several values."""


def identifier_names(ids: Ids) -> list[IdentifierName]:
    """Returns all names of the paper with the identifiers *ids*, strongest first."""
    return list(dict.fromkeys(identifier_keys(ids)))


def names_of_identifier(identifier: Identifier) -> list[IdentifierName]:
    """Returns the names under which *identifier* may be stored, best first.

    Empty for an address, which only a service can resolve.
    """
    return identifier_names(ids_of(identifier))


def find_by_names(connection: sqlite3.Connection, names: Iterable[IdentifierName]) -> dict[IdentifierName, int]:
    """Returns the row number of the paper for each of *names* that is in the library. Runs a query for each
    NAMES_AT_ONCE: one for all names of a large import would keep the window waiting.

    A citation key names the paper that has it, rather than one that had it before.
    """
    found: dict[IdentifierName, int] = {}
    left = iter(names)
    while asked := list(islice(left, NAMES_AT_ONCE)):
        rows = connection.execute(
            """
            SELECT ids.scheme, ids.value, CASE ids.scheme
                WHEN 'key' THEN ifnull((SELECT paper_id FROM cite_keys WHERE cite_key = ids.value), ids.paper_id)
                ELSE ids.paper_id END
            FROM json_each(?) AS asked CROSS JOIN ids
                ON ids.scheme = json_extract(asked.value, '$[0]') AND ids.value = json_extract(asked.value, '$[1]')
            """,
            (msgspec.json.encode(asked).decode(),),
        )
        found |= {(scheme, value): paper_id for scheme, value, paper_id in rows}
    return found


def find_all(connection: sqlite3.Connection, ids: Ids) -> list[int]:
    """Returns the row numbers of the papers that share an identifier with *ids*, strongest match first."""
    names = identifier_names(ids)
    found = find_by_names(connection, names)
    return list(dict.fromkeys(found[name] for name in names if name in found))


def are_compatible(every: Sequence[Ids]) -> bool:
    """Returns True if no identifiers in *every* contradict that all of them are one paper."""
    return not any(_differ(one, other) for one, other in combinations(every, 2))


def _differ(one: Ids, other: Ids) -> bool:
    if any(
        mine is not None and theirs is not None and mine != theirs
        for mine, theirs in ((getattr(one, scheme), getattr(other, scheme)) for scheme in _TELLING)
    ):
        return True
    # The DOIs of two articles are two papers; a paper may have the DOI of a preprint or deposit besides that of an
    # article.
    if one.doi is None or other.doi is None or one.doi == other.doi:
        return False
    return is_deposit_doi(one.doi) == is_deposit_doi(other.doi) and not _share_concept(one, other)


def _share_concept(one: Ids, other: Ids) -> bool:
    """Returns True if both are versions of one Zenodo work."""
    return one.zenodo_concept is not None and one.zenodo_concept == other.zenodo_concept


def add_names(connection: sqlite3.Connection, paper_id: int, ids: Ids) -> None:
    """Stores *ids* as names of the paper. An identifier that already belongs to another paper stays with that paper."""
    connection.executemany(
        "INSERT OR IGNORE INTO ids (scheme, value, paper_id) VALUES (?, ?, ?)",
        [(scheme, value, paper_id) for scheme, value in identifier_names(ids)],
    )
