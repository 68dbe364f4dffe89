"""The types of papers that can be searched: those of the program, and the finer ones of Semantic Scholar.

Semantic Scholar gives a paper several of its 13 publication types; the program shows the most specific one.
"""

from __future__ import annotations

from typing import Any

from scholar_desktop.domain.paper import PAPER_TYPES, Paper
from scholar_desktop.domain.source import S2

PUBLICATION_TYPES = {  # not translated: names of the service
    "article": "JournalArticle",
    "conference": "Conference",
    "review": "Review",
    "book": "Book",
    "chapter": "BookSection",
    "dataset": "Dataset",
    "case-report": "CaseReport",
    "clinical-trial": "ClinicalTrial",
    "editorial": "Editorial",
    "letter": "LettersAndComments",
    "meta-analysis": "MetaAnalysis",
    "news": "News",
    "study": "Study",
}
"""Maps the value of the filter to the publication type of Semantic Scholar."""
RESOURCE_TYPES = {  # not translated: names of the service
    "article": ("publication", "article"),
    "conference": ("publication", "conferencepaper"),
    "book": ("publication", "book"),
    "chapter": ("publication", "section"),
    "preprint": ("publication", "preprint"),
    "thesis": ("publication", "thesis"),
    "report": ("publication", "report"),
    "dataset": ("dataset", None),
    "software": ("software", None),
    "other": ("other", None),
}
"""Maps the value of the filter to the type and the subtype of Zenodo."""
NO_TYPE = "none"
"""The value of the filter for papers whose type no service has sent."""
TYPE_FILTERS = (*PAPER_TYPES, *(name for name in PUBLICATION_TYPES if name not in PAPER_TYPES), NO_TYPE)
"""The values of the filter for types; EXCLUDED before one leaves out the papers that have it."""
EXCLUDED = "-"
_BY_TAG = {tag.casefold(): name for name, tag in PUBLICATION_TYPES.items()}


def paper_types(paper: Paper) -> tuple[str, ...]:
    """Returns the values of TYPE_FILTERS that *paper* has: its type, and those that Semantic Scholar gave it.

    A preprint is no article, although Semantic Scholar calls it one. A paper without a type has NO_TYPE alone.
    """
    found = dict.fromkeys([paper.type] if paper.type is not None else [])
    for facts in paper.facts:
        if facts.source == S2:
            found |= dict.fromkeys(_tagged(facts.fields.get("publicationTypes")))
    if paper.type == "preprint":
        found.pop("article", None)
    return tuple(name for name in found if name is not None) or (NO_TYPE,)


def _tagged(sent: Any) -> list[str]:
    tags = [tag for tag in sent if isinstance(tag, str)] if isinstance(sent, list) else []
    return [name for tag in tags if (name := _BY_TAG.get(tag.replace(" ", "").casefold())) is not None]
