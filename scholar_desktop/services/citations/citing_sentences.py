"""Why does one paper cite another: the sentences, out of the lists that are kept, or for one request."""

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
    """What is known of whether one paper cites another."""

    SENTENCES = "sentences"
    CITES = "cites"
    """It does, and the service gives no sentence."""
    DOES_NOT = "does not"
    """Its whole list of references is kept, and the other is not in it."""
    WITHHELD = "withheld"
    """The publisher does not let its references be shown."""
    NOT_ASKED = "not asked"


class CitingEvidence(msgspec.Struct, frozen=True):
    """Whether *citing* cites *cited*, and the row in which it does. retrieved: of when the knowledge is, or None."""

    citing: Paper
    cited: Paper
    known: CitingStatus
    edge: Citation | None = None
    retrieved: str | None = None


class CitingSentences:
    """Looks in what is kept first, which needs no network."""

    def __init__(self, citations: Citations) -> None:
        self._citations = citations
        self._store = citations.store

    async def kept(self, one: Paper, other: Paper) -> tuple[CitingEvidence, ...]:
        """What is kept of whether one cites the other, in both directions, the likelier first; asks nothing."""
        citing, cited = citing_and_cited(one, other)
        return (await self._kept(citing, cited), await self._kept(cited, citing))

    async def ask(self, citing: Paper, cited: Paper, ask: RequestOptions) -> CitingEvidence:
        """The same of one direction, after asking for the references of *citing*: one request for most. Where they are
        withheld, the citations of *cited* of that day are asked for. Raises SourceErrors."""
        found = await self._citations.load(citing, "references", _nothing, ask, limit=None)
        if found.withheld:
            day = citing.date or (str(citing.year) if citing.year else None)
            if day is not None:
                await self._citations.load(cited, "citations", _nothing, ask, limit=None, date=day)
        return await self._kept(citing, cited)

    async def _kept(self, citing: Paper, cited: Paper) -> CitingEvidence:
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
    """(citing, cited): the newer paper cites the older one. Of two of one day, or without one, as they are given."""
    first, second = (date_range.day_of(paper.date, paper.year) for paper in (one, other))
    if first is not None and second is not None and first < second:
        return other, one
    return one, other


def _nothing(_page: LoadedCitations) -> None:
    pass
