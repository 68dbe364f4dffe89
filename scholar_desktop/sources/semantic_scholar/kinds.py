"""Maps Semantic Scholar's publication types and licences to those of the program."""

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
"""(as sent in publicationTypes, the program's type). Of several types the first in this order is the most specific: a
review in a journal is a review, a conference paper that was published in a journal is a conference paper.
"""

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
    """Return one of PAPER_TYPES from `publicationTypes` and the venue, or None when neither shows the type.

    Semantic Scholar calls a preprint JournalArticle, or gives no type; its venue shows that it is a preprint.
    """
    # The specification has 'Journal Article', the service sends 'JournalArticle'.
    sent = {kind.replace(" ", "").lower() for kind in kinds}
    found = next((ours for theirs, ours in _KINDS if theirs.lower() in sent), None)
    if found in (None, "article") and venue is not None and venue.lower() in _PREPRINT_VENUES:
        return "preprint"
    return found or ("other" if sent else None)


def filter_of(paper_type: str) -> str | None:
    """Return the value of the `publicationTypes` filter for one of PAPER_TYPES; None if the
    service has no such type.
    """
    if paper_type == "other":
        return None
    return next((theirs for theirs, ours in _KINDS if ours == paper_type), None)


def license_of(word: str) -> str:
    """Return a licence in lower case, with the hyphens that the service leaves out: CCBYNCND -> cc-by-nc-nd."""
    lower = word.lower()
    parts = _CREATIVE_COMMONS.fullmatch(lower)
    if parts is None or parts[1] is None:
        return lower
    return "-".join(["cc", *(part for part in parts.groups() if part)])
