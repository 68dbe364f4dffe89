"""People as the JSON of the contract. Every key is always there; null means that the service did not say."""

from __future__ import annotations

from collections.abc import Sequence

from scholar_desktop.domain.author import AuthorCounts, AuthorProfile
from scholar_desktop.formats.paper_json import Json


def author_to_json(author: AuthorProfile, papers: Sequence[Json] | None = None) -> Json:
    """AUTHOR. papers: what they wrote, each as PAPER; None when that was not asked for."""
    return {
        "id": author.id,
        "name": author.name,
        "aliases": list(author.aliases),
        "affiliations": list(author.affiliations),
        "homepage": author.homepage,
        "orcid": author.orcid,
        "dblp": list(author.dblp),
        "counts": {name: getattr(author.counts, name) for name in AuthorCounts.__struct_fields__},
        "papers": None if papers is None else list(papers),
    }
