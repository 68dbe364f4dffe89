"""Semantic Scholar's kinds of publication and its words for licences, and ours."""

from __future__ import annotations

import re
from collections.abc import Iterable

_KINDS = (
    ("Dataset", "dataset"),
    ("Review", "review"),
    ("BookSection", "chapter"),
    ("Book", "book"),
    ("Conference", "conference"),
    ("JournalArticle", "article"),
    ("MetaAnalysis", "article"),
    ("ClinicalTrial", "article"),
    ("CaseReport", "article"),
    ("Study", "article"),
    ("LettersAndComments", "article"),
    ("Editorial", "article"),
    ("News", "other"),
)
"""(as sent in publicationTypes, ours); of several the first in this order says most: a review in a journal is a
review, a paper of a conference that came out in a journal is one of the conference."""

_PREPRINT_VENUES = frozenset(
    (
        "arxiv",
        "arxiv.org",
        "biorxiv",
        "chemrxiv",
        "eartharxiv",
        "engrxiv",
        "medrxiv",
        "preprints.org",
        "psyarxiv",
        "research square",
        "social science research network",
        "socarxiv",
        "ssrn electronic journal",
    )
)

_CREATIVE_COMMONS = re.compile(r"cc[- ]?(by)?[- ]?(nc)?[- ]?(nd|sa)?[- ]?([0-9]\.[0-9])?")


def type_of(kinds: Iterable[str], venue: str | None) -> str | None:
    """One of PAPER_TYPES from `publicationTypes` and the venue, or None when neither tells.

    Semantic Scholar calls a preprint JournalArticle or nothing at all; its venue says what it is.
    """
    # The specification writes 'Journal Article', the service 'JournalArticle'.
    sent = {kind.replace(" ", "").lower() for kind in kinds}
    found = next((ours for theirs, ours in _KINDS if theirs.lower() in sent), None)
    if found in (None, "article") and venue is not None and venue.lower() in _PREPRINT_VENUES:
        return "preprint"
    return found or ("other" if sent else None)


def filter_of(paper_type: str) -> str | None:
    """The value of the `publicationTypes` filter for one of PAPER_TYPES; None where the service has no such kind."""
    if paper_type == "other":
        return None
    return next((theirs for theirs, ours in _KINDS if ours == paper_type), None)


def license_of(word: str) -> str:
    """A licence in lower case, with the hyphens that the service leaves out: CCBYNCND -> cc-by-nc-nd."""
    lower = word.lower()
    parts = _CREATIVE_COMMONS.fullmatch(lower)
    if parts is None or parts[1] is None:
        return lower
    return "-".join(["cc", *(part for part in parts.groups() if part)])
