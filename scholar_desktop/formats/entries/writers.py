"""The formats in which whole entries are written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from scholar_desktop.domain.full_entry import FullEntry


class EntryWriter(Protocol):
    """Writes entries as the text of a file."""

    def __call__(self, entries: Sequence[FullEntry]) -> str: ...


def writer_of(form: str) -> EntryWriter:
    """Returns the writer of a format, by its name on the command line. Loads its libraries."""
    if form in ("bibtex", "biblatex"):
        from functools import partial

        from scholar_desktop.formats.entries.bibtex_writing import write_bibtex_entries

        return partial(write_bibtex_entries, biblatex=form == "biblatex")
    if form == "ris":
        from scholar_desktop.formats.entries.ris_writing import write_ris_entries

        return write_ris_entries
    if form == "csl-json":
        from scholar_desktop.formats.entries.csl_writing import write_csl_entries

        return write_csl_entries
    if form == "endnote-xml":
        from scholar_desktop.formats.entries.endnote_writing import write_endnote_entries

        return write_endnote_entries
    if form == "zotero-rdf":
        from scholar_desktop.formats.entries.zotero_rdf_writing import write_zotero_rdf

        return write_zotero_rdf
    if form == "csv":
        from scholar_desktop.formats.entries.csv_writing import write_csv_entries

        return write_csv_entries
    raise ValueError(f"no writer for {form}")
