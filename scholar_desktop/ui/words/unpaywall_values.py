"""The words for the values that Unpaywall takes from closed sets. A value that is not in its table is shown as sent."""

from __future__ import annotations

from scholar_desktop.domain.text.message import Message
from scholar_desktop.ui.words.wording import ACCESS_WORDS

OA_STATUS: dict[str, str] = {status: words for status, (words, _) in ACCESS_WORDS.items()}
NO_LONGER_GIVEN = Message("no longer given (deprecated)")
POSITIONS: dict[str, str] = {
    "first": Message.in_context("position of an author", "first"),
    "middle": Message.in_context("position of an author", "middle"),
    "additional": Message.in_context("position of an author", "additional"),
    "last": Message.in_context("position of an author", "last"),
}
GENRES: dict[str, str] = {
    "journal-article": Message.in_context("type of paper", "Journal article"),
    "proceedings-article": Message.in_context("type of paper", "Conference paper"),
    "posted-content": Message.in_context("type of paper", "Preprint or other posted content"),
    "book-chapter": Message.in_context("type of paper", "Book chapter"),
    "book-section": Message.in_context("type of paper", "Book section"),
    "book-part": Message.in_context("type of paper", "Part of a book"),
    "book": Message.in_context("type of paper", "Book"),
    "monograph": Message.in_context("type of paper", "Monograph"),
    "edited-book": Message.in_context("type of paper", "Edited book"),
    "reference-book": Message.in_context("type of paper", "Reference book"),
    "reference-entry": Message.in_context("type of paper", "Reference entry"),
    "component": Message.in_context("type of paper", "Component of a work"),
    "dataset": Message.in_context("type of paper", "Dataset"),
    "dissertation": Message.in_context("type of paper", "Thesis"),
    "report": Message.in_context("type of paper", "Report"),
    "standard": Message.in_context("type of paper", "Standard"),
    "peer-review": Message.in_context("type of paper", "Peer review"),
    "journal": Message.in_context("type of paper", "Journal"),
    "journal-issue": Message.in_context("type of paper", "Journal issue"),
    "proceedings": Message.in_context("type of paper", "Proceedings"),
    "other": Message.in_context("type of paper", "Other"),
}
"""The types of Crossref, which Unpaywall passes on."""
EVIDENCE: dict[str, str] = {
    "deprecated": NO_LONGER_GIVEN,
    "manual": Message("added by hand"),
    "oa journal (via doaj)": Message("open-access journal (listed in DOAJ)"),
    "oa journal (via issn in doaj)": Message("open-access journal (ISSN listed in DOAJ)"),
    "oa journal (via journal title in doaj)": Message("open-access journal (title listed in DOAJ)"),
    "oa journal (via publisher name)": Message("open-access journal (by its publisher)"),
    "oa journal (via observed oa rate)": Message("open-access journal (by the share of open papers)"),
    "oa repository (manual)": Message("repository (added by hand)"),
    "oa repository (via pmcid lookup)": Message("repository (found by PMCID)"),
    "oa repository (via doi prefix)": Message("repository (by the prefix of the DOI)"),
    "oa repository (via OAI-PMH doi match)": Message("repository (same DOI in its OAI-PMH records)"),
    "oa repository (via OAI-PMH title match)": Message("repository (same title in its OAI-PMH records)"),
    "oa repository (via OAI-PMH title and first author match)": Message(
        "repository (same title and first author in its OAI-PMH records)"
    ),
    "oa repository (via OAI-PMH title and last author match)": Message(
        "repository (same title and last author in its OAI-PMH records)"
    ),
    "oa repository (semantic scholar lookup)": Message("repository (found at Semantic Scholar)"),
    "open (via crossref license)": Message("open (by the licence at Crossref)"),
    "open (via crossref license, author manuscript)": Message("open (by the licence at Crossref, author manuscript)"),
    "open (via free pdf)": Message("open (the PDF is free)"),
    "open (via free article)": Message("open (the article is free)"),
    "open (via page says license)": Message("open (the page states a licence)"),
    "open (via page says Open Access)": Message("open (the page says open access)"),
}
"""How Unpaywall found a copy, until 2025; since then it sends `deprecated`."""
