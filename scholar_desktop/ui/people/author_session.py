"""The person that the author page is about: what is known of them, and what is being asked."""

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
    from scholar_desktop.services.services import Services
    from scholar_desktop.services.tasks import TaskScope


class AuthorSession(QObject):
    """Asks for the person and for what they wrote, page after page; a new person cancels the last.

    author: None before the first; papers: as far as they are loaded; problem: why something is missing; asking: more is
    on its way; requests: what this person has cost; people, years, undated: counted from the papers loaded.
    """

    changed = Signal()

    def __init__(self, services: Services, scope: TaskScope, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._services = services
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

    def open(self, author: Author, *, refresh: bool = False) -> None:
        """Show *author* (with an id) and ask for what is not known. refresh: ask though it is known."""
        if not refresh and self.author is not None and self.author.id == author.id and self.problem is None:
            return
        self._clear()
        self.author = AuthorProfile(author.name, author.id, orcid=author.orcid)
        self.loading = True
        self.changed.emit()
        self._scope.start(self._open(author, RequestOptions(refresh=refresh)), name="open an author", latest="author")

    def again(self) -> None:
        """Ask once more, after something failed or was stopped."""
        if self.author is not None:
            author = Author(self.author.name, self.author.id, self.author.orcid)
            self.author = None
            self.open(author)

    def refresh(self) -> None:
        """Ask the service anew, though its answers are known."""
        if self.author is not None:
            self.open(Author(self.author.name, self.author.id, self.author.orcid), refresh=True)

    def stop(self) -> None:
        """Stop asking; what has arrived stays."""
        if self.loading:
            self._scope.cancel("author")
            self.loading = False
            self.changed.emit()

    async def _open(self, author: Author, ask: RequestOptions) -> None:
        try:
            assert author.id is not None
            profile = await self._services.authors.open(author.id, ask)
            self._learn(profile, ask)
            whole = await self._services.authors.papers(profile, lambda found: self._learn(found, ask), ask)
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
        """A thousand papers of three thousand authors each are counted beside the window."""
        papers = author.papers or ()
        self.people = await asyncio.to_thread(coauthors, author.id, papers)
        self.years, self.undated = papers_by_year(papers)
