"""The papers that actions apply to while the panes of search and library are used."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from scholar_desktop.domain.identifiers.identifiers import ids_of, recognise
from scholar_desktop.domain.paper import Paper
from scholar_desktop.ui.context.current_paper import ChosenPapers, CurrentPaper
from scholar_desktop.ui.context.navigation import WITH_PAPERS
from scholar_desktop.ui.search.results_pane import ResultsPane

if TYPE_CHECKING:
    from scholar_desktop.ui.actions.action_context import ActionContext
    from scholar_desktop.ui.citations.citation_pane import CitationPane, CitationTab
    from scholar_desktop.ui.context.navigation import Navigation
    from scholar_desktop.ui.context.paper_session import PaperSession
    from scholar_desktop.ui.library.library_list import LibraryList
    from scholar_desktop.ui.papers.detail_pane import DetailPane
    from scholar_desktop.ui.search.list_beside import ListBeside
    from scholar_desktop.ui.search.pane_focus import PaneFocus


class PaneSelection(QObject):
    """Shows the paper whose row is selected, and makes actions apply to the rows of the list that has the focus, else
    to the paper that is shown.

    session: shows the paper; shown_list: returns the list that is shown; lists: the widget that contains it, hidden
    while the paper or its PDF is shown alone. Signals: `words_wanted` (search the services for these words),
    `title_wanted` (before it: they are the title of the paper that the user looks for).
    """

    words_wanted = Signal(str)
    title_wanted = Signal(str)

    def __init__(
        self,
        context: ActionContext,
        current: CurrentPaper,
        navigation: Navigation,
        session: PaperSession,
        detail: DetailPane,
        citations: CitationPane,
        pane_focus: PaneFocus,
        list_beside: ListBeside,
        shown_list: Callable[[], ResultsPane | LibraryList],
        lists: QStackedWidget,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._current = current
        self._navigation = navigation
        self._session = session
        self._detail = detail
        self._citations = citations
        self._list_beside = list_beside
        self._shown_list = shown_list
        self._lists = lists
        lists.installEventFilter(self)
        detail.installEventFilter(self)
        current.hold_in(detail, citations, lambda: pane_focus.is_in_citations)
        current.fall_back_on(self.read, self._shows_paper)
        session.grown.connect(self._on_grown)
        citations.words_wanted.connect(self._on_words_wanted)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._on_focus_changed)

    def rest_on(self, paper: Paper) -> None:
        """Show *paper*, whose row was selected. A row that its list selects itself, such as that of a paper that Undo
        put back, leaves the form of a new entry open that has the focus."""
        focused = QApplication.focusWidget()
        is_typing = focused is not None and self._detail.isAncestorOf(focused)
        if not (is_typing and self._hold(paper)):
            self._session.rest_on(paper)

    def preview(self, paper: Paper | None) -> None:
        """Show *paper*, the first of a list, unless it is shown or the form of a new entry is open."""
        shown = self._session.paper
        if self._hold(paper):
            return
        if paper is None or shown is None or not (shown is paper or (self._session.is_open and shown.id == paper.id)):
            self._session.preview(paper)  # not if another page was appended

    def _hold(self, paper: Paper | None) -> bool:
        """Show *paper* when the form of a new entry is closed, and no row until then. False without such a form."""
        is_held = self._detail.editing.hold(paper)
        if is_held:
            self._shown_list().show_as_chosen(None)
        return is_held

    def use(self) -> None:
        """Make actions apply to what `read` returns."""
        self._current.use(self.read)

    def use_focused(self) -> None:
        """Make actions apply to the rows of the citation list that has the focus, else to what `read` returns."""
        if (pane := self._citation_list(QApplication.focusWidget())) is not None:
            pane.emit_selection()
        else:
            self.use()

    def _citation_list(self, widget: QWidget | None) -> CitationTab | None:
        """Return the citation list whose rows are in *widget*; None for another widget."""
        return next((pane for pane in self._citations.views if pane.view is widget), None)

    def read(self) -> ChosenPapers:
        """Return the selected papers of the list that is shown; the paper in the detail pane leads them if it is one.

        While no row is selected, it is the paper in the detail pane, such as a citation that was opened.
        While the list is hidden, it is the paper in the detail pane alone: nobody sees what is selected in the list.
        None while another page hides the panes.
        """
        if self._navigation.page not in WITH_PAPERS:
            return ChosenPapers(None, ())
        rows, shown = self._shown_list(), self._session.paper
        if self._lists.isHidden():
            return ChosenPapers(shown, [shown] if shown is not None else [])
        selection = rows.selection()
        if shown is not None and self._list_beside.is_shown:
            return self._list_beside.selection(shown)
        if not selection.papers and not selection.unread and shown is not None:
            return rows.selection_of(shown)
        return selection.led_by(shown)

    def _shows_paper(self) -> bool:
        """Return True if the user sees the paper of the panes: its details, its PDF or its citations."""
        if self._session.paper is None or self._navigation.page not in WITH_PAPERS:
            return False
        side = self._detail.parentWidget()  # shows the PDF or, in tabs, the citations in the place of the details
        has_citations = self._citations.isVisible() and not self._citations.is_closed
        return has_citations or (side is not None and side.isVisible())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        is_toggled = event.type() in (QEvent.Type.HideToParent, QEvent.Type.ShowToParent)
        if is_toggled and watched is self._lists and self._current.is_of(self._shown_list().view):
            self._current.read()
        if watched is self._detail and event.type() == QEvent.Type.ContextMenu and isinstance(event, QContextMenuEvent):
            return self._open_menu(event)
        return super().eventFilter(watched, event)

    def _open_menu(self, event: QContextMenuEvent) -> bool:
        """Open the menu of the paper for the menu key in its details, where no control has a menu of its own."""
        if event.reason() != QContextMenuEvent.Reason.Keyboard or self._session.paper is None:
            return False
        if self._detail.editing.is_open:
            return False
        self.use()
        self._current.open_menu(event.globalPos(), self._detail)
        return True

    def _on_words_wanted(self, text: str) -> None:
        """Select the row of the paper that *text* identifies, if the list has one, and search for *text* if not."""
        identifier = recognise(text).identifier
        if identifier is None:
            self.title_wanted.emit(text)
        if identifier is None or not self._go_to_row(Paper("", ids=ids_of(identifier))):
            self.words_wanted.emit(text)

    def _go_to_row(self, paper: Paper) -> bool:
        """Select the row of *paper* in the list that is shown, as a click on it does; Back returns to the paper that is
        shown now. False if it is not there."""
        rows = self._shown_list()
        if self._list_beside.is_shown:
            return False
        row = rows.model.row_of(paper) if isinstance(rows, ResultsPane) else rows.model.row_of_paper(paper)
        if row is None:
            return False
        self._session.keep_shown()
        if isinstance(rows, ResultsPane):
            return rows.go_to_paper(paper)
        rows.view.go_to(row)
        rows.focus_list()
        self.rest_on(rows.model.kept(row).paper)  # also if the row was the current one, behind another paper
        return True

    def _on_grown(self) -> None:
        paper, now = self._session.paper, self._context.now.paper
        if paper is not None and now is not None and now.id == paper.id and now is not paper:
            self._current.read()

    def _on_focus_changed(self, _before: QWidget | None, now: QWidget | None) -> None:
        if now is None:
            return
        if now is self._shown_list().view or self._detail.isAncestorOf(now):
            self.use()
        elif (pane := self._citation_list(now)) is not None:
            pane.emit_selection()
