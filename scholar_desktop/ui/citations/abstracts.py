"""The abstracts of expanded rows: shown from the cache if known, else requested on demand with one request.

Citation lists arrive without abstracts.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.domain.identifiers import identifiers
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.text.message import Message
from scholar_desktop.services.citations.paging import citation_row_key
from scholar_desktop.translation import gettext, shown
from scholar_desktop.ui.citations.citation_row import AbstractText, CitationListRow
from scholar_desktop.ui.context.asking_note import WaitingWords

if TYPE_CHECKING:
    from collections.abc import Callable

    from scholar_desktop.services.papers.papers import Papers
    from scholar_desktop.services.program.status import Status
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.ui.citations.citation_list_model import CitationListModel
    from scholar_desktop.ui.citations.list_view import CitationListView

ASK_WORDS = Message("Show abstract")


class CitationAbstracts(QObject):
    """Looks up the abstract of an expanded row in the cache, and requests it when the user clicks the link."""

    def __init__(
        self,
        papers: Callable[[], Papers],
        status: Status,
        scope: TaskScope,
        model: CitationListModel,
        view: CitationListView,
    ) -> None:
        """Create it. papers: returns the service, which is created when a row is first expanded."""
        super().__init__(view)
        self._status = status
        self._papers = papers
        self._scope = scope.child()
        self._model = model
        self._view = view
        self._round = 0
        self._waits: dict[str, WaitingWords] = {}

    def start(self) -> None:
        """Start a new list; answers still under way for the last one are ignored."""
        self._round += 1
        for name in tuple(self._waits):
            self._end_wait(name)

    def look(self, line: int) -> None:
        """Show the cached abstract of the row *line*, without a request."""
        row = self._model.row(line)
        if (
            isinstance(row, CitationListRow)
            and row.edge.paper is not None
            and row.edge.paper.id
            and row.abstract is None
        ):
            if row.edge.paper.abstract:
                self._tell(citation_row_key(row.edge), AbstractText(row.edge.paper.abstract))
            else:
                work = self._look(citation_row_key(row.edge), row.edge.paper, self._round)
                self._scope.start(work, name="look for an abstract")

    def ask(self, line: int) -> None:
        """Request the abstract of the row *line* from Semantic Scholar; stop the request if it is under way."""
        row = self._model.row(line)
        if not isinstance(row, CitationListRow) or row.edge.paper is None:
            return
        name = citation_row_key(row.edge)
        if name in self._waits:
            self._scope.cancel(name)
            self._end_wait(name)
            self._tell(name, AbstractText("", shown(ASK_WORDS)))
            return
        self._waits[name] = waits = WaitingWords(self._status, partial(self._show_wait, name), self)
        waits.start(gettext("Loading the abstract from Semantic Scholar…"))
        self._scope.start(self._ask(name, row.edge.paper, self._round), name="ask for an abstract", latest=name)

    def _show_wait(self, name: str, words: str) -> None:
        self._tell(name, AbstractText(words, gettext("Stop")))

    def _end_wait(self, name: str) -> None:
        waits = self._waits.pop(name)
        waits.stop()
        waits.deleteLater()

    async def _look(self, name: str, paper: Paper, round_: int) -> None:
        found = await self._papers().remembered(paper.ids)
        if round_ == self._round:
            known = found is not None
            text = (found.abstract or found.tldr or "") if found is not None else ""
            none = gettext("No abstract available.") if known else ""
            self._tell(name, AbstractText(text or none, "" if known else shown(ASK_WORDS)))

    async def _ask(self, name: str, paper: Paper, round_: int) -> None:
        identifier = identifiers.parse(paper.id)
        try:
            found = await self._papers().listed(identifier, RequestOptions()) if identifier else None
        except ScholarError as error:
            abstract = AbstractText(
                " ".join(shown(part) for part in (error.message, error.hint) if part), gettext("Try again")
            )
        else:
            text = found.abstract if found is not None else None
            abstract = AbstractText(text or gettext("Semantic Scholar has no abstract for this paper."))
        if round_ == self._round:
            self._end_wait(name)
            self._tell(name, abstract)

    def _tell(self, name: str, abstract: AbstractText) -> None:
        for line in self._model.set_abstract(name, abstract):
            self._view.measure(line)
