"""Which service receives which filter in its requests, for the values that the filters of a search have."""

from __future__ import annotations

from scholar_desktop.domain.search.filters import (
    MIN_CITATIONS,
    OPEN_ACCESS,
    TYPE,
    Filters,
    services_applying,
    split_values,
)
from scholar_desktop.domain.search.paper_types import PUBLICATION_TYPES, RESOURCE_TYPES
from scholar_desktop.domain.source import S2, UNPAYWALL, ZENODO


def services_receiving(filters: Filters, name: str) -> tuple[str, ...]:
    """Returns the services whose requests have the filter *name* with its value in *filters*: those of
    `services_applying` that can express the value beside the other filters."""
    unable: set[str] = set()
    if name == MIN_CITATIONS and not filters.min_citations:
        return ()
    if name == OPEN_ACCESS:
        if filters.is_oa is False:
            unable.add(UNPAYWALL)
        file_type = (filters.file_type or "pdf").lower().removeprefix(".")
        if filters.access not in (None, "open", "closed") or file_type != "pdf":
            unable.add(ZENODO)
    elif name == TYPE:
        if not sent_publication_types(filters.type):
            unable.add(S2)
        if filters.record_type is not None or sent_resource_type(filters.type) is None:
            unable.add(ZENODO)
    return tuple(service for service in services_applying(name) if service not in unable)


def sent_publication_types(value: str | None) -> tuple[str, ...]:
    """Returns the publication types that Semantic Scholar is asked for, for the filter's *value*: empty if it does not
    have all of them, since it would leave out the papers of the others; it cannot exclude types either."""
    found = [PUBLICATION_TYPES.get(one) for one in split_values(value)]
    known = tuple(one for one in found if one is not None)
    return known if len(known) == len(found) else ()


def sent_resource_type(value: str | None) -> tuple[str, str | None] | None:
    """Returns the type and the subtype that Zenodo is asked for, for the filter's *value*; None if it has no such type,
    or several are wanted, of which it accepts one."""
    wanted = split_values(value)
    return RESOURCE_TYPES.get(wanted[0]) if len(wanted) == 1 else None
