"""The author shown on the author page: what is known of them, and what is being requested."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from scholar_desktop.domain.errors import ErrorInfo, ScholarError
from scholar_desktop.domain.paper import Author, Paper
from scholar_desktop.domain.people.author import AuthorProfile
from scholar_desktop.domain.people.coauthors import Coauthor, coauthors, papers_by_year
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.source import S2

if TYPE_CHECKING:
    from scholar_desktop.services.people.authors import Authors
    from scholar_desktop.services.tasks import TaskScope


class AuthorSession(QObject):
    """Requests the author and their papers, page by page; opening another author cancels the requests for the last.

    author: None before the first; papers: those loaded so far; problem: why something is missing; loading: requests are
    under way; is_whole: all papers are loaded; requests: how many were sent for this author; people, years, undated:
    counted from the loaded papers.
    """

    changed = Signal()

    def __init__(self, authors: Authors, scope: TaskScope, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._authors = authors
        self._scope = scope
        self._clear()

    def _clear(self) -> None:
        self.author: AuthorProfile | None = None
        self.papers: tuple[Paper, ...] = ()
        self.people: tuple[Coauthor, ...] = ()
        self.years: dict[int, int] = {}
        self.undated = 0
        self.problem: ErrorInfo | None = None
        self.loading = False
        self.is_whole = False
        self.requests = 0

    def open(self, author: Author, *, refresh: bool = False, stored_only: bool = False) -> None:
        """Show *author*, which must have an ID, and request what is not known.

        Args:
            refresh: send the requests even if the author is already shown.
            stored_only: show what is stored, and send nothing.
        """
        if not refresh and self.author is not None and self.author.id == author.id and self.problem is None:
            return
        self._clear()
        self.author = AuthorProfile(author.name, author.id, orcid=author.orcid)
        self.loading = True
        self.changed.emit()
        ask = RequestOptions(refresh=refresh, stored_only=stored_only)
        self._scope.start(self._open(author, ask), name="open an author", latest="author")

    def again(self) -> None:
        """Send the requests again after a failure or a stop."""
        if self.author is not None:
            author = Author(self.author.name, self.author.id, self.author.orcid)
            self.author = None
            self.open(author)

    def refresh(self) -> None:
        """Request the author again from the service, bypassing the cached answers."""
        if self.author is not None:
            self.open(Author(self.author.name, self.author.id, self.author.orcid), refresh=True)

    def stop(self) -> None:
        """Cancel the requests; what has arrived stays."""
        if self.loading:
            self._scope.cancel("author")
            self.loading = False
            self.changed.emit()

    async def _open(self, author: Author, ask: RequestOptions) -> None:
        try:
            assert author.id is not None
            profile = await self._authors.open(author.id, ask)
            self._learn(profile, ask)
            whole = await self._authors.papers(profile, lambda found: self._learn(found, ask), ask)
            self.is_whole = True
            await self._count(whole)
        except ScholarError as error:
            self.problem = error.info
        self.loading = False
        self.requests = ask.request_counts.of(S2).requests
        if self.papers and not self.is_whole and self.author is not None:
            await self._count(self.author)
        self.changed.emit()

    def _learn(self, author: AuthorProfile, ask: RequestOptions) -> None:
        self.author = author
        if author.papers is not None:
            self.papers = author.papers
        self.requests = ask.request_counts.of(S2).requests
        self.changed.emit()

    async def _count(self, author: AuthorProfile) -> None:
        """Count co-authors and years in a thread: an author may have 1,000 papers of 3,000 authors each."""
        papers = author.papers or ()
        self.people = await asyncio.to_thread(coauthors, author.id, papers)
        self.years, self.undated = papers_by_year(papers)
