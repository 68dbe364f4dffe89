"""The sentences in which one paper cites another, from stored lists or with one request."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING

import msgspec

from scholar_desktop.domain.citations.citation import Citation, LoadedCitations
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.search import date_range

if TYPE_CHECKING:
    from scholar_desktop.services.citations.citations import Citations


class CitingStatus(enum.Enum):
    """What is known about whether one paper cites another."""

    SENTENCES = "sentences"
    CITES = "cites"
    """It does, and the service has no sentence."""
    DOES_NOT = "does not"
    """Its complete reference list is stored, and does not contain the other paper."""
    WITHHELD = "withheld"
    """The publisher withholds its references."""
    NOT_ASKED = "not asked"


class CitingEvidence(msgspec.Struct, frozen=True):
    """Whether *citing* cites *cited*, and the row that shows it.

    retrieved: when the list was retrieved, or None.
    """

    citing: Paper
    cited: Paper
    known: CitingStatus
    edge: Citation | None = None
    retrieved: str | None = None


class CitingSentences:
    """Finds citing sentences. Stored lists and then the offline corpus are searched first, which works offline."""

    def __init__(self, citations: Citations) -> None:
        self._citations = citations
        self._store = citations.store
        self._corpus = citations.corpus

    async def kept(self, one: Paper, other: Paper) -> tuple[CitingEvidence, ...]:
        """Return what the stored lists say about whether one paper cites the other, in both directions, the likelier
        first. Sends no request."""
        citing, cited = citing_and_cited(one, other)
        return (await self._kept(citing, cited), await self._kept(cited, citing))

    async def ask(self, citing: Paper, cited: Paper, ask: RequestOptions) -> CitingEvidence:
        """Request the references of *citing*, usually one request, and return the evidence for this direction. If the
        references are withheld, the citations of *cited* from the publication day of *citing* are requested. Raises
        SourceErrors."""
        found = await self._citations.load(citing, "references", _nothing, ask, limit=None)
        if found.withheld:
            day = citing.date or (str(citing.year) if citing.year else None)
            if day is not None:
                await self._citations.load(cited, "citations", _nothing, ask, limit=None, date=day)
        return await self._kept(citing, cited)

    async def _kept(self, citing: Paper, cited: Paper) -> CitingEvidence:
        found = await self._stored(citing, cited)
        if found.known not in (CitingStatus.NOT_ASKED, CitingStatus.CITES):
            return found
        told = await self._corpus.between(citing, cited)
        if told is None:
            return found
        if told.edge is not None and any(context.text.strip() for context in told.edge.contexts):
            return CitingEvidence(citing, cited, CitingStatus.SENTENCES, told.edge, told.retrieved)
        if found.known is CitingStatus.CITES or found.edge is not None:
            return found
        reader = self._corpus.reader
        if told.edge is not None:
            return CitingEvidence(citing, cited, CitingStatus.CITES, told.edge, told.retrieved)
        if told.is_whole and (reader.is_offline or reader.is_first):
            return CitingEvidence(citing, cited, CitingStatus.DOES_NOT, None, told.retrieved)
        return found

    async def _stored(self, citing: Paper, cited: Paper) -> CitingEvidence:
        edge = await self._store.citation_between(citing, cited)
        state = await self._store.state(citing, "references")
        retrieved = state.retrieved if state is not None else None
        if edge is not None:
            says = any(context.text.strip() for context in edge.contexts)
            if not says and state is None:
                return CitingEvidence(
                    citing, cited, CitingStatus.NOT_ASKED, edge
                )  # it came in a batch, which has no sentences
            return CitingEvidence(
                citing, cited, CitingStatus.SENTENCES if says else CitingStatus.CITES, edge, retrieved
            )
        if state is not None and state.withheld:
            return CitingEvidence(citing, cited, CitingStatus.WITHHELD, None, retrieved)
        if state is not None and state.complete:
            return CitingEvidence(citing, cited, CitingStatus.DOES_NOT, None, retrieved)
        return CitingEvidence(citing, cited, CitingStatus.NOT_ASKED)


def citing_and_cited(one: Paper, other: Paper) -> tuple[Paper, Paper]:
    """Return (citing, cited): the newer paper cites the older one. Papers of the same day, or without one, keep their
    order."""
    first, second = (date_range.day_of(paper.date, paper.year) for paper in (one, other))
    if first is not None and second is not None and first < second:
        return other, one
    return one, other


def _nothing(_page: LoadedCitations) -> None:
    pass
