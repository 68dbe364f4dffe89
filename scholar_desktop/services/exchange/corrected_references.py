"""Writes the corrections of a manuscript's references: into its .bib files, and into the texts of its own list. Pure
functions."""

from __future__ import annotations

import re
from collections.abc import Sequence

from scholar_desktop.domain.full_entry import FullEntry
from scholar_desktop.domain.reference_lists.manuscript import CheckedReference, Correction
from scholar_desktop.services.exchange.reference_verdicts import corrected_entry

_MARK = re.compile(r"^\s*(?:\[\d{1,4}\]|\(\d{1,4}\)|\d{1,4}[.)](?=\s)|[-*+](?=\s))\s*")
"""The number of a reference, or the sign of an item of a Markdown list."""


def corrected_text(one: CheckedReference) -> str | None:
    """Returns the text of a reference with its corrections; of one whose paper is not known, as it is written. None if
    a correction has no single place in the text, such as other authors or the journal of a preprint, so that the
    reference has to be written anew."""
    text = one.reference.text
    if one.paper is None:  # an identifier that no service knows has no correction
        return text
    for each in one.details:
        if each.field != "key":
            changed = _with_correction(text, each)
            if changed is None:
                return None
            text = changed
    return text


def _with_correction(text: str, one: Correction) -> str | None:
    if one.field == "author" or not one.was or not one.now:
        return None
    end = r"(?!\d)" if one.field == "issued" else r"(?!\w)"  # the year may have a letter: 2016a
    found = list(re.finditer(rf"(?<!\w){re.escape(one.was)}{end}", text, re.IGNORECASE))
    if len(found) != 1:
        return None
    return f"{text[: found[0].start()]}{one.now}{text[found[0].end() :]}"


def mark_of(text: str) -> str:
    """Returns what a reference begins with in its list, '[3] ' or '- '; empty for none."""
    found = _MARK.match(text)
    return found[0] if found is not None else ""


def corrected_files(texts: Sequence[str], checked: Sequence[CheckedReference], form: str) -> list[str]:
    """Returns the texts of .bib files with the corrections of their entries. form: `bibtex` or `biblatex`."""
    from scholar_desktop.formats.entries.bibtex_editing import correct_bibtex

    pairs: list[list[tuple[FullEntry, FullEntry]]] = [[] for _ in texts]
    for one in checked:
        entry = one.reference.entry
        if entry is not None and one.paper is not None and one.reference.bib is not None:
            pairs[one.reference.bib].append((entry, corrected_entry(entry, one.details, one.paper)))
    return [
        correct_bibtex(text, corrected, biblatex=form == "biblatex")
        for text, corrected in zip(texts, pairs, strict=True)
    ]


def entry_of_text(checked: CheckedReference, number: int) -> FullEntry:
    """Returns an entry with the text of a reference that no service knows, so that it is not lost."""
    text = checked.reference.text
    title = checked.found.wanted.title if checked.found is not None else ""
    return FullEntry(f"reference{number}", "document", {"title": title or text}, notes=(text,))
