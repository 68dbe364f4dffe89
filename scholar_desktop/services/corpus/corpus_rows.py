"""Makes papers, citations and authors of the rows of the offline corpus, by the same rules as of the Graph API's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from scholar_desktop.domain.citations.citation import Citation, CitationContext
from scholar_desktop.domain.paper import Facts, Ids, Paper
from scholar_desktop.domain.people.author import AuthorProfile
from scholar_desktop.domain.source import CORPUS
from scholar_desktop.sources.plain_text import plain_line
from scholar_desktop.sources.semantic_scholar.parse import paper_from_row
from scholar_desktop.sources.semantic_scholar.parse_authors import parse_author

if TYPE_CHECKING:
    from scholar_desktop.corpus.stored_answers import StoredEdge, StoredPaper

_API_KEYS = {
    "corpusId": "corpusid",
    "externalIds": "externalids",
    "title": "title",
    "authors": "authors",
    "venue": "venue",
    "year": "year",
    "journal": "journal",
    "publicationDate": "publicationdate",
    "publicationTypes": "publicationtypes",
    "citationCount": "citationcount",
    "referenceCount": "referencecount",
    "influentialCitationCount": "influentialcitationcount",
    "isOpenAccess": "isopenaccess",
    "s2FieldsOfStudy": "s2fieldsofstudy",
}
"""Keys of a paper in the Graph API, and those of the dataset `papers` for the same values."""
_AUTHOR_KEYS = {
    "authorId": "authorid",
    "externalIds": "externalids",
    "name": "name",
    "aliases": "aliases",
    "affiliations": "affiliations",
    "homepage": "homepage",
    "paperCount": "papercount",
    "citationCount": "citationcount",
    "hIndex": "hindex",
}


def retrieved_on(day: str) -> str:
    """Return the time in `Paper.retrieved` for a release of *day*."""
    return f"{day}T00:00:00Z"


def paper_of(stored: StoredPaper, day: str, *, keep_facts: bool = True) -> Paper:
    """Return the paper of the store.

    Args:
        day: of the release.
        keep_facts: False for the many papers of a citation list.
    """
    row, retrieved = stored.row, retrieved_on(day)
    sha = str(row.get("url") or "").rpartition("/")[2]
    sent: dict[str, Any] = {key: row.get(name) for key, name in _API_KEYS.items()}
    sent["paperId"] = sha if len(sha) == 40 else None
    if stored.abstract is not None:
        sent["abstract"] = stored.abstract.get("abstract")
        sent["openAccessPdf"] = stored.abstract.get("openaccessinfo")
    if stored.tldr is not None:
        sent["tldr"] = stored.tldr
    found = paper_from_row(sent, retrieved, keep_facts=False)
    if found is None:
        return stub_of(stored.corpus_id, day)
    facts: tuple[Facts, ...] = ()
    if keep_facts:
        texts = {"abstracts": stored.abstract, "tldrs": stored.tldr}
        facts = (Facts(CORPUS, retrieved, row | {name: text for name, text in texts.items() if text is not None}),)
    return msgspec.structs.replace(found, sources=(CORPUS,), facts=facts)


def stub_of(corpus_id: int, day: str) -> Paper:
    """Return a paper with only its CorpusId known: the end of a citation that is not in the corpus."""
    return Paper("", Ids(corpus=str(corpus_id)), sources=(CORPUS,), retrieved=retrieved_on(day))


def citation_of(edge: StoredEdge, day: str) -> Citation:
    """Return the row of a citation list. Whether it is a self-citation is for the caller to say."""
    paper = None
    if edge.paper is not None:
        paper = paper_of(edge.paper, day, keep_facts=False)
    elif edge.other:
        paper = stub_of(edge.other, day)
    return Citation(
        paper,
        contexts=tuple(CitationContext(plain_line(text), intents) for text, intents in edge.contexts),
        intents=edge.intents,
        influential=edge.influential,
    )


def author_of(row: dict[str, Any], day: str) -> AuthorProfile:
    """Return the profile in a row of `authors`. Raises BadAnswer if it has neither an id nor a name."""
    retrieved = retrieved_on(day)
    profile = parse_author({key: row.get(name) for key, name in _AUTHOR_KEYS.items()}, retrieved)
    return msgspec.structs.replace(profile, facts=Facts(CORPUS, retrieved, row))
