"""Matches a preprint and its published version. Pure functions."""

from __future__ import annotations

import msgspec

from scholar_desktop.domain.identifiers import identifiers
from scholar_desktop.domain.identifiers.identifiers import Scheme
from scholar_desktop.domain.merging.merge_fields import is_deposit
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.text.names import family_words
from scholar_desktop.domain.text.titles import normalise


def is_published_version(paper: Paper, preprint: Paper) -> bool:
    """True if *paper*, found by the title of *preprint*, is its published version: same title and at least one common
    author."""
    return (
        paper.id != preprint.id
        and not is_deposit(paper)
        and normalise(paper.title) == normalise(preprint.title)
        and not _families(paper).isdisjoint(_families(preprint))
    )


def with_preprint(paper: Paper) -> Paper:
    """Return *paper*, a record of Unpaywall, with the arXiv ID that the address of one of its copies contains."""
    if paper.ids.arxiv is not None:
        return paper
    addresses = (url for copy in paper.oa.copies for url in (copy.landing_url, copy.pdf_url, copy.url) if url)
    found = (identifiers.parse(url) for url in addresses)
    arxiv = next((one.value for one in found if one is not None and one.scheme is Scheme.ARXIV), None)
    if arxiv is None:
        return paper
    return msgspec.structs.replace(paper, ids=msgspec.structs.replace(paper.ids, arxiv=arxiv))


def _families(paper: Paper) -> set[str]:
    return {word for author in paper.authors for word in family_words(author.name)}
