"""The note that the offline corpus lacks data of the paper shown, because it entered by an update, with the way to
them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.source import CORPUS
from scholar_desktop.translation import gettext, shown
from scholar_desktop.ui.widgets.note import Note, Step
from scholar_desktop.ui.widgets.note_bar import NoteBar
from scholar_desktop.ui.words.wording import gap_words

if TYPE_CHECKING:
    from scholar_desktop.services.corpus.corpus_complete import CorpusCompletion
    from scholar_desktop.services.corpus.corpus_papers import CorpusPapers, IncompletePaper
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.ui.theme.theme import Theme


class CorpusGaps(QWidget):
    """Hidden for papers that were not read from the corpus, and for those whose rows it has completely.

    Args:
        completed: called after the data were looked up.
    """

    def __init__(
        self,
        theme: Theme,
        scope: TaskScope,
        papers: Callable[[], CorpusPapers],
        completion: Callable[[], CorpusCompletion],
        completed: Callable[[], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._scope = scope.child()
        self._papers = papers
        self._completion = completion
        self._completed = completed
        self._shown: str | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.px(4), 0, 0)
        self.bar = NoteBar(theme)
        self.bar.setObjectName("corpusGapsNote")
        column.addWidget(self.bar)
        self.hide()

    def show_paper(self, paper: Paper | None) -> None:
        """Look whether the corpus lacks data of *paper*."""
        key = paper.id if paper is not None and CORPUS in paper.sources else None
        if key == self._shown:
            return
        self._shown = key
        self.hide()
        if paper is not None and key is not None:
            self._scope.start(self._look(paper), name="what the corpus lacks of a paper", latest="corpus gaps")

    async def _look(self, paper: Paper) -> None:
        try:
            found = await self._papers().gaps_of(paper)
        except ScholarError:  # the paper is shown all the same
            return
        if found is not None:
            self._show(found)

    def _show(self, found: IncompletePaper) -> None:
        def look_up() -> None:
            self._scope.start(self._look_up(found), name="complete a paper of the corpus", latest="corpus gaps")

        step = Step(gettext("Look up"), look_up, main=True, icon="get")
        text = gettext("An update added this paper. Missing: {data}.", data=gap_words(found.lacks))
        self.bar.show_note(Note(gettext("Your corpus lacks some data of this paper."), text, "warn", "info", (step,)))
        self.show()

    async def _look_up(self, found: IncompletePaper) -> None:
        self.bar.show_note(Note(gettext("Looking up missing data…"), "", "panel", "clock"))
        try:
            done = await self._completion().complete([found.corpus_id], ask=RequestOptions())
        except ScholarError as error:
            self.bar.show_note(Note(shown(error.message), shown(error.hint or ""), "error"))
            return
        if done.left:
            problem = shown(done.problems[0]) if done.problems else gettext("Some data could not be found.")
            self.bar.show_note(Note(gettext("Not everything could be looked up."), problem, "warn", "alert"))
        else:
            self._shown = None
            self.hide()
        self._completed()
