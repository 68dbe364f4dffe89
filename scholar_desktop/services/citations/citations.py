"""Loads the citations and references of a paper page by page, reports each page when it arrives, and stores it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence, Set
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Literal

import msgspec

from scholar_desktop.domain.citations.citation import (
    Citation,
    CitationListState,
    CitationPage,
    CitationSlice,
    LoadedCitations,
)
from scholar_desktop.domain.errors import BadAnswer, NotFound, Offline, Unreachable, UsageError
from scholar_desktop.domain.identifiers.identifiers import Identifier, s2_identifier_of
from scholar_desktop.domain.paper import Author, Paper
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.source import CORPUS, S2
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.text.text_folding import fold_person_name
from scholar_desktop.domain.timestamps import utc_timestamp
from scholar_desktop.services.citations.paging import MAX_PAGED_ROWS, PAGE, add_page, citation_row_key, next_window
from scholar_desktop.services.tasks import gather_all

if TYPE_CHECKING:
    from scholar_desktop.services.citations.store_with_corpus import CitationStoreWithCorpus
    from scholar_desktop.services.corpus.corpus_citations import CorpusCitations, CorpusList
    from scholar_desktop.sources.semantic_scholar.api import SemanticScholar

CitationListKind = Literal["citations", "references"]
OnRows = Callable[[tuple[Citation, ...], CitationListState], Awaitable[None]]

FRESH = timedelta(days=7)
"""A list that was requested longer ago is checked for newer rows."""
MAX_EMPTY_PAGES = 10
"""Number of consecutive empty pages with a next page after which the service is considered faulty."""


class Citations:
    """Loads citation lists. Cancelling the task that awaits `load` or `follow` stops it between or within pages;
    reported pages remain valid and stored, and the next call continues from there.

    Lists come from Semantic Scholar, or from the offline corpus: alone or first if the user wants that
    (`CorpusReader.answers`), and otherwise if Semantic Scholar cannot be reached. Rows of the corpus are not stored."""

    def __init__(
        self,
        s2: SemanticScholar,
        store: CitationStoreWithCorpus,
        corpus: CorpusCitations,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._s2 = s2
        self.corpus = corpus
        self.store = store
        self._clock = clock

    async def load(
        self,
        paper: Paper,
        kind: CitationListKind,
        on_page: Callable[[LoadedCitations], None],
        ask: RequestOptions,
        *,
        limit: int | None = PAGE,
        date: str | None = None,
        known: LoadedCitations | None = None,
    ) -> LoadedCitations:
        """Return the citation list of *paper*.

        Without *known*, the stored rows count as loaded, and a list that is older than a week is first checked for
        newer rows.

        Args:
            on_page: gets all rows so far after each page.
            limit: number of rows to load in this call; None for all, including those beyond the paging limit.
            date: `publicationDateOrYear` as the service accepts it.
            known: the result of an earlier call, which is continued.

        Raises:
            SourceError: a page failed; earlier pages are kept.
        """
        wanted = limit
        if known is None and self.corpus.reader.answers(ask):
            known = LoadedCitations()
        if known is None:
            known = await self._kept(paper, kind, ask, date)
            if limit is not None and known.loaded > limit:
                cut = known.edges[:limit]
                return msgspec.structs.replace(known, edges=cut, loaded=len(cut), complete=False)
            wanted = None if limit is None else limit - known.loaded
            if known.loaded:
                on_page(known)
        found = known

        async def on_rows(edges: tuple[Citation, ...], state: CitationListState) -> None:
            nonlocal found
            found = _list(found.edges + edges, state)
            on_page(found)

        if wanted is None or wanted > 0:
            seen = {citation_row_key(edge) for edge in found.edges}
            state = await self.follow(paper, kind, found, seen, on_rows, ask, limit=wanted, date=date)
            found = _list(found.edges, state)
        return found

    async def load_from(
        self,
        paper: Paper,
        kind: CitationListKind,
        offset: int,
        on_page: Callable[[LoadedCitations], None],
        ask: RequestOptions,
        *,
        limit: int | None = PAGE,
        date: str | None = None,
    ) -> LoadedCitations:
        """Return the citation list of *paper* without its first *offset* rows; its state is that of these rows.

        Stored rows are used if they are all that is wanted. Requested rows are not stored, because a list is stored
        from its first row on. The other arguments are those of `load`.

        Raises:
            UsageError: paging does not reach the row at *offset*.
            SourceError: a page failed; *on_page* has got the earlier ones.
        """
        from_corpus = self.corpus.reader.answers(ask)
        stored = None if ask.refresh or from_corpus else await self.store.load(paper, kind, date)
        if stored is not None and not self.is_old(stored.state) and _has_each_row_once(stored.state):
            edges = await asyncio.to_thread(stored.edges)
            end = len(edges) if limit is None else offset + limit
            if stored.state.complete or end < len(edges):
                ask.request_counts.of(S2).cached += 1
                cut = edges[offset:end]
                rest = () if end >= len(edges) else (CitationSlice(date, end),)
                return msgspec.structs.replace(
                    _list(cut, stored.state), loaded=len(cut), complete=not rest, slices=rest
                )
        if offset >= MAX_PAGED_ROWS and not from_corpus:
            raise UsageError(
                Message(
                    "Semantic Scholar lists at most {most} rows, so there are none after row {offset}.",
                    most=MAX_PAGED_ROWS,
                    offset=offset,
                ),
                hint=Message("Limit the list with --date, or load all of it with --all."),
                subject=S2,
            )
        found = LoadedCitations(slices=(CitationSlice(date, offset),))

        async def on_rows(edges: tuple[Citation, ...], state: CitationListState) -> None:
            nonlocal found
            found = _list(found.edges + edges, state)
            on_page(found)

        state = await self.follow(paper, kind, found, set(), on_rows, ask, limit=limit, date=date, keep=False)
        if state.sliced and not state.slices and not state.walls and state.total is not None:
            state = msgspec.structs.replace(state, complete=offset + state.loaded >= state.total)
        return _list(found.edges, state)

    async def follow(
        self,
        paper: Paper,
        kind: CitationListKind,
        state: CitationListState,
        seen: set[str],
        on_rows: OnRows,
        ask: RequestOptions,
        *,
        limit: int | None = PAGE,
        date: str | None = None,
        keep: bool = True,
    ) -> CitationListState:
        """Continue loading from *state*, storing and reporting the new rows of each page.

        Args:
            seen: the keys of all rows so far (`citation_row_key`); new ones are added.
            on_rows: gets the new rows of each page and the state after it.
            limit: number of rows to load; None for all.
            keep: False stores nothing.

        Returns:
            The new state.

        Raises:
            SourceError: a page failed; all earlier pages are stored.
        """
        own = stated_count(paper, kind)
        state = msgspec.structs.replace(state, total=own if own is not None else state.total)
        if date is not None and state.slices == (CitationSlice(),):
            state = msgspec.structs.replace(state, slices=(CitationSlice(date),))
        reader, reached = self.corpus.reader, state
        if state.source == CORPUS or (not state.loaded and reader.answers(ask)):
            found = await self._list_of_corpus(paper, kind, ask, date)
            if found is not None:
                return await self._follow_corpus(found, paper, state, seen, on_rows, ask, limit)

        async def note_rows(edges: tuple[Citation, ...], after: CitationListState) -> None:
            nonlocal reached
            await on_rows(edges, after)
            reached = after

        try:
            return await self._follow_service(paper, kind, state, seen, note_rows, ask, limit, date, keep)
        except (Offline, Unreachable):
            found = await self._list_of_corpus(paper, kind, ask, date) if ask.source != S2 else None
            if found is None:
                raise
            left = None if limit is None else limit - (reached.loaded - state.loaded)
            return await self._follow_corpus(found, paper, reached, seen, on_rows, ask, left)

    async def _list_of_corpus(
        self, paper: Paper, kind: CitationListKind, ask: RequestOptions, date: str | None
    ) -> CorpusList | None:
        """Return the list of the corpus. Raises NotFound if only the corpus may answer, and does not have it."""
        found = await self.corpus.list_of(paper, kind, date)
        if found is None and ask.source == CORPUS:
            raise NotFound(
                Message("The offline corpus has no citations of “{title}”.", title=paper.title), subject=CORPUS
            )
        return found

    async def _follow_corpus(
        self,
        found: CorpusList,
        paper: Paper,
        state: CitationListState,
        seen: set[str],
        on_rows: OnRows,
        ask: RequestOptions,
        limit: int | None,
    ) -> CitationListState:
        """Continue with the rows of the corpus: from where it was left, or with those that Semantic Scholar did not
        send."""
        ask.from_corpus = True
        ask.request_counts.of(CORPUS).cached += 1
        goes_on = state.source == CORPUS or not state.loaded
        at = (state.next or 0) if goes_on else 0
        left = len(found.others) if limit is None else limit
        date = state.slices[0].date if state.slices else None
        while True:
            rows, damaged = await self.corpus.rows(found, at, min(PAGE, max(0, left)))
            damaged += state.damaged + (found.damaged if at == 0 else 0)
            at += len(rows)
            left -= len(rows)
            # an item without an id may be one that Semantic Scholar has sent
            new = [edge for edge in rows if not _is_known(edge, seen, is_nameless_known=not goes_on)]
            fresh = await asyncio.to_thread(_mark_self_citations, new, paper)
            is_end = at >= len(found.others)
            state = msgspec.structs.replace(
                state,
                loaded=state.loaded + len(fresh),
                nameless=state.nameless + sum(1 for edge in fresh if edge.paper is None),
                complete=is_end and not found.lacks and not damaged,
                damaged=damaged,
                slices=() if is_end else (CitationSlice(date, at),),
                sliced=False,
                walls=(),
                retrieved=found.retrieved,
                source=CORPUS,
            )
            seen.update(name for edge in fresh if (name := citation_row_key(edge)))
            await on_rows(fresh, state)
            if is_end or left <= 0:
                return state

    async def _follow_service(
        self,
        paper: Paper,
        kind: CitationListKind,
        state: CitationListState,
        seen: set[str],
        on_rows: OnRows,
        ask: RequestOptions,
        limit: int | None,
        date: str | None,
        keep: bool,
    ) -> CitationListState:
        """Continue with the pages of Semantic Scholar; see `follow`."""
        identifier = _request_identifier(paper)
        left = 1 << 60 if limit is None else limit
        ahead: CitationPage | None = None
        empty = 0

        async def take(page: CitationPage) -> None:
            nonlocal state
            # Comparing a thousand rows with all authors takes about 20 ms, too long for the thread of the window.
            fresh, after = await asyncio.to_thread(_taken, state, page, paper, seen)
            before = state.loaded - state.skipped
            # A load that is cancelled before this line has nothing of the page, and one that is cancelled after it has
            # all of it.
            await on_rows(fresh, after)
            state = after
            seen.update(name for edge in fresh if (name := citation_row_key(edge)))
            if keep:
                await self.store.add(paper, kind, fresh, state, before=before, date=date)

        async def ask_ahead(offset: int, rows: int) -> None:
            nonlocal ahead
            ahead = await self._page(paper, kind, identifier, ask, offset, rows, part.date)

        while state.slices and left > 0:
            part = state.slices[0]
            offset, rows = next_window(state, left)
            page = ahead or await self._page(paper, kind, identifier, ask, offset, rows, part.date)
            ahead = None
            taken = len(page.edges) + page.skipped
            empty = 0 if taken else empty + 1
            if (page.next is not None and page.next <= offset) or empty > MAX_EMPTY_PAGES:
                raise BadAnswer(
                    Message("Semantic Scholar returned an empty page of the list."),
                    hint=Message("Try again later."),
                    subject=S2,
                )
            left -= taken  # an empty page with a next page takes nothing
            if page.next is not None and page.next < MAX_PAGED_ROWS and left > 0:
                # request the next page while this one is processed
                await gather_all(take(page), ask_ahead(page.next, max(1, min(PAGE, left, MAX_PAGED_ROWS - page.next))))
            else:
                await take(page)
        return state

    async def newest(
        self,
        paper: Paper,
        kind: CitationListKind,
        state: CitationListState,
        seen: Set[str],
        ask: RequestOptions,
        *,
        date: str | None = None,
    ) -> tuple[tuple[Citation, ...], CitationListState]:
        """Return the rows that were added to a list since it was requested, and the state including them; `keep_newest`
        stores them.

        Pages are requested from the newest on until one contains a known row: usually one request. References have no
        order, so all their pages are loaded. Raises SourceErrors; then nothing is changed.
        """
        identifier = _request_identifier(paper)
        found: list[Citation] = []
        names: set[str] = set()
        offset: int | None = 0
        retrieved: str | None = None
        while offset is not None and offset < MAX_PAGED_ROWS:
            page = await self._page(paper, kind, identifier, ask, offset, min(PAGE, MAX_PAGED_ROWS - offset), date)
            retrieved = retrieved or page.retrieved
            known = False
            for edge in await asyncio.to_thread(_mark_self_citations, page.edges, paper):
                name = citation_row_key(edge)
                known = known or name in seen
                if name and name not in seen and name not in names:
                    names.add(name)
                    found.append(edge)
            if known and kind == "citations":
                break
            offset = page.next
        own = stated_count(paper, kind)
        state = msgspec.structs.replace(
            state,
            total=own if own is not None else state.total,
            loaded=state.loaded + len(found),
            nameless=state.nameless + sum(1 for edge in found if edge.paper is None),
            retrieved=retrieved or state.retrieved,
        )
        return tuple(found), state

    async def keep_newest(
        self,
        paper: Paper,
        kind: CitationListKind,
        fresh: tuple[Citation, ...],
        state: CitationListState,
        *,
        date: str | None = None,
    ) -> None:
        """Store the rows that `newest` returned."""
        before = state.loaded - state.skipped - len(fresh)
        await self.store.add(paper, kind, fresh, state, before=before, date=date, in_front=True)

    async def without_details(
        self, paper: Paper, kind: CitationListKind
    ) -> tuple[tuple[Citation, ...], CitationListState] | None:
        """Return the list that Missing classics loaded, whose rows have no sentences; None if there is none. Sends no
        request."""
        stored = await self.store.load(paper, kind, with_details=False)
        if stored is None:
            return None
        edges = await asyncio.to_thread(stored.edges)
        return await asyncio.to_thread(_mark_self_citations, edges, paper), stored.state

    def is_old(self, state: CitationListState) -> bool:
        """True if a stored list was requested so long ago that there may be newer rows."""
        return state.retrieved is None or not self.is_fresh(state.retrieved)

    def is_fresh(self, retrieved: str) -> bool:
        """True if what was requested at the time *retrieved* need not be checked again."""
        return retrieved >= utc_timestamp(self._clock() - FRESH)

    async def _kept(
        self, paper: Paper, kind: CitationListKind, ask: RequestOptions, date: str | None
    ) -> LoadedCitations:
        stored = None if ask.refresh else await self.store.load(paper, kind, date)
        if stored is None:
            if ask.refresh:
                await self.store.forget(paper, kind, date)
            return LoadedCitations()
        edges = await asyncio.to_thread(stored.edges)
        ask.request_counts.of(S2).cached += 1
        if self.is_old(stored.state):
            try:
                fresh, state = await self.newest(paper, kind, stored.state, set(stored.names), ask, date=date)
            except Offline:
                return _list(edges, stored.state)
            await self.keep_newest(paper, kind, fresh, state, date=date)
            return _list(fresh + edges, state)
        return _list(edges, stored.state)

    async def _page(
        self,
        paper: Paper,
        kind: CitationListKind,
        identifier: Identifier,
        ask: RequestOptions,
        offset: int,
        rows: int,
        date: str | None,
    ) -> CitationPage:
        """Request one page. Raises NotFound with a special message if the service removed the paper while its list was
        loaded."""
        page_of = self._s2.citations if kind == "citations" else self._s2.references
        try:
            # The citation store keeps the rows; whole pages would displace everything else in the response cache.
            return await page_of(identifier, ask, offset=offset, limit=rows, date=date, keep=False)
        except NotFound as error:
            if offset == 0 and date is None:
                raise
            raise NotFound(
                Message(
                    "Semantic Scholar returned part of the list of “{title}” and then no longer found the paper.",
                    title=paper.title,
                ),
                hint=Message("The paper may have been merged with another one: search for its title."),
                subject=S2,
                status=error.status,
            ) from error


def stated_count(paper: Paper, kind: str) -> int | None:
    """Return the number of rows according to the paper's own count, from which paging may differ. None if no service
    sent one."""
    return paper.counts.citations if kind == "citations" else paper.counts.references


class _PaperAuthors:
    """The authors of a paper, indexed to compare them with thousands of others: by id if both have one, otherwise by
    full name without case, accents and punctuation."""

    def __init__(self, authors: Sequence[Author]) -> None:
        self._ids = {author.id for author in authors if author.id}
        self._names = {name for author in authors if (name := fold_person_name(author.name))}
        self._without_id = {name for author in authors if not author.id and (name := fold_person_name(author.name))}

    def has_any(self, authors: Sequence[Author]) -> bool:
        return any(map(self._has, authors))

    def _has(self, author: Author) -> bool:
        if not author.id:
            return fold_person_name(author.name) in self._names
        if author.id in self._ids:
            return True
        # folding the names of a hundred thousand authors would take seconds
        return bool(self._without_id) and fold_person_name(author.name) in self._without_id


def _taken(
    state: CitationListState, page: CitationPage, paper: Paper, seen: Set[str]
) -> tuple[tuple[Citation, ...], CitationListState]:
    fresh, after = add_page(state, page, seen)
    return _mark_self_citations(fresh, paper), after


def _mark_self_citations(edges: Sequence[Citation], paper: Paper) -> tuple[Citation, ...]:
    """Return *edges* with `self_citation` set where the authors are known."""
    people = _PaperAuthors(paper.authors)
    return tuple(
        msgspec.structs.replace(
            edge,
            self_citation=people.has_any(edge.paper.authors)
            if paper.authors and edge.paper is not None and edge.paper.authors
            else None,
        )
        for edge in edges
    )


def _is_known(edge: Citation, seen: Set[str], *, is_nameless_known: bool) -> bool:
    return is_nameless_known if edge.paper is None else citation_row_key(edge) in seen


def _has_each_row_once(state: CitationListState) -> bool:
    """True if the position of a stored row is its offset: none was left out. Slices by date repeat rows by design."""
    return not state.skipped and (state.sliced or not state.repeated)


def _list(edges: tuple[Citation, ...], state: CitationListState) -> LoadedCitations:
    known = {name: getattr(state, name) for name in CitationListState.__struct_fields__}
    return LoadedCitations(**known, edges=edges)


def _request_identifier(paper: Paper) -> Identifier:
    """Return the identifier to request *paper* from Semantic Scholar. Raises UsageError if it has none."""
    if (identifier := s2_identifier_of(paper.ids)) is not None:
        return identifier
    reason = Message(
        "“{title}” has no identifier that Semantic Scholar accepts, so its citations cannot be looked up.",
        title=paper.title,
    )
    if not paper.title:
        reason = Message("This paper has no identifier that Semantic Scholar accepts, so nothing can be looked up.")
    raise UsageError(
        reason,
        hint=Message("Search for its title."),
        subject=S2,
    )
