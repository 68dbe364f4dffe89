"""Opening one paper: what is known shows at once, and the services fill in the rest, each asked once at most."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING

from scholar_desktop.domain.errors import ErrorInfo, NotFound, ScholarError
from scholar_desktop.domain.identifiers.identifiers import Identifier, Scheme, label_of
from scholar_desktop.domain.library import KeptPaper
from scholar_desktop.domain.paper import Ids, Paper
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.source import LIBRARY, S2, UNPAYWALL, ZENODO, Phase, SourceReport
from scholar_desktop.services.papers.paper_loading import PaperLoad
from scholar_desktop.services.tasks import gather_all

if TYPE_CHECKING:
    from scholar_desktop.services.library.library import Library
    from scholar_desktop.services.papers.paper_pages import PaperPages
    from scholar_desktop.services.papers.record_cache import PaperRecordCache
    from scholar_desktop.sources.semantic_scholar.api import SemanticScholar
    from scholar_desktop.sources.unpaywall.api import Unpaywall
    from scholar_desktop.sources.zenodo.api import Zenodo

log = logging.getLogger(__name__)


class Papers:
    """Finds out what a paper is. Opening costs at most one question to Semantic Scholar (only for a paper that it did
    not list) and one to Unpaywall, and nothing the second time; with no network, what is kept and remembered serves."""

    def __init__(
        self,
        s2: SemanticScholar,
        unpaywall: Unpaywall,
        zenodo: Zenodo,
        library: Library,
        known: PaperRecordCache,
        pages: Callable[[], PaperPages],
    ) -> None:
        """pages: looks at web pages, made when one is named."""
        self._s2 = s2
        self._unpaywall = unpaywall
        self._zenodo = zenodo
        self._library = library
        self._known = known
        self._pages = pages

    async def identify(self, identifier: Identifier, ask: RequestOptions) -> Identifier:
        """*identifier*; that of its paper for a web page, which is looked at (see `PaperPages.resolve`)."""
        if identifier.scheme is not Scheme.PAGE:
            return identifier
        return (await self._pages().resolve(identifier, ask)).identifier

    async def open(
        self,
        subject: Paper | Identifier,
        on_update: Callable[[Paper], None],
        ask: RequestOptions,
        *,
        on_report: Callable[[SourceReport], None] | None = None,
    ) -> Paper:
        """All that is known of *subject*; *on_update* gets the paper at once and again whenever it has grown.

        on_report: how each source ended; one that failed costs only what it would have added. When nothing at all is
        known of an identifier, raises the failure that kept it from being found, or NotFound.
        """
        if isinstance(subject, Identifier):
            subject = await self.identify(subject, ask)
        opening = PaperLoad(subject, on_update, ask, on_report)
        kept = await self._kept(opening)
        if not ask.refresh:
            for source in (S2, UNPAYWALL, ZENODO):
                await self._from_memory(opening, source)
        first = [self._ask_s2(opening, alone=True), self._ask_zenodo(opening)]
        if opening.wants(UNPAYWALL):
            # its DOI is known already: all side by side
            await gather_all(*first, self._ask_unpaywall(opening))
        else:
            await gather_all(*first)
            await self._from_memory(opening, UNPAYWALL)
            await self._ask_unpaywall(opening)
        paper = opening.outcome()
        await self._known.remember(opening.learned)
        if kept is not None and opening.learned:
            await self._update_kept(paper)
        return paper

    async def show(
        self,
        identifier: Identifier,
        ask: RequestOptions,
        fields: Sequence[str] | None = None,
        *,
        on_report: Callable[[SourceReport], None] | None = None,
    ) -> Paper:
        """The paper of *identifier*, with what each service sent of it in `facts`.

        fields: of Semantic Scholar, as it names them (`authors.hIndex`, `embedding.specter_v2`); then it alone is
        asked, for just these, and nothing is remembered; those that it does not have are left out, which its report
        says. Raises as `open` does.
        """
        if fields is None:
            return await self.open(identifier, lambda _paper: None, ask, on_report=on_report)
        identifier = await self.identify(identifier, ask)
        opening = PaperLoad(identifier, lambda _paper: None, ask, on_report)
        asked_by = opening.s2_identifier() or identifier
        await self._ask(opening, S2, self._s2.paper(asked_by, ask, fields), fields=fields)
        return opening.outcome()

    async def complete(self, paper: Paper, ask: RequestOptions) -> Paper:
        """*paper* with what Semantic Scholar tells of a paper alone and not in a list (its embedding): one question.
        Raises SourceErrors; a paper that it cannot look up comes back as it is."""
        from scholar_desktop.sources.semantic_scholar.fields import ALONE_FIELDS

        opening = PaperLoad(paper, lambda _paper: None, ask)
        asked_by = opening.s2_identifier()
        if asked_by is None:
            return paper
        found = await self._s2.paper(asked_by, ask, ALONE_FIELDS)
        opening.take(found, leads=True)
        await self._known.remember([found])
        if await self._kept(opening) is not None:
            await self._update_kept(opening.outcome())
        return opening.outcome()

    async def listed(self, identifier: Identifier, ask: RequestOptions) -> Paper:
        """The paper as Semantic Scholar lists it, which is all that its citations need: kept or remembered, else one
        question. Raises SourceErrors, of which NotFound says that this one service does not know it."""
        identifier = await self.identify(identifier, ask)
        opening = PaperLoad(identifier, lambda _paper: None, ask)
        await self._kept(opening)
        if not ask.refresh:
            await self._from_memory(opening, S2)
        await self._ask_s2(opening)
        try:
            paper = opening.outcome()
        except NotFound as error:
            raise NotFound(
                f"Semantic Scholar, which lists who cites whom, does not know {label_of(identifier)}.",
                hint=error.hint,
                subject=str(identifier),
            ) from error
        await self._known.remember(opening.learned)
        return paper

    async def remembered(self, ids: Ids) -> Paper | None:
        """What the services have said of the paper with *ids*, however long ago; asks nothing."""
        return await self._known.recall(ids, (S2,), fresh=False)

    async def _kept(self, opening: PaperLoad) -> KeptPaper | None:
        """The library's own word on it, if it is kept. A library that cannot be read costs only that."""
        asked_by = opening.identifier or (opening.paper.id if opening.paper is not None else "")
        if not asked_by:
            return None
        try:
            kept = await self._library.find(asked_by)
        except ScholarError as error:
            opening.report(LIBRARY, Phase.FAILED, error=error.info)
            return None
        if kept is not None:
            opening.take(kept.paper)
            opening.report(LIBRARY, Phase.OK, loaded=1)
        return kept

    async def _update_kept(self, paper: Paper) -> None:
        try:
            await self._library.update(paper)
        except ScholarError as error:
            log.warning("the library could not take newer facts: %s", error.message)

    async def _from_memory(self, opening: PaperLoad, source: str, *, fresh: bool = True) -> bool:
        """Whether what *source* said before could be used."""
        if not opening.wants(source):
            return False
        paper = await self._known.recall(opening.ids, (source,), fresh=fresh)
        if paper is None:
            return False
        opening.ask.request_counts.of(source).cached += 1
        opening.take(paper, leads=source == S2)
        return True

    async def _ask_s2(self, opening: PaperLoad, *, alone: bool = False) -> None:
        """alone: somebody looks at this one paper, and is to see all that the service tells of it."""
        from scholar_desktop.sources.semantic_scholar.fields import ALONE_FIELDS

        asked_by = opening.s2_identifier()
        if opening.wants(S2) and asked_by is not None:
            await self._ask(opening, S2, self._s2.paper(asked_by, opening.ask, ALONE_FIELDS if alone else None))
        else:
            opening.report_unasked(S2)

    async def _ask_unpaywall(self, opening: PaperLoad) -> None:
        doi = opening.ids.doi
        if opening.wants(UNPAYWALL) and doi is not None:
            await self._ask(opening, UNPAYWALL, self._open_copies(doi, opening.ask))
        else:
            opening.report_unasked(UNPAYWALL)

    async def _ask_zenodo(self, opening: PaperLoad) -> None:
        number = opening.ids.zenodo
        if opening.wants(ZENODO) and number is not None:
            await self._ask(opening, ZENODO, self._zenodo.paper(number, opening.ask))
        else:
            opening.report_unasked(ZENODO)

    async def _open_copies(self, doi: str, ask: RequestOptions) -> Paper:
        return (await self._unpaywall.doi(doi, ask)).paper

    async def _ask(
        self, opening: PaperLoad, source: str, question: Awaitable[Paper], *, fields: Sequence[str] = ()
    ) -> None:
        """One question to one source. When it fails, what it said before serves, of any age, unless certain *fields*
        were wanted."""
        try:
            paper = await question
        except ScholarError as error:
            recalled = not fields and await self._from_memory(opening, source, fresh=False)
            opening.failed(source, error, recalled=recalled)
        else:
            opening.take(paper, leads=source == S2)
            opening.learned.append(paper)
            left_out = self._s2.refused_fields(fields)
            problem = _without_fields(left_out) if left_out else None
            opening.report(source, Phase.OK if problem is None else Phase.PARTIAL, loaded=1, error=problem)


def _without_fields(names: Sequence[str]) -> ErrorInfo:
    what = "a field" if len(names) == 1 else "the fields"
    return ErrorInfo(
        "bad_request",
        f"Semantic Scholar does not have {what} {', '.join(names)} here, so the answer comes without.",
        "Names are case-sensitive: authors.hIndex, publicationVenue, embedding.specter_v2.",
        S2,
    )
