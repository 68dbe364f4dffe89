"""Opening one paper: stored data is shown at once, and each service is requested at most once for the rest."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING

from scholar_desktop.domain.errors import DiskError, ErrorInfo, NotFound, ScholarError
from scholar_desktop.domain.identifiers.identifiers import Identifier, Scheme, label_of
from scholar_desktop.domain.library import KeptPaper
from scholar_desktop.domain.merging.dedupe import merge_fields
from scholar_desktop.domain.merging.unrelated_papers import are_unrelated
from scholar_desktop.domain.paper import Ids, Paper
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.source import CORPUS, LIBRARY, S2, UNPAYWALL, ZENODO, Phase, SourceReport
from scholar_desktop.domain.text.message import Message
from scholar_desktop.services.papers.paper_loading import PaperLoad
from scholar_desktop.services.papers.record_cache import has_facts
from scholar_desktop.services.tasks import gather_all

if TYPE_CHECKING:
    from scholar_desktop.domain.merging.split_rows import SplitRows
    from scholar_desktop.services.corpus.corpus_papers import CorpusPapers
    from scholar_desktop.services.library.library import Library
    from scholar_desktop.services.papers.record_cache import PaperRecordCache
    from scholar_desktop.services.papers.web_page_identification import PaperPages
    from scholar_desktop.sources.semantic_scholar.api import SemanticScholar
    from scholar_desktop.sources.unpaywall.api import Unpaywall
    from scholar_desktop.sources.zenodo.api import Zenodo

log = logging.getLogger(__name__)


class Papers:
    """Collects the data of a paper. Opening takes at most one request to Semantic Scholar (only for a paper that it did
    not list), one to Unpaywall, and for the DOI of a Zenodo record one to Zenodo; none the second time. Offline, the
    library, the stored records and the offline corpus are used."""

    def __init__(
        self,
        s2: SemanticScholar,
        unpaywall: Unpaywall,
        zenodo: Zenodo,
        library: Library,
        known: PaperRecordCache,
        corpus: CorpusPapers,
        load_splits: Callable[[], Awaitable[SplitRows]],
        pages: Callable[[], PaperPages],
    ) -> None:
        """Create the service.

        Args:
            known: the stored records of papers.
            load_splits: returns the rows that the user has split: what a service says about one is not added to the
                other.
            pages: creates the resolver of web pages, when one is named.
        """
        self._s2 = s2
        self._unpaywall = unpaywall
        self._zenodo = zenodo
        self._library = library
        self._known = known
        self._corpus = corpus
        self._load_splits = load_splits
        self._pages = pages

    async def identify(self, identifier: Identifier, ask: RequestOptions) -> Identifier:
        """Return *identifier*; for a web page the identifier of its paper, for which the page is loaded (see
        `PaperPages.resolve`)."""
        if identifier.scheme is not Scheme.PAGE or ask.source == CORPUS:
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
        """Return all data about *subject*.

        Args:
            on_update: gets the paper at once and whenever data was added.
            on_report: gets the final state of each source; a source that fails only loses its own data.

        Raises:
            NotFound: no source knows the identifier.
            ScholarError: nothing is known of the identifier, because this failure prevented the lookup.
        """
        if isinstance(subject, Identifier):
            subject = await self.identify(subject, ask)
        opening = PaperLoad(subject, on_update, ask, on_report, splits=await self._load_splits())
        if ask.source == CORPUS:
            await self._take_from_corpus(opening)
            return opening.outcome()
        kept = await self._kept(opening)
        await self._ask_corpus_first(opening)
        if not ask.refresh:
            for source in (S2, UNPAYWALL, ZENODO):
                await self._from_memory(opening, source)
        first = [self._ask_s2(opening, alone=True), self._ask_zenodo(opening)]
        if opening.wants(UNPAYWALL):
            # its DOI is already known: request all concurrently
            await gather_all(*first, self._ask_unpaywall(opening))
        else:
            await gather_all(*first)
            await self._from_memory(opening, UNPAYWALL)
            await self._ask_unpaywall(opening)
        await self._ask_corpus_last(opening)
        opening.report_not_found()
        paper = opening.outcome()
        await self._known.remember(opening.learned)
        # an entry that has only an identifier also takes what is stored, as if it had been requested now
        if kept is not None and (opening.learned or not kept.paper.title):
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
        """Return the paper of *identifier*, with what each service sent about it in `facts`.

        Args:
            fields: field names of Semantic Scholar (`authors.hIndex`, `embedding.specter_v2`). If given, only Semantic
                Scholar is requested, for exactly these, and nothing is stored; fields that it does not have are left
                out, and its report says so.
            on_report: gets the final state of each source.

        Raises:
            ScholarError: as for `open`.
        """
        if fields is None:
            return await self.open(identifier, lambda _paper: None, ask, on_report=on_report)
        identifier = await self.identify(identifier, ask)
        opening = PaperLoad(identifier, lambda _paper: None, ask, on_report)
        asked_by = opening.s2_identifier() or identifier
        await self._ask(opening, S2, self._s2.paper(asked_by, ask, fields), fields=fields)
        return opening.outcome()

    async def complete(self, paper: Paper, ask: RequestOptions) -> Paper:
        """Return *paper* with the data that Semantic Scholar sends only for a single paper and not in lists (its
        embedding). Takes one request. A paper that it cannot look up, or that has the identifier of another paper, is
        returned unchanged. Raises SourceErrors."""
        from scholar_desktop.sources.semantic_scholar.fields import ALONE_FIELDS

        opening = PaperLoad(paper, lambda _paper: None, ask, splits=await self._load_splits())
        asked_by = opening.s2_identifier()
        if asked_by is None:
            return paper
        found = await self._s2.paper(asked_by, ask, ALONE_FIELDS)
        await self._known.remember([found])
        if not opening.take_answer(S2, found):
            return paper
        if await self._kept(opening) is not None:
            await self._update_kept(opening.outcome())
        return opening.outcome()

    async def listed(self, identifier: Identifier, ask: RequestOptions) -> Paper:
        """Return the paper with the data of Semantic Scholar's lists, which is all that its citations need: from the
        library or the stored records, otherwise with one request. Raises SourceErrors; NotFound only means that
        Semantic Scholar does not know the paper."""
        identifier = await self.identify(identifier, ask)
        opening = PaperLoad(identifier, lambda _paper: None, ask)
        if ask.source == CORPUS:
            await self._take_from_corpus(opening)
            return opening.outcome()
        await self._kept(opening)
        await self._ask_corpus_first(opening)
        if not ask.refresh:
            await self._from_memory(opening, S2)
        await self._ask_s2(opening)
        await self._ask_corpus_last(opening)
        try:
            paper = opening.outcome()
        except NotFound as error:
            raise NotFound(
                Message(
                    "Semantic Scholar, which has the citations, does not have {identifier}.",
                    identifier=label_of(identifier),
                ),
                hint=error.hint,
                subject=str(identifier),
            ) from error
        await self._known.remember(opening.learned)
        return paper

    async def _ask_corpus_first(self, opening: PaperLoad) -> None:
        """Take the paper from the corpus, if the user wants it to be used first; Semantic Scholar is then only queried
        for a paper that the corpus does not have."""
        if not self._corpus.reader.answers(opening.ask):
            return
        try:
            await self._take_from_corpus(opening)
        except (NotFound, DiskError) as error:
            log.info("the offline corpus has no paper: %s", error.message)
            return
        asked_first = Message("Not searched: the offline corpus has this paper.")
        opening.report(S2, Phase.SKIPPED, error=ErrorInfo("not_found", asked_first, None, S2))

    async def _ask_corpus_last(self, opening: PaperLoad) -> None:
        """Take the paper from the corpus, if Semantic Scholar cannot be reached."""
        if not opening.is_s2_unreachable or opening.ask.source == S2 or not self._corpus.reader.exists:
            return
        try:
            await self._take_from_corpus(opening)
        except (NotFound, DiskError) as error:
            log.info("the offline corpus has no paper: %s", error.message)

    async def _take_from_corpus(self, opening: PaperLoad) -> None:
        """Add what the corpus says. Raises NotFound if it does not have the paper, and DiskError."""
        identifier = opening.s2_identifier()
        if identifier is None:
            raise NotFound(Message("The paper has no identifier that the offline corpus knows."), subject=CORPUS)
        if not opening.take_answer(CORPUS, await self._corpus.paper(identifier)):
            return
        opening.ask.from_corpus = True
        opening.ask.request_counts.of(CORPUS).cached += 1
        opening.report(CORPUS, Phase.OK, loaded=1)

    async def remembered(self, ids: Ids) -> Paper | None:
        """Return the stored record of the paper with *ids*, of any age, without a request."""
        return await self._known.recall(ids, (S2,), fresh=False)

    async def with_records(self, papers: Sequence[Paper]) -> list[Paper]:
        """Return *papers* with the stored records of Zenodo, of any age, for those that Zenodo sent and that lack them,
        such as the papers of the last run of the program. Sends no request."""
        found = []
        for paper in papers:
            lacks = ZENODO in paper.sources and not has_facts(paper, ZENODO)
            said = await self._known.recall(paper.ids, (ZENODO,), fresh=False) if lacks else None
            found.append(paper if said is None else merge_fields(paper, said))
        return found

    async def asked(self, paper: Paper) -> dict[str, str]:
        """Return when Semantic Scholar and Unpaywall were last asked about *paper* (ISO 8601, UTC), by their names, as
        their stored records say."""
        return await self._known.retrieved(paper.ids, (S2, UNPAYWALL))

    async def _kept(self, opening: PaperLoad) -> KeptPaper | None:
        """Return the paper of the library, if it is there, and add its data. A library that cannot be read is only
        reported."""
        asked_by = opening.identifier or (opening.paper.id if opening.paper is not None else "")
        if not asked_by:
            return None
        try:
            kept = await self._library.find(asked_by)
        except ScholarError as error:
            opening.report(LIBRARY, Phase.FAILED, error=error.info)
            return None
        if kept is None or (opening.paper is not None and are_unrelated(opening.paper, kept.paper)):
            return None  # or the entry of another paper, which has the identifier of this one by mistake
        if opening.is_split_from(kept.paper):
            return None
        opening.take(kept.paper)
        opening.report(LIBRARY, Phase.OK, loaded=1)
        return kept

    async def _update_kept(self, paper: Paper) -> None:
        try:
            await self._library.update(paper)
        except ScholarError as error:
            log.warning("the library could not take newer facts: %s", error.message)

    async def _from_memory(self, opening: PaperLoad, source: str, *, fresh: bool = True) -> bool:
        """Add the stored record of *source*, if it is needed. True if there was one."""
        if not opening.wants(source):
            return False
        paper = await self._known.recall(opening.ids, (source,), fresh=fresh)
        if paper is None:
            return False
        opening.ask.request_counts.of(source).cached += 1
        opening.take_answer(source, paper)
        return True

    async def _ask_s2(self, opening: PaperLoad, *, alone: bool = False) -> None:
        """Request the paper from Semantic Scholar if needed.

        Args:
            alone: request all fields that the service sends for a single paper, because the user looks at this one.
        """
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
        number = opening.zenodo_number
        if opening.wants(ZENODO) and number is not None:
            await self._ask(opening, ZENODO, self._zenodo.paper(number, opening.ask))
        else:
            opening.report_unasked(ZENODO)

    async def _open_copies(self, doi: str, ask: RequestOptions) -> Paper:
        return (await self._unpaywall.doi(doi, ask)).paper

    async def _ask(
        self, opening: PaperLoad, source: str, question: Awaitable[Paper], *, fields: Sequence[str] = ()
    ) -> None:
        """Send one request to one source. If it fails, the stored record of any age is used, unless certain *fields*
        were requested."""
        try:
            paper = await question
        except ScholarError as error:
            recalled = not fields and await self._from_memory(opening, source, fresh=False)
            opening.failed(source, error, recalled=recalled)
            return
        opening.learned.append(paper)
        if opening.take_answer(source, paper):
            left_out = self._s2.refused_fields(fields)
            problem = _without_fields(left_out) if left_out else None
            opening.report(source, Phase.OK if problem is None else Phase.PARTIAL, loaded=1, error=problem)


def _without_fields(names: Sequence[str]) -> ErrorInfo:
    return ErrorInfo(
        "bad_request",
        Message.counted(
            "Semantic Scholar has no field {names} here, so it was left out.",
            "Semantic Scholar has no fields {names} here, so they were left out.",
            len(names),
            names=", ".join(names),
        ),
        Message("Field names are case-sensitive: authors.hIndex, publicationVenue, embedding.specter_v2."),
        S2,
    )
