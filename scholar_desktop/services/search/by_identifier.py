"""One paper by its identifier, as each service has it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from scholar_desktop.domain.identifiers import identifiers
from scholar_desktop.domain.identifiers.identifiers import Identifier, Scheme
from scholar_desktop.domain.source import S2, UNPAYWALL, ZENODO
from scholar_desktop.services.papers.paper_loading import doi_of_record, is_crossref
from scholar_desktop.services.papers.published_version import with_preprint
from scholar_desktop.services.search.search_sources import SourceNotQueried

if TYPE_CHECKING:
    from scholar_desktop.domain.paper import Paper
    from scholar_desktop.domain.request_options import RequestOptions
    from scholar_desktop.services.search.search_sources import SearchSources


class IdentifierSearch:
    """s2_ended: set by whoever asks Semantic Scholar, when that has answered or failed: the DOI that Unpaywall is asked
    for may stand in its answer."""

    def __init__(self, sources: SearchSources, rows: Mapping[str, Sequence[Paper]]) -> None:
        """rows: what each source has given so far; names the sources that are asked."""
        self._sources = sources
        self._rows = rows
        self.s2_answered = asyncio.Event()

    async def ask(self, name: str, identifier: Identifier, ask: RequestOptions, *, is_recent: bool) -> Paper:
        """What the source *name* has. is_recent: Semantic Scholar may have said it a moment ago. Raises NotFound,
        NotAsked where there is nothing to ask for, and the SourceErrors."""
        if name == UNPAYWALL:
            return with_preprint((await self._sources.unpaywall.doi(await self._doi(identifier), ask)).paper)
        if name == ZENODO:
            return await self._record(identifier, ask)
        if is_recent and (recalled := await self._recall(identifier, ask)) is not None:
            return recalled
        return await self._sources.s2.paper(doi_of_record(identifier) or identifier, ask)

    async def _recall(self, identifier: Identifier, ask: RequestOptions) -> Paper | None:
        """What Semantic Scholar has said of it within a week."""
        paper = await self._sources.known.recall(identifiers.ids_of(identifier), (S2,))
        if paper is not None:
            ask.request_counts.of(S2).cached += 1
        return paper

    async def _doi(self, identifier: Identifier) -> str:
        """The DOI to ask Unpaywall for: as typed, or as Semantic Scholar gives it for another kind of identifier."""
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
