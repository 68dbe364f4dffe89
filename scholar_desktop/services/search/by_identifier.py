"""Search by identifier: finds the paper in each service, and its preprint or published version."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.domain.identifiers import identifiers
from scholar_desktop.domain.identifiers.identifiers import Identifier, Scheme
from scholar_desktop.domain.merging.merge_fields import is_deposit
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.search.query import Query
from scholar_desktop.domain.source import S2, UNPAYWALL, ZENODO
from scholar_desktop.services.papers.paper_loading import doi_of_record, is_crossref
from scholar_desktop.services.papers.published_version import is_published_version, with_preprint
from scholar_desktop.services.search.search_sources import SourceNotQueried

if TYPE_CHECKING:
    from scholar_desktop.services.search.search_sources import SearchSources
    from scholar_desktop.sources.semantic_scholar.api import SemanticScholar
    from scholar_desktop.sources.unpaywall.api import Unpaywall


class IdentifierSearch:
    """Finds one paper by its identifier in each source.

    Attributes:
        s2_answered: set by the caller when Semantic Scholar has answered or failed, because its answer may contain the
            DOI that the Unpaywall lookup needs.
    """

    def __init__(self, sources: SearchSources, rows: Mapping[str, Sequence[Paper]]) -> None:
        """Prepare the search.

        Args:
            sources: the services and the library.
            rows: what each source has returned so far; its keys are the sources of this search.
        """
        self._sources = sources
        self._rows = rows
        self.s2_answered = asyncio.Event()

    async def ask(self, name: str, identifier: Identifier, ask: RequestOptions, *, is_recent: bool) -> Paper:
        """Return the paper as the source *name* has it.

        Args:
            is_recent: whether Semantic Scholar may have sent the paper a moment ago; then the stored record is used if
                there is one.

        Raises:
            NotFound: the source does not know the paper.
            SourceNotQueried: there is nothing to look up at this source.
            SourceError: the request failed.
        """
        if name == UNPAYWALL:
            return with_preprint((await self._sources.unpaywall.doi(await self._doi(identifier), ask)).paper)
        if name == ZENODO:
            return await self._record(identifier, ask)
        if is_recent and (recalled := await self._recall(identifier, ask)) is not None:
            return recalled
        return await self._sources.s2.paper(doi_of_record(identifier) or identifier, ask)

    async def _recall(self, identifier: Identifier, ask: RequestOptions) -> Paper | None:
        """Return the record that Semantic Scholar sent within the last week, None if there is none."""
        paper = await self._sources.known.recall(identifiers.ids_of(identifier), (S2,))
        if paper is not None:
            ask.request_counts.of(S2).cached += 1
        return paper

    async def _doi(self, identifier: Identifier) -> str:
        """Return the DOI for the Unpaywall lookup: the one typed, or for another kind of identifier the one that
        Semantic Scholar sent."""
        if identifier.scheme is Scheme.DOI:
            doi: str | None = identifier.value
        else:
            if S2 in self._rows:
                await self.s2_answered.wait()
            doi = next((paper.ids.doi for paper in self._rows.get(S2, ()) if paper.ids.doi), None)
        if doi is None:
            raise SourceNotQueried("No DOI of this paper is known, and Unpaywall is asked by DOI.", UNPAYWALL)
        if not is_crossref(doi):
            raise SourceNotQueried(
                "Unpaywall lists only DOIs registered with Crossref, and this one is not.", UNPAYWALL
            )
        return doi

    async def _record(self, identifier: Identifier, ask: RequestOptions) -> Paper:
        number = identifiers.ids_of(identifier).zenodo
        if number is None:
            raise SourceNotQueried("This is no identifier of a Zenodo record.", ZENODO)
        return await self._sources.zenodo.paper(number, ask)


log = logging.getLogger(__name__)

ROWS = 10
"""Number of papers with the title among which the other version is searched."""
FoundVersion = tuple[str, tuple[Paper, ...]]


async def other_versions(
    rows: Mapping[str, Sequence[Paper]],
    answered: Sequence[str],
    s2: SemanticScholar,
    unpaywall: Unpaywall,
    ask: RequestOptions,
) -> FoundVersion | None:
    """Look for the preprint of a published work, or the published version of a preprint.

    A preprint takes one request to Semantic Scholar, and one to Unpaywall if Semantic Scholar knows no published
    version. A published work takes one request to Semantic Scholar, and only if Semantic Scholar does not know the work
    or no open copy of it is known; otherwise its preprint is already in the results.

    Args:
        rows: what each source has returned.
        answered: the sources that answered and may get one more request.

    Returns:
        The source and the papers of the other version; None if there was nothing to look for or nothing was found.
    """
    papers = [paper for some in rows.values() for paper in some]
    preprints = [paper for paper in papers if is_deposit(paper) and paper.title]
    published = [paper for paper in papers if not is_deposit(paper) and paper.title]
    try:
        if preprints and not published:
            return await _published(preprints[0], answered, s2, unpaywall, ask)
        if published and not preprints and S2 in answered and _may_hide_a_preprint(rows.get(S2, ()), papers):
            page = await s2.search(Query(published[0].title), ask, limit=ROWS)
            found = tuple(row for row in page.papers if is_deposit(row) and is_published_version(published[0], row))
            return (S2, found) if found else None
    except ScholarError as error:
        log.info("the other version of a paper was not looked for: %s", error.message)
    return None


async def _published(
    preprint: Paper, answered: Sequence[str], s2: SemanticScholar, unpaywall: Unpaywall, ask: RequestOptions
) -> FoundVersion | None:
    if S2 in answered:
        page = await s2.search(Query(preprint.title), ask, limit=ROWS)
        if found := tuple(paper for paper in page.papers if is_published_version(paper, preprint)):
            return S2, found
    if UNPAYWALL in answered:
        titles = await unpaywall.search(preprint.title, ask)
        if found := tuple(paper for paper in titles.papers if is_published_version(paper, preprint)):
            return UNPAYWALL, found
    return None


def _may_hide_a_preprint(of_s2: Sequence[Paper], papers: Sequence[Paper]) -> bool:
    """True if a preprint may exist that *papers* do not show: Semantic Scholar usually has both versions as one paper,
    and Unpaywall lists the copies of an open one."""
    if any(paper.ids.arxiv for paper in papers):
        return False
    return not of_s2 or not any(paper.oa.is_oa or paper.oa.copies for paper in papers)
