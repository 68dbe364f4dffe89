"""Words about a Zenodo record in a list: its type, version, date, files and usage."""

from __future__ import annotations

from scholar_desktop.domain.search.filter_texts import record_type
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.zenodo.record import Record, RecordStats
from scholar_desktop.translation import gettext, ngettext, shown
from scholar_desktop.ui.words.wording import calendar_day, number, size

_ACCESS = {
    "embargoed": (Message("Embargoed"), "warn", "half"),
    "restricted": (Message("Restricted"), "warn", "half"),
    "closed": (Message("Closed"), "muted", "ring"),
    "metadata-only": (Message("No files"), "muted", "ring"),
}
"""Zenodo's access rights that are not open: word, colour, shape of the dot."""
_MEANINGS = {
    "embargoed": Message("Embargoed: the files become open on a date that the owner chose."),
    "restricted": Message("Restricted: the owner decides who may download the files."),
    "closed": Message("Closed: the files of this record are not open."),
    "metadata-only": Message("No files: the record only describes the work."),
}


def record_access(right: str | None) -> tuple[str, str, str] | None:
    """Return (word, token of its colour, shape of its dot) for an access right of Zenodo; None if it is open."""
    known = _ACCESS.get(right or "")
    return (shown(known[0]), *known[1:]) if known is not None else None


def record_access_meaning(right: str | None) -> str:
    """Return the sentence that explains the word of `record_access`; empty if it has none."""
    return shown(_MEANINGS.get(right or "", ""))


def record_summary(record: Record) -> str:
    """Return 'Dataset · version 2.1 · 5 Mar 2024 · 3 files, 12.4 MB · 1,204 views and 310 downloads in all versions'.

    The usage is that of all versions, as Zenodo sorts by it; the line says so unless the version has the same numbers.
    What the record does not state is left out.
    """
    parts = [
        record_type_words(record.subtype or record.type or ""),
        gettext("version {version}", version=record.version) if record.version else "",
        calendar_day(record.date or "") or (record.date or ""),
        _files(record),
        *_usage(record.stats),
    ]
    return " · ".join(part for part in parts if part)


def _usage(stats: RecordStats) -> tuple[str, ...]:
    views, downloads = stats.all.views, stats.all.downloads
    parts = [
        ngettext("{count} view", "{count} views", views, count=number(views)) if views is not None else "",
        ngettext("{count} download", "{count} downloads", downloads, count=number(downloads))
        if downloads is not None
        else "",
    ]
    known = tuple(part for part in parts if part)
    if not known or (stats.this.views, stats.this.downloads) == (views, downloads):
        return known
    if len(known) == 1:
        return (gettext("{usage} in all versions", usage=known[0]),)
    return (gettext("{views} and {downloads} in all versions", views=known[0], downloads=known[1]),)


def record_type_words(sent: str, label: str | None = None) -> str:
    """Return the word for a type or subtype of Zenodo: 'Journal article' for `publication-journalarticle`. label: what
    Zenodo calls it, for one that is not known here."""
    return shown(record_type(sent, label))


def _files(record: Record) -> str:
    if not record.files:
        return ""
    sizes = [file.size for file in record.files if file.size is not None]
    files = ngettext("{count} file", "{count} files", len(record.files))
    return f"{files}, {size(sum(sizes))}" if len(sizes) == len(record.files) else files
