"""A search for Zenodo records: words, filters and sort order."""

from __future__ import annotations

import msgspec

from scholar_desktop.domain.stored_field_names import stored

ACCESS = ("open", "embargoed", "restricted", "metadata-only", "closed")
"""The values of the filter. A record itself has `open`, `embargoed` or `restricted`; `closed` is in records until
2023 only, and Zenodo has no parameter for it, so it becomes a part of the query."""
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
"""Names used until 2023 and still accepted, each also with a `-` before it: `mostrecent` and `publication_date` sort
the newest first, so `-publication_date` sorts the oldest first."""
COMMUNITY_SORTS = ("bestmatch", "newest", "oldest")
MAX_ROWS = 10_000
"""Maximum number of rows of a search that can be retrieved, from the first row on."""


class RecordQuery(
    msgspec.Struct,
    frozen=True,
    rename=stored(
        "words as_written type subtype access community file_type language subject date_from date_to status sort "
        "all_versions"
    ),
):
    """A search for records.

    words: plain words and "phrases"; or a text in Zenodo's query language, if it names one of Zenodo's fields
    (`creators.name:"Ong, Dily"`) or *as_written* is True.

    type, subtype: as in `resource_type` (`publication`, `article`); access: one of ACCESS; community: a slug;
    file_type: file name extension (`pdf`); language: three letters (`eng`); subject: a keyword or subject as in the
    records; date_from, date_to: of publication, YYYY, YYYY-MM or YYYY-MM-DD, both inclusive; sort: one of SORTS or
    OLDER_SORTS, None for Zenodo's default (best match if there are words, else newest); status: `published`;
    all_versions: include older versions.
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
