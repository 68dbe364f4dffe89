"""Background checks of the library: papers without an open copy that may become open, and preprints that may be
published. Two kinds for `services.program.scheduler`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from scholar_desktop.domain.alerts.watched_items import CheckResult, NewsItem, WatchedItem
from scholar_desktop.domain.errors import NotFound
from scholar_desktop.domain.merging.merge_fields import is_deposit, is_deposit_doi
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.source import UNPAYWALL
from scholar_desktop.domain.text.message import Message
from scholar_desktop.services.papers.paper_loading import can_unpaywall_check
from scholar_desktop.services.program.scheduler import CheckKind

if TYPE_CHECKING:
    from scholar_desktop.library.store import LibraryStore
    from scholar_desktop.sources.semantic_scholar.api import SemanticScholar
    from scholar_desktop.sources.unpaywall.api import Unpaywall

NOW_OPEN, NOW_PUBLISHED = "open_copy", "published"
"""The names of the kinds."""


class OpenAccessWatch:
    """Checks the papers of the library that have a Crossref DOI and no PDF: one request to Unpaywall each.

    Args:
        is_in_progress: returns True for a paper whose PDF is being downloaded: no copy of it is news.
    """

    def __init__(self, store: LibraryStore, unpaywall: Unpaywall, is_in_progress: Callable[[Paper], bool]) -> None:
        self._is_in_progress = is_in_progress
        self._store = store
        self._unpaywall = unpaywall

    @property
    def kind(self) -> CheckKind:
        """The kind of check for `Scheduler.register`."""
        return CheckKind(NOW_OPEN, Message("Papers without PDF that Unpaywall can check"), self.items, self.check)

    async def items(self) -> Sequence[WatchedItem]:
        """Return the papers to check."""
        if not self._store.data_dir.exists():
            return ()
        papers = await self._store.watches.papers_without_pdf()
        return [WatchedItem(one.key, one.title) for one in papers if any(map(can_unpaywall_check, one.dois))]

    async def check(self, item: WatchedItem, ask: RequestOptions) -> CheckResult:
        """Check whether a paper became open.

        The memory of the check is {"open": whether it was open at the last check, None if not known}.
        """
        kept = await self._store.get(item.key)
        if kept is None or kept.pdf is not None or kept.paper.ids.doi is None:
            return CheckResult(memory=item.memory)
        if self._is_in_progress(kept.paper):
            return CheckResult(memory=item.memory)
        if item.memory == {"open": True}:
            return CheckResult(memory=item.memory)  # already reported, so no further request
        was = item.memory.get("open") if isinstance(item.memory, dict) else kept.paper.oa.is_oa
        try:
            answer = await self._unpaywall.doi(kept.paper.ids.doi, ask)
        except NotFound:
            return CheckResult(memory={"open": None})
        is_open = answer.paper.oa.is_oa is True and bool(answer.paper.oa.copies)
        if is_open is not kept.paper.oa.is_oa:
            await self._store.update(answer.paper)
        # If it was unknown before, an open copy is not news at the first check, but it is at a later one.
        is_news = is_open and (was is False or (was is None and item.memory is not None))
        # That another service called it closed does not say that Unpaywall did: the copy may be years old.
        is_recent = item.memory is not None or UNPAYWALL in kept.paper.sources
        return CheckResult((_open_copy(answer.paper, is_recent=is_recent),) if is_news else (), {"open": is_open})


class PublishedWatch:
    """Checks the preprints of the library: one request to Semantic Scholar for 500 of them."""

    def __init__(self, store: LibraryStore, s2: SemanticScholar) -> None:
        self._store = store
        self._s2 = s2
        self._said: dict[str, Paper] = {}

    @property
    def kind(self) -> CheckKind:
        """The kind of check for `Scheduler.register`."""
        return CheckKind(NOW_PUBLISHED, Message("Preprints"), self.items, self.check, self.prepare)

    async def items(self) -> Sequence[WatchedItem]:
        """Return the preprints to check."""
        if not self._store.data_dir.exists():
            return ()
        papers = await self._store.watches.preprints()
        return [WatchedItem(one.key, one.title) for one in papers if s2_name_of(one.names)]

    async def prepare(self, items: Sequence[WatchedItem], ask: RequestOptions) -> None:
        """Request all *items* at once."""
        wanted = {item.key for item in items}
        names = {
            one.key: name
            for one in await self._store.watches.preprints()
            if one.key in wanted and (name := s2_name_of(one.names)) is not None
        }
        papers = await self._s2.batch(list(names.values()), ask)
        self._said = {key: paper for key, paper in zip(names, papers, strict=True) if paper is not None}

    async def check(self, item: WatchedItem, ask: RequestOptions) -> CheckResult:
        """Check whether a preprint was published, from the result of `prepare`, without a request.

        The memory of the check is {"published": whether it was published at the last check}.
        """
        paper = self._said.pop(item.key, None)
        if paper is None or not _is_published(paper):
            return CheckResult(memory={"published": False})
        await self._store.update(paper)
        news = _published(paper, is_recent=item.memory is not None)
        return CheckResult((news,), {"published": True})


def s2_name_of(names: Sequence[tuple[str, str]]) -> str | None:
    """Return the identifier to request a paper with *names* (scheme, value) from Semantic Scholar."""
    known: dict[str, str] = {}
    for scheme, value in names:
        known.setdefault(scheme, value)
    return next((f"{scheme}:{known[scheme]}" for scheme in ("s2", "arxiv", "doi") if scheme in known), None)


def _is_published(paper: Paper) -> bool:
    doi = paper.ids.doi
    return (doi is not None and not is_deposit_doi(doi)) or not (is_deposit(paper) or paper.venue is None)


def _open_copy(paper: Paper, *, is_recent: bool) -> NewsItem:
    """Return the news of an open copy. is_recent: there was none at an earlier check."""
    best = next((copy for copy in paper.oa.copies if copy.is_best), paper.oa.copies[0])
    details: dict[str, Any] = {
        "status": paper.oa.status,
        "host": best.host,
        "version": best.version,
        "license": best.license,
    }
    if is_recent:
        text = Message("Now open at {host}", host=best.host) if best.host else Message("Now open")
    else:
        text = Message("Already open at {host}", host=best.host) if best.host else Message("Already open")
    return NewsItem(text, paper, details, "open")


def _published(paper: Paper, *, is_recent: bool) -> NewsItem:
    """Return the news of a published version. is_recent: there was none at an earlier check."""
    year = str(paper.year or "")
    venue = paper.venue or ""
    if venue and year:
        now = Message("Now published in {venue}, {year}", venue=venue, year=year)
        before = Message("Already published in {venue}, {year}", venue=venue, year=year)
    elif venue:
        now = Message("Now published in {venue}", venue=venue)
        before = Message("Already published in {venue}", venue=venue)
    elif year:
        now, before = Message("Now published, {year}", year=year), Message("Already published, {year}", year=year)
    else:
        now, before = Message("Now published"), Message("Already published")
    details = {"doi": paper.ids.doi, "venue": paper.venue}
    return NewsItem(now if is_recent else before, paper, details, paper.ids.doi or paper.venue or "published")
