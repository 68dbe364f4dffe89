"""Converts a query to the parameters of Zenodo's search. Pure functions."""

from __future__ import annotations

from scholar_desktop.domain.errors import UsageError
from scholar_desktop.domain.search.filters import Filters
from scholar_desktop.domain.search.sent_filters import sent_resource_type
from scholar_desktop.domain.source import ZENODO
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.zenodo.record_query import ACCESS, OLDER_SORTS, SORTS, RecordQuery
from scholar_desktop.sources.zenodo.query_text import record_query_string

Pairs = list[tuple[str, str]]


def record_parameters(query: RecordQuery) -> Pairs:
    """Return *query* as parameters, `q` first; dates and the language are part of `q`.

    Raises:
        UsageError: a value that Zenodo would ignore without notice or answer with a 400.
    """
    _check(query)
    text = record_query_string(query)
    kind, _, subtype = (query.type or "").partition("-")
    named = (
        ("q", text),
        ("sort", query.sort),
        ("all_versions", "true" if query.all_versions else None),
        ("communities", query.community),
        ("type", kind),
        ("subtype", query.subtype or subtype),
        ("access_status", _access_status(query.access)),
        ("file_type", (query.file_type or "").lower().removeprefix(".")),
        ("subject", query.subject),
        ("status", query.status),
    )
    return [(name, value) for name, value in named if value]


def filter_parameters(filters: Filters) -> Pairs:
    """Return *filters* as parameters of a search; years, dates and the language are part of the query itself. Open
    access means an open record with a PDF.
    """
    kind, _, subtype = (filters.record_type or "").partition("-")
    if not kind and (ours := sent_resource_type(filters.type)) is not None:
        kind, subtype = ours[0], ours[1] or ""
    access = _access_status(filters.access)
    file_type = filters.file_type
    if filters.open_access:
        access, file_type = access or "open", file_type or "pdf"
    named = (
        ("type", kind),
        ("subtype", subtype),
        ("access_status", access),
        ("communities", filters.community),
        ("subject", filters.subject),
        ("file_type", (file_type or "").lower().removeprefix(".")),
    )
    return [(name, value) for name, value in named if value]


def _access_status(access: str | None) -> str | None:
    """Return the value of `access_status`; None for closed access, which is part of `q`."""
    return None if access == "closed" else access


def _check(query: RecordQuery) -> None:
    if query.subtype and not query.type:
        raise UsageError(
            Message("Zenodo needs the type that the subtype “{subtype}” belongs to.", subtype=query.subtype),
            hint=Message("Give both, such as type publication and subtype article."),
            subject=ZENODO,
        )
    if query.access and query.access not in ACCESS:
        raise UsageError(
            Message("Zenodo has no access right “{access}”.", access=query.access),
            hint=Message("Choose one of: {values}.", values=", ".join(ACCESS)),
            subject=ZENODO,
        )
    if query.sort and query.sort not in SORTS and query.sort.removeprefix("-") not in OLDER_SORTS:
        raise UsageError(
            Message("Zenodo cannot sort by “{sort}”.", sort=query.sort),
            hint=Message(
                "Choose one of: {values}. Older values, also with - before them: {older}.",
                values=", ".join(SORTS),
                older=", ".join(OLDER_SORTS),
            ),
            subject=ZENODO,
        )
    if query.sort == "bestmatch" and not query.words.strip():
        raise UsageError(
            Message("Zenodo can only sort by best match if there are words to search for."),
            hint=Message("Sort by newest instead."),
            subject=ZENODO,
        )
