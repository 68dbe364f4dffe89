"""People as the JSON of the contract. Every key is always there; null means that the service did not say."""

from __future__ import annotations

from collections.abc import Sequence

from scholar_desktop.domain.people.author import AuthorProfile
from scholar_desktop.domain.stored_names import as_stored
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
        "counts": as_stored(author.counts),
        "papers": None if papers is None else list(papers),
    }
