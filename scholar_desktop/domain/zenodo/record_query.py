"""What a person asks Zenodo for: words, and everything by which it can narrow and sort its records."""

from __future__ import annotations

import msgspec

ACCESS = ("open", "embargoed", "restricted", "metadata-only")
"""The values of the filter. A record itself says `open`, `embargoed` or `restricted` (`closed` until 2023)."""
SORTS = (
    "bestmatch",
    "newest",
    "oldest",
    "updated-desc",
    "updated-asc",
    "version",
    "mostviewed",
    "mostdownloaded",
    "publication-desc",
    "publication-asc",
    "conference-desc",
    "conference-asc",
    "journal-desc",
    "journal-asc",
)
OLDER_SORTS = ("mostrecent", "publication_date", "journal", "conference_session")
"""Names until 2023, still taken, each with `-` before it, too: `mostrecent` and `publication_date` are the newest
first, so `-publication_date` is the oldest first."""
COMMUNITY_SORTS = ("bestmatch", "newest", "oldest")
WINDOW = 10_000
"""So many rows of a search can be seen, from its first."""


class RecordQuery(msgspec.Struct, frozen=True):
    """words: plain words and "phrases", or a text of Zenodo's query language, when they name one of its fields
    (`creators.name:"Ong, Dily"`) or *as_written* is True.

    type, subtype: as in `resource_type` (`publication`, `article`); access: one of ACCESS; community: a slug;
    file_type: the ending (`pdf`); language: three letters (`eng`); subject: a keyword or subject as records have it;
    date_from, date_to: of publication, YYYY, YYYY-MM or YYYY-MM-DD, both inclusive; sort: one of SORTS or OLDER_SORTS,
    None for Zenodo's choice (the best match with words, else the newest); status: `published`; all_versions: older
    versions too.
    """

    words: str = ""
    as_written: bool = False
    type: str | None = None
    subtype: str | None = None
    access: str | None = None
    community: str | None = None
    file_type: str | None = None
    language: str | None = None
    subject: str | None = None
    date_from: str | None = None
    date_to: str | None = None
    status: str | None = None
    sort: str | None = None
    all_versions: bool = False
