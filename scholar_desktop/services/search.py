"""Searching: the sources are asked side by side, and what they give is shown merged, as each one answers."""

from __future__ import annotations

import asyncio
import dataclasses
import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from scholar_desktop.domain import identifiers
from scholar_desktop.domain.asking import Ask
from scholar_desktop.domain.errors import ErrorInfo, NoEmail, NotFound, Offline, ScholarError, UsageError
from scholar_desktop.domain.identifiers import Identifier, Scheme
from scholar_desktop.domain.library import LibraryView
from scholar_desktop.domain.merging import Merged, merge
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.query import Query, SearchResult
from scholar_desktop.domain.record_query import WINDOW
from scholar_desktop.domain.source import LIBRARY, S2, TITLES, UNPAYWALL, ZENODO, Phase, SourceReport
from scholar_desktop.services.opening import doi_of_record, is_crossref
from scholar_desktop.services.ranking import passes, ranked
from scholar_desktop.services.tasks import side_by_side

if TYPE_CHECKING:
    from scholar_desktop.services.known_papers import KnownPapers
    from scholar_desktop.services.library import Library
    from scholar_desktop.services.settings_editor import SettingsEditor
    from scholar_desktop.sources.semantic_scholar.api import SemanticScholar
    from scholar_desktop.sources.unpaywall.api import Unpaywall
    from scholar_desktop.sources.zenodo.api import Zenodo

log = logging.getLogger(__name__)

S2_PAGE = 100
ZENODO_PAGE = 25
"""Rows that Zenodo gives a guest in one page."""
LIBRARY_PAGE = 200
SOURCES = (S2, UNPAYWALL, ZENODO, LIBRARY)


class Search:
    """Asks the services and the library for papers. Each source costs only its own results: one that is slow, limited
    or down never holds back or hides another."""

    def __init__(
        self,
        s2: SemanticScholar,
        unpaywall: Unpaywall,
        zenodo: Zenodo,
        library: Library,
        known: KnownPapers,
        settings: SettingsEditor,
    ) -> None:
        self._s2 = s2
        self._unpaywall = unpaywall
        self._zenodo = zenodo
        self._library = library
        self._known = known
        self._settings = settings

    async def run(
        self,
        query: Query,
        on_update: Callable[[SearchResult], None],
        ask: Ask,
        *,
        sources: Sequence[str] | None = None,
        limit: int | None = None,
        bulk: bool = False,
    ) -> SearchResult:
        """Search for *query*; *on_update* gets the result as far as it has come with every change of any source.

        sources: whom to ask (names of SOURCES; None: those of the settings); limit: rows of each source, None for its
        first page, which is one request; bulk: Semantic Scholar's bulk search in place of its relevance search: whole
        lists, 1000 rows a request, with its own syntax of the words, which filters alone may stand for. Raises
        UsageError when the text cannot mean anything: no words, or an identifier that is mistyped (the sentence says
        what is wrong with it).
        """
        if not (bulk and query.filters.any_set and not query.words.strip()):
            check(query)
        names = tuple(dict.fromkeys(sources if sources is not None else self._settings.current.sources))
        for name in names:
            if name not in SOURCES:
                raise UsageError(f"There is no source '{name}' to search.", hint=f"There are {', '.join(SOURCES)}.")
        run = _Run(query, names, on_update, ask)
        run.publish()
        await side_by_side(*(self._ask_source(name, run, limit, bulk) for name in names))
        result = run.result()
        await self._known.remember(
            (paper for name in names if name != LIBRARY for paper in run.rows[name]), s2_fields=run.s2_fields
        )
        return result

    async def _ask_source(self, name: str, run: _Run, limit: int | None, bulk: bool) -> None:
        try:
            if name == LIBRARY:
                await self._library_rows(run, limit)
            elif run.query.identifier is not None:
                await self._identified(name, run, run.query.identifier)
            elif name == S2:
                await (self._bulk_rows if bulk else self._s2_rows)(run, limit)
            elif name == UNPAYWALL:
                await self._unpaywall_rows(run, limit)
            else:
                await self._zenodo_rows(run, limit)
            skipped = run.left_out(name)
            run.end(name, Phase.OK if skipped is None else run.short(name), skipped)
        except (NoEmail, Offline) as error:
            run.end(name, Phase.PARTIAL if run.rows[name] else Phase.SKIPPED, error.info)
        except _NotAsked as unasked:
            run.end(name, Phase.SKIPPED, unasked.info)
        except ScholarError as error:
            run.end(name, run.short(name), error.info)
        except Exception:
            # a fault of ours in one source must not cost the results of the others
            log.exception("searching %s failed", name)
            info = ErrorInfo(
                "unexpected", "The answer could not be worked through: a fault of this program.", None, name
            )
            run.end(name, run.short(name), info)
        finally:
            if name == S2:
                run.s2_ended.set()

    async def _s2_rows(self, run: _Run, limit: int | None) -> None:
        offset: int | None = 0
        wanted = S2_PAGE if limit is None else limit
        while offset is not None and wanted > 0:
            page = await self._s2.search(run.query, run.ask, offset=offset, limit=min(S2_PAGE, wanted))
            wanted -= len(page.papers) + page.skipped
            run.add(S2, page.papers, page.total, page.skipped)
            offset = page.next if page.next is None or page.next > offset else None

    async def _bulk_rows(self, run: _Run, limit: int | None) -> None:
        from scholar_desktop.services.bulk_list import BulkList

        found = BulkList(self._s2.bulk, run.query, run.ask)

        def take() -> None:
            # merged once: with every thousand rows anew it would take longer than the service
            run.s2_fields = found.fields
            run.count(S2, 0, None)
            run.add(S2, found.papers(), found.total, found.skipped)

        try:
            await found.load(limit, lambda: run.count(S2, found.loaded, found.total))
        except ScholarError:
            take()
            raise
        take()

    async def _unpaywall_rows(self, run: _Run, limit: int | None) -> None:
        wanted, number = limit, 1
        while True:
            page = await self._unpaywall.search(
                run.query.words, run.ask, is_oa=True if run.query.filters.open_access else None, page=number
            )
            run.add(UNPAYWALL, page.papers[:wanted], None, page.skipped)
            if wanted is None or not page.more or len(page.papers) >= wanted:
                return
            wanted -= len(page.papers)
            number += 1

    async def _zenodo_rows(self, run: _Run, limit: int | None) -> None:
        wanted, number = limit, 1
        size = ZENODO_PAGE if limit is None else min(ZENODO_PAGE, limit)
        while True:
            page = await self._zenodo.search(run.query, run.ask, page=number, size=size)
            run.add(ZENODO, page.papers[:wanted], page.total, page.skipped)
            behind_the_window = (number + 1) * size > WINDOW
            if wanted is None or not page.next or len(page.papers) >= wanted or behind_the_window:
                return
            wanted -= len(page.papers)
            number += 1

    async def _library_rows(self, run: _Run, limit: int | None) -> None:
        if run.query.identifier is not None:
            kept = await self._library.find(run.query.identifier)
            run.add(LIBRARY, () if kept is None else (kept.paper,), 0 if kept is None else 1)
            return
        page = await self._library.page(LibraryView.ALL, run.query.words, limit=limit or LIBRARY_PAGE)
        run.add(LIBRARY, tuple(kept.paper for kept in page.papers), page.total)

    async def _identified(self, name: str, run: _Run, identifier: Identifier) -> None:
        """One paper by its identifier. That a service does not know it is an answer, not a failure."""
        try:
            if name == S2:
                paper = await self._s2.paper(doi_of_record(identifier) or identifier, run.ask)
            elif name == UNPAYWALL:
                paper = (await self._unpaywall.doi(await self._doi(run, identifier), run.ask)).paper
            else:
                paper = await self._record(identifier, run.ask)
        except NotFound:
            run.add(name, (), 0)
        else:
            run.add(name, (paper,), 1)

    async def _doi(self, run: _Run, identifier: Identifier) -> str:
        """The DOI to ask Unpaywall for: as typed, or as Semantic Scholar gives it for another kind of identifier."""
        if identifier.scheme is Scheme.DOI:
            doi: str | None = identifier.value
        else:
            if S2 in run.rows:
                await run.s2_ended.wait()
            doi = next((paper.ids.doi for paper in run.rows.get(S2, ()) if paper.ids.doi), None)
        if doi is None:
            raise _NotAsked("No DOI of this paper is known, and Unpaywall is asked by DOI.", UNPAYWALL)
        if not is_crossref(doi):
            raise _NotAsked("Unpaywall lists only DOIs registered with Crossref, and this one is not.", UNPAYWALL)
        return doi

    async def _record(self, identifier: Identifier, ask: Ask) -> Paper:
        number = identifiers.ids_of(identifier).zenodo
        if number is None:
            raise _NotAsked("This is no identifier of a Zenodo record.", ZENODO)
        return await self._zenodo.paper(number, ask)


def check(query: Query) -> None:
    """Raise UsageError when *query* cannot mean anything, with what is wrong with a mistyped identifier."""
    if query.identifier is not None:
        return
    if not query.words.strip():
        raise UsageError("There are no words to search for.", hint="Type words of the title, a name, or an identifier.")
    problem = identifiers.recognise(query.words).problem
    if problem is not None:
        raise UsageError(problem.message, hint=problem.hint, subject=problem.subject)


class _NotAsked(Exception):
    """There was nothing to ask a source for; no failure."""

    def __init__(self, message: str, source: str) -> None:
        super().__init__(message)
        self.info = ErrorInfo("not_found", message, None, source)


class _Run:
    """One search as far as it has come. A new search gets a new one, so an old answer cannot get into it."""

    def __init__(self, query: Query, names: Sequence[str], on_update: Callable[[SearchResult], None], ask: Ask) -> None:
        self.query = query
        self.rows: dict[str, tuple[Paper, ...]] = dict.fromkeys(names, ())
        self.s2_ended = asyncio.Event()
        self.s2_fields: tuple[str, ...] | None = None
        self._on_update = on_update
        self._reports = {name: SourceReport(name, Phase.ASKING) for name in names}
        self._loaded = dict.fromkeys(names, 0)
        self._skipped = dict.fromkeys(names, 0)
        self._totals: dict[str, int | None] = dict.fromkeys(names)
        self._spent_before = {name: (ask.tally.of(name).requests, ask.tally.of(name).cached) for name in names}
        self._on_wait = ask.on_wait
        self._merged: Merged | None = None
        self.ask = dataclasses.replace(ask, on_wait=self._wait)

    def add(self, name: str, papers: tuple[Paper, ...], total: int | None, skipped: int = 0) -> None:
        """Take a page of *name*. What its service could not filter is filtered here. skipped: rows of the page that
        could not be understood."""
        self._loaded[name] += len(papers)
        self._skipped[name] += skipped
        self._totals[name] = total if total is not None else self._totals[name]
        self.rows[name] += tuple(paper for paper in papers if passes(paper, self.query.filters, name))
        self._merged = None
        self._report(name, Phase.ASKING)
        self.publish()

    def count(self, name: str, loaded: int, total: int | None) -> None:
        """Tell how far *name* has come with rows that `add` takes later."""
        self._loaded[name], self._totals[name] = loaded, total
        self._report(name, Phase.ASKING)
        self.publish()

    def left_out(self, name: str) -> ErrorInfo | None:
        """What is missing of the answers of *name*, None when all of it was understood."""
        if not (skipped := self._skipped[name]):
            return None
        rows = "1 result" if skipped == 1 else f"{skipped} results"
        verb = "is" if skipped == 1 else "are"
        return ErrorInfo(
            "bad_answer", f"{rows} of {TITLES[name]} cannot be understood and {verb} left out.", None, name
        )

    def short(self, name: str) -> Phase:
        """How *name* ends when not all came."""
        return Phase.PARTIAL if self.rows[name] else Phase.FAILED

    def end(self, name: str, phase: Phase, error: ErrorInfo | None = None) -> None:
        self._report(name, phase, error)
        self.publish()

    def publish(self) -> None:
        self._on_update(self.result())

    def result(self) -> SearchResult:
        if self._merged is None:
            self._merged = merge(ranked(self.rows, self.query))
        reports = tuple(self._reports.values())
        return SearchResult(self.query, self._merged.papers, self._merged.merged, reports)

    def _wait(self, name: str, until: datetime | None) -> None:
        if name in self._reports and not self._reports[name].settled:
            self._report(name, Phase.ASKING if until is None else Phase.WAITING, until=until)
            self.publish()
        if self._on_wait is not None:
            self._on_wait(name, until)

    def _report(self, name: str, phase: Phase, error: ErrorInfo | None = None, until: datetime | None = None) -> None:
        spent = self.ask.tally.of(name)
        requests, cached = self._spent_before[name]
        self._reports[name] = SourceReport(
            name,
            phase,
            requests=spent.requests - requests,
            cached=spent.cached - cached,
            total=self._totals[name],
            loaded=self._loaded[name],
            error=error,
            until=until,
        )
