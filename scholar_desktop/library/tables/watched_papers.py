"""Queries for the papers that the background lookups check, without loading the papers themselves."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

import msgspec

from scholar_desktop.domain.alerts.watched_items import NOT_WATCHED
from scholar_desktop.domain.merging.merge_fields import is_deposit_doi, is_server_venue


class WatchedPaper(msgspec.Struct, frozen=True):
    """names: (scheme, value) of the paper's identifiers, sorted by scheme; venue: empty if it is not known."""

    key: str
    title: str
    venue: str
    names: tuple[tuple[str, str], ...]

    @property
    def dois(self) -> tuple[str, ...]:
        """The DOIs of the paper."""
        return tuple(value for scheme, value in self.names if scheme == "doi")


def without_pdf(connection: sqlite3.Connection) -> list[WatchedPaper]:
    """Returns the papers with a DOI and without a PDF, except those that the user has stopped watching."""
    stopped = f"SELECT key FROM watched WHERE kind = '{NOT_WATCHED}'"  # noqa: S608
    return [one for one in _papers(connection, f"papers.pdfs = 0 AND papers.key NOT IN ({stopped})") if one.dois]


def preprints(connection: sqlite3.Connection) -> list[WatchedPaper]:
    """Returns the papers that are on a preprint server and have no DOI of a published work, nor the name of a journal
    or conference."""
    on_server = "papers.id IN (SELECT paper_id FROM ids WHERE scheme IN ('arxiv', 'doi'))"
    return [
        one
        for one in _papers(connection, on_server)
        if (not one.venue or is_server_venue(one.venue))
        and all(map(is_deposit_doi, one.dois))
        and (one.dois or any(scheme == "arxiv" for scheme, _ in one.names))
    ]


def oldest_counts(connection: sqlite3.Connection, before: str, rows: range, most: int) -> list[tuple[str, int]]:
    """Returns the dates and rows of the papers whose citation counts are the oldest, of those that have an identifier
    of a service.

    Args:
        before: only counts requested before this time (ISO 8601, UTC).
        rows: the row numbers that are looked through; the first is not included.
        most: number of papers returned at most.
    """
    return connection.execute(
        """
        SELECT ifnull(paper ->> '$.counts.dated', ifnull(paper ->> '$.retrieved', '')) AS dated, id FROM papers
        WHERE id > :after AND id <= :last AND dated < :before
            AND EXISTS (SELECT 1 FROM ids WHERE paper_id = papers.id AND scheme IN ('s2', 'arxiv', 'doi'))
            AND NOT EXISTS (SELECT 1 FROM trashed WHERE paper_id = papers.id)
        ORDER BY dated, id LIMIT :most
        """,
        {"after": rows.start, "last": rows.stop, "before": before, "most": most},
    ).fetchall()


def papers_in(connection: sqlite3.Connection, rows: Sequence[int]) -> list[WatchedPaper]:
    """Returns the papers in these rows, in the order of their numbers."""
    return _papers(connection, f"papers.id IN ({', '.join(map(str, rows))})")  # not translated: SQL


def _papers(connection: sqlite3.Connection, condition: str) -> list[WatchedPaper]:
    rows = connection.execute(
        "SELECT papers.id, papers.key, papers.title, ifnull(papers.venue, ''), ids.scheme, ids.value"  # noqa: S608
        f" FROM papers JOIN ids ON ids.paper_id = papers.id WHERE {condition}"
        " AND papers.id NOT IN (SELECT paper_id FROM trashed) ORDER BY papers.id, ids.scheme, ids.value"
    )
    found: dict[int, tuple[str, str, str, list[tuple[str, str]]]] = {}
    for paper_id, key, title, venue, scheme, value in rows:
        found.setdefault(paper_id, (key, title, venue, []))[3].append((scheme, value))
    return [WatchedPaper(key, title, venue, tuple(names)) for key, title, venue, names in found.values()]
