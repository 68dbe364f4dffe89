"""Writes papers as the text of a file of references. What is copied, dragged and exported is written here, so that it
is the same everywhere; only files have the collections."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from scholar_desktop.domain.bibliographic_entry import Entry
from scholar_desktop.domain.full_entry import FullEntry, LinkedFile
from scholar_desktop.domain.library import KeptPaper
from scholar_desktop.domain.paper import Paper
from scholar_desktop.formats.entries.bibtex_fields import is_note_field
from scholar_desktop.formats.entries.remainder import second_values


def has_own_data(kept: KeptPaper) -> bool:
    """Returns whether the library keeps more about the paper than the services state."""
    return bool(
        kept.tags
        or kept.notes
        or kept.collections
        or "library" in [facts.source for facts in kept.paper.facts]  # not translated: the name of a source
    )


def without_collections(found: Sequence[KeptPaper]) -> list[KeptPaper]:
    """Returns *found* without their collections: a copy for a manuscript has no groups of JabRef and no settings."""
    return [msgspec.structs.replace(one, collections=()) for one in found]


def without_notes(entry: FullEntry) -> FullEntry:
    """Returns *entry* without what is the user's own: notes with JabRef's comments, tags and groups. What the field
    `note` says belongs to the reference, and stays."""
    extra = entry.extra
    if "more" in extra:  # a file may have such a field twice
        extra = {**extra, "more": [list(pair) for pair in second_values(entry) if not _is_own(pair[0])]}
    return msgspec.structs.replace(entry, notes=(), tags=(), collections=(), extra=extra)


def _is_own(name: str) -> bool:
    return is_note_field(name) or name in ("keywords", "keyword", "groups")


def reference_text(found: Sequence[KeptPaper], form: str, *, abstracts: bool | None = False, notes: bool = True) -> str:
    """Returns papers as the text of a file, which ends with a line break: as whole entries if the library keeps more
    about one of them than the services state.

    Args:
        found: the papers with their citation keys; `key` is empty for one that is not in the library.
        form: bibtex, biblatex, ris, csl-json or csv.
        abstracts: True: also those of the services; False: those that a person or an import wrote; None: none.
        notes: False: `without_notes`.
    """
    if any(map(has_own_data, found)):
        return entries_text(found, whole_entries(found, form, abstracts=abstracts, notes=notes), form)
    return papers_text([one.paper for one in found], [one.cite_key for one in found], form, abstracts=bool(abstracts))


def entries_text(found: Sequence[KeptPaper], entries: Sequence[FullEntry], form: str) -> str:
    """Returns *entries* as the text of a file. found: the paper of each; tables also have what services state of it."""
    if form == "csv":
        from scholar_desktop.formats.entries.csv_writing import write_csv_entries

        return write_csv_entries(entries, [one.paper for one in found])
    from scholar_desktop.formats.entries.writers import writer_of

    return writer_of(form)(entries)


def whole_entries(
    found: Sequence[KeptPaper],
    form: str,
    *,
    abstracts: bool | None = False,
    notes: bool = True,
    with_files: bool = False,
) -> list[FullEntry]:
    """Returns the whole entries of papers. Args: as of `reference_text`; with_files: also the files of the library."""
    from scholar_desktop.formats.entries.kept_entries import full_entry, with_record

    entries = [full_entry(one, form, abstracts=abstracts) for one in found]
    if not notes:
        entries = [without_notes(entry) for entry in entries]
    if form in ("bibtex", "biblatex"):
        entries = [with_record(entry, one.paper, form) for entry, one in zip(entries, found, strict=True)]
    return entries if with_files else [msgspec.structs.replace(entry, files=()) for entry in entries]


def papers_text(
    papers: Sequence[Paper],
    keys: Sequence[str],
    form: str,
    *,
    abstracts: bool = False,
    files: Sequence[Sequence[LinkedFile]] = (),
) -> str:
    """Returns what the services state of *papers* as the text of a file. keys: their citation keys; files: of each
    paper, empty for none, which add to its record and change nothing else of it; else as of `reference_text`."""
    from scholar_desktop.formats.bibliographic import bibliographic_record

    if form == "csv":
        from scholar_desktop.formats.paper_table import paper_csv

        return paper_csv(papers, keys, abstracts=abstracts, files=files)
    entries = [
        Entry(key, bibliographic_record(paper), tuple(some))
        for paper, key, some in zip(papers, keys, files or [()] * len(papers), strict=True)
    ]
    match form:
        case "bibtex":
            from scholar_desktop.formats.bibtex import bibtex

            return bibtex(entries, abstracts=abstracts)
        case "biblatex":
            from scholar_desktop.formats.bibtex import biblatex

            return biblatex(entries, abstracts=abstracts)
        case "ris":
            from scholar_desktop.formats.ris import ris

            return ris(entries, abstracts=abstracts)
        case "csl-json":
            from scholar_desktop.formats.csl_json import csl_json

            return csl_json(entries, abstracts=abstracts)
    raise ValueError(f"no writer for {form}")
