"""Finds the papers of a run of the search ledger in the stored records of the services and in the library."""

from __future__ import annotations

import logging
from collections.abc import Sequence

import msgspec

from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.domain.merging.dedupe import merge_fields
from scholar_desktop.domain.paper import Author, Ids, Paper
from scholar_desktop.domain.search.search_ledger import FoundPaper
from scholar_desktop.domain.source import UNPAYWALL, ZENODO
from scholar_desktop.services.library.library import Library
from scholar_desktop.services.papers.record_cache import PaperRecordCache

log = logging.getLogger(__name__)

_FIELDS = ("title", "authors", "year", "venue", "journal", "externalIds", "publicationTypes")
"""The fields of Semantic Scholar that a reference needs. The rows of a whole list have them, but no summaries."""
_SCHEMES = frozenset(Ids.__struct_fields__)


class StoredPapers:
    """Reads papers that the search ledger knows by title, first author, year and identifiers alone."""

    def __init__(self, library: Library, known: PaperRecordCache) -> None:
        self._library = library
        self._known = known

    async def find(self, found: Sequence[FoundPaper]) -> list[Paper]:
        """Return *found* in their order, each with all that is stored of it, without a request.

        If nothing is stored about a paper, it has only what the ledger has, and no `sources`.
        """
        several = [_ids(one) for one in found]
        papers: list[Paper] = []
        said = await self._known.recall_many(several, fresh=False, fields=_FIELDS)
        for one, ids, record in zip(found, several, said, strict=True):
            papers.append(await self._with_others(one, ids, record) or _bare_paper(one, ids))
        left = [paper for paper in papers if not paper.sources]
        try:
            kept = await self._library.find_many(left)
        except ScholarError as error:
            log.info("the library could not be read for papers of the search ledger: %s", error.message)
            return papers
        return [kept[paper.id].paper if not paper.sources and paper.id in kept else paper for paper in papers]

    async def _with_others(self, one: FoundPaper, ids: Ids, record: Paper | None) -> Paper | None:
        """Return *record*, that of Semantic Scholar, with the records of the other services that found the paper; None
        if there is no record at all."""
        paper, named = record, {row.source for row in one.rows}
        others = [(UNPAYWALL, ids)] if UNPAYWALL in named else []
        if ZENODO in named:
            # a DOI of all versions, and the number of the work, are among the keys, and lead to no record
            numbers = dict.fromkeys(key.partition(":")[2] for key in one.keys if key.startswith("zenodo:"))
            others += [(ZENODO, msgspec.structs.replace(ids, zenodo=number)) for number in numbers]
        for source, name in others:
            said = await self._known.recall(name, (source,), fresh=False)
            if said is not None:
                paper = said if paper is None else merge_fields(paper, said)
        return paper


def _ids(one: FoundPaper) -> Ids:
    known: dict[str, str] = {}
    for key in one.keys:
        scheme, _, value = key.partition(":")
        if scheme in _SCHEMES:
            known.setdefault(scheme, value)
    return Ids(**known)


def _bare_paper(one: FoundPaper, ids: Ids) -> Paper:
    return Paper(one.title, ids, (Author(one.authors),) if one.authors else (), one.year)
