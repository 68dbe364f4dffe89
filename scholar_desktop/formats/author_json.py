"""Writes authors as JSON (docs/command-line.md). Every key is present; null means that the service did not say."""

from __future__ import annotations

from collections.abc import Sequence

from scholar_desktop.domain.people.author import AuthorProfile
from scholar_desktop.domain.stored_field_names import as_stored
from scholar_desktop.formats.paper_json import Json


def author_to_json(author: AuthorProfile, papers: Sequence[Json | None] | None = None) -> Json:
    """Returns the AUTHOR object. papers: the author's papers, each as PAPER; None if they were not requested."""
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
