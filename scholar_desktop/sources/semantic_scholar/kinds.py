"""Maps Semantic Scholar's publication types and licences to those of the program."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_KINDS = (  # not translated: names of the service
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

_PREPRINT_VENUES = frozenset(  # not translated: names of venues as the services send them
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

_CONFERENCE = re.compile(
    r"\b(?:proceedings|conferences?|conf\.|symposium|symposia|workshops?|congress|colloquium)\b", re.IGNORECASE
)
_PART_DOI = re.compile(
    r"10\.1145/[0-9]+\.[0-9]+|10\.[0-9]{4,9}/(?:b?97[89][0-9x-]+)(?:[_.][0-9-]+|/[0-9]+)", re.IGNORECASE
)
"""The DOI of a part of a volume: ACM's have the number of the volume and that of the part, Springer's and others' the
ISBN and the number of the part."""

_CREATIVE_COMMONS = re.compile(r"cc[- ]?(by)?[- ]?(nc)?[- ]?(nd|sa)?[- ]?([0-9]\.[0-9])?")


def type_of(
    kinds: Iterable[str], venue: str | None, containers: Sequence[str] = (), doi: str | None = None
) -> str | None:
    """Return one of PAPER_TYPES from `publicationTypes` and the venue, or None when neither shows the type.

    Semantic Scholar calls a preprint JournalArticle, or gives no type; its venue shows that it is a preprint. It calls
    a paper in a volume of proceedings, and a chapter of a book, Book, alone or beside other types.

    Args:
        containers: all names of the venue and the journal, and `conference` if the venue has that type.
        doi: the DOI, which may show that the work is a part of a volume.
    """
    # The specification has 'Journal Article', the service sends 'JournalArticle'.
    sent = {kind.replace(" ", "").lower() for kind in kinds}
    if "book" in sent and (len(sent) > 1 or (doi is not None and _PART_DOI.fullmatch(doi) is not None)):
        sent.discard("book")
        is_conference = any(_CONFERENCE.search(name) for name in (venue or "", *containers))
        sent.add("conference" if is_conference else "booksection" if not sent else "")
    found = next((ours for theirs, ours in _KINDS if theirs.lower() in sent), None)
    if found in (None, "article") and venue is not None and venue.lower() in _PREPRINT_VENUES:
        return "preprint"
    return found or ("other" if sent else None)


def license_of(word: str) -> str:
    """Return a licence in lower case, with the hyphens that the service leaves out: CCBYNCND -> cc-by-nc-nd."""
    lower = word.lower()
    parts = _CREATIVE_COMMONS.fullmatch(lower)
    if parts is None or parts[1] is None:
        return lower
    return "-".join(["cc", *(part for part in parts.groups() if part)])
