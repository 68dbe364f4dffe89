"""The files into which runs of the search ledger are exported."""

from __future__ import annotations

from collections.abc import Sequence

from scholar_desktop.domain.search.search_ledger import LedgerRun
from scholar_desktop.domain.text.message import Message
from scholar_desktop.translation import gettext
from scholar_desktop.ui.widgets.file_dialog import FileKind

_COUNTS = FileKind(Message("PRISMA counts"), ("md",))
_BY_PAPER = FileKind(Message("Papers with their searches and sources"), ("csv",))
_BY_RECORD = FileKind(Message("Records with their searches and sources"), ("csv",))
_BY_SOURCE = FileKind(Message("Sources of each search"), ("csv",))
_EVERYTHING = FileKind(Message("Everything"), ("json",))
HAVE_PAPERS = (_BY_PAPER, _BY_RECORD)
"""Those with a row for each paper."""


def has_only_records(runs: Sequence[LedgerRun]) -> bool:
    """Return True if all *runs* are searches of the page Zenodo records."""
    return all(run.is_of_records for run in runs)


def exports_of(runs: Sequence[LedgerRun]) -> tuple[tuple[str, FileKind], ...]:
    """Return the entries of the menu of exports for *runs*, each with its type in the file dialog."""
    return (
        (Message("PRISMA counts (Markdown)…"), _COUNTS),
        (Message("Records with their searches and sources (CSV)…"), _BY_RECORD)
        if has_only_records(runs)
        else (Message("Papers with their searches and sources (CSV)…"), _BY_PAPER),
        (Message("Sources of each search (CSV)…"), _BY_SOURCE),
        (Message("Everything (JSON)…"), _EVERYTHING),
    )


def file_name(kind: FileKind) -> str:
    """Return the proposed name of a file of *kind*, without its ending: another one for each kind of CSV file."""
    if kind is _BY_PAPER:
        return gettext("search papers")
    if kind is _BY_RECORD:
        return gettext("search records")
    if kind is _BY_SOURCE:
        return gettext("search sources")
    return gettext("searches")
