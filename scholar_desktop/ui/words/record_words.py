"""Words about a Zenodo record in a list: its type, version, date, files and usage."""

from __future__ import annotations

from scholar_desktop.domain.zenodo.record import Record
from scholar_desktop.ui.words.wording import calendar_day, counted, number, size

RECORD_ACCESS = {
    "embargoed": ("Embargoed", "warn", "half"),
    "restricted": ("Restricted", "warn", "half"),
    "closed": ("Closed", "muted", "ring"),
    "metadata-only": ("No files", "muted", "ring"),
}
"""Zenodo's access rights that are not open: word, colour, shape of the dot."""

_KINDS = {
    "annotationcollection": "annotation collection",
    "conferencepaper": "conference paper",
    "conferenceproceeding": "conference proceedings",
    "datamanagementplan": "data management plan",
    "datapaper": "data paper",
    "journalarticle": "journal article",
    "peerreview": "peer review",
    "physicalobject": "physical object",
    "softwaredocumentation": "software documentation",
    "taxonomictreatment": "taxonomic treatment",
    "technicalnote": "technical note",
    "workingpaper": "working paper",
}
"""Zenodo's types of several words, which it writes as one."""


def record_summary(record: Record) -> str:
    """Return 'Dataset · version 2.1 · 5 Mar 2024 · 3 files, 12.4 MB · 1,204 views · 310 downloads'.

    The usage is that of all versions, as Zenodo sorts by it. What the record does not state is left out.
    """
    views, downloads = record.stats.all.views, record.stats.all.downloads
    parts = [
        _kind(record.subtype or record.type or ""),
        f"version {record.version}" if record.version else "",
        calendar_day(record.date or "") or (record.date or ""),
        _files(record),
        counted(views, "view", "views") if views is not None else "",
        counted(downloads, "download", "downloads") if downloads is not None else "",
    ]
    return " · ".join(part for part in parts if part)


def _kind(sent: str) -> str:
    word = _KINDS.get(sent, sent)
    return " ".join(word.replace("-", " ").split()).capitalize()


def _files(record: Record) -> str:
    if not record.files:
        return ""
    sizes = [file.size for file in record.files if file.size is not None]
    whole = f", {size(sum(sizes))}" if len(sizes) == len(record.files) else ""
    return f"{number(len(record.files))} {'file' if len(record.files) == 1 else 'files'}{whole}"
