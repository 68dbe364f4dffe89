"""The identifiers by which rows of several services are compared.

It imports little: the processes that read a large file need it.
"""

from __future__ import annotations

from collections.abc import Iterator

from scholar_desktop.domain.identifiers.kinds import arxiv_of_doi, zenodo_of_doi
from scholar_desktop.domain.paper import Ids


def identifier_keys(ids: Ids) -> Iterator[tuple[str, str]]:
    """Yields the keys that *ids* shares with the ids of the same paper elsewhere.

    An arXiv DOI gives its arXiv id, a Zenodo DOI its record, and the versions of a Zenodo work share the number of
    their concept.
    """
    for scheme, value in ids.items():
        if not value:
            continue
        yield ("zenodo" if scheme == "zenodo_concept" else scheme), value
        if scheme == "doi":
            if (arxiv := arxiv_of_doi(value)) is not None:
                yield "arxiv", arxiv
            if (record := zenodo_of_doi(value)) is not None:
                yield "zenodo", record
