"""Maps Zenodo's resource types to the program's types."""

from __future__ import annotations

_OF_PUBLICATIONS = {
    "article": "article",
    "datapaper": "article",
    "conferencepaper": "conference",
    "conferenceproceeding": "conference",
    "book": "book",
    "section": "chapter",
    "preprint": "preprint",
    "workingpaper": "preprint",
    "thesis": "thesis",
    "dissertation": "thesis",
    "report": "report",
    "technicalnote": "report",
    "deliverable": "report",
    "milestone": "report",
    "proposal": "report",
    "datamanagementplan": "report",
}


def type_of(resource_type: str | None, subtype: str | None) -> str | None:
    """Return one of PAPER_TYPES; None when the record has no type."""
    if resource_type is None:
        return None
    if resource_type == "publication":
        return _OF_PUBLICATIONS.get(subtype or "", "other")
    return resource_type if resource_type in ("dataset", "software") else "other"
