"""Who cites the paper shown, and what it cites: two lists behind two tabs, loaded page by page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from scholar_desktop.domain.asking import Ask
from scholar_desktop.domain.citation import EdgeList
from scholar_desktop.domain.errors import ErrorInfo, ScholarError
from scholar_desktop.domain.paper import Paper
from scholar_desktop.ui.delegates.edge_row import EdgeDelegate, head_height, row_height
from scholar_desktop.ui.delegates.pieces import at, mirrored
from scholar_desktop.ui.dragging import drag_rows
from scholar_desktop.ui.models.edge_list import EdgeListModel
from scholar_desktop.ui.paper_session import PaperSession
from scholar_desktop.ui.widgets.button import Button, Kind, Look
from scholar_desktop.ui.widgets.label import ElidedLabel
from scholar_desktop.ui.widgets.message_page import Message
from scholar_desktop.ui.widgets.note import Note, Step
from scholar_desktop.ui.widgets.row_list import RowList
from scholar_desktop.ui.widgets.state_pane import EMPTY, ERROR, FULL, PARTIAL, WAITING, StatePane
from scholar_desktop.ui.widgets.tabs import Tabs
from scholar_desktop.ui.wording import number
from scholar_desktop.ui.workbench import Workbench

if TYPE_CHECKING:
    from scholar_desktop.services.tasks import TaskScope

CITATIONS: Literal["citations"] = "citations"
REFERENCES: Literal["references"] = "references"
PAGE = 1000
"""Rows of one request."""


class EdgeListPane(QWidget):
    """One of the two lists, for the paper shown. Signals: `opened` (a row's paper is to be shown), `counted`."""

    opened = Signal(object)
    chosen = Signal(object)
    changed = Signal()

    def __init__(
        self,
        workbench: Workbench,
        session: PaperSession,
        scope: TaskScope,
        kind: Literal["citations", "references"],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._workbench = workbench
        self._session = session
        self._scope = scope
        self._kind = kind
        theme = workbench.theme
        self.edges: EdgeList | None = None
        self._loading = False
        self._problem: ErrorInfo | None = None
        self._wanted = False
        name = "citedByView" if kind == CITATIONS else "referencesView"
        self.model = EdgeListModel(workbench.marks, references=kind == REFERENCES, parent=self)
        self.view = RowList(name, "Cited by" if kind == CITATIONS else "References", self)
        self.view.setModel(self.model)
        self._delegate = EdgeDelegate(theme, self.view)
        self.view.setItemDelegate(self._delegate)
        drag_rows(self.view, self.model, workbench)
        self.pane = StatePane(theme, self.view, row_height=54)
        self._foot = QWidget()
        self._foot.setMinimumHeight(theme.px(32))  # also where no button stands in it
        row = QHBoxLayout(self._foot)
        row.setContentsMargins(theme.px(16), theme.px(2), theme.px(12), theme.px(2))
        self._loaded = ElidedLabel("", "small", "muted")
        row.addWidget(self._loaded, 1)
        self._more = Button(theme, Kind.PLAIN, "Load more", small=True)
        self._more.clicked.connect(self._on_more)
        row.addWidget(self._more)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.pane, 1)
        column.addWidget(self._foot)
        self.view.opened.connect(self._on_opened)
        self.view.pressed_at.connect(self._on_pressed)
        self.view.menu_wanted.connect(self._on_menu_wanted)
        self.view.end_reached.connect(self.load_more)
        self.view.selectionModel().currentRowChanged.connect(self._on_current_changed)
        theme.changed.connect(self._measure_all)
        self._measure_all()
        self._show()

    @property
    def state(self) -> str:
        return self.pane.state

    @property
    def total(self) -> int | None:
        """What the paper's own count says; None when nobody said."""
        paper = self._session.paper
        if paper is None:
            return None
        count = paper.counts.citations if self._kind == CITATIONS else paper.counts.references
        return count if count is not None else (self.edges.total if self.edges else None)

    def start(self) -> None:
        """Another paper is shown: the list is empty until it is wanted."""
        self._scope.cancel(self._kind)
        self.edges, self._problem, self._loading, self._wanted = None, None, False, False
        self.model.start(self._session.paper)
        self._show()

    def want(self) -> None:
        """The list of the opened paper is looked at: load its first page, once."""
        if not self._wanted and self._session.is_open and self._session.paper is not None:
            self._wanted = True
            self._load(None)

    def load_more(self) -> None:
        """One page more: one request."""
        if not self._loading and self.edges is not None and self.edges.next is not None and not self._problem:
            self._load(self.edges)

    def again(self) -> None:
        if not self._loading:
            self._load(self.edges, again=True)

    def _load(self, known: EdgeList | None, *, again: bool = False) -> None:
        paper = self._session.paper
        if paper is None:
            return
        self._loading, self._problem = True, None
        self._show()
        ask = Ask(again=again)
        self._scope.start(self._load_page(paper, known, ask), name=f"load {self._kind}", latest=self._kind)

    async def _load_page(self, paper: Paper, known: EdgeList | None, ask: Ask) -> None:
        try:
            found = await self._workbench.services.citations.load(
                paper, self._kind, self._take, ask, limit=PAGE, known=known
            )
        except ScholarError as error:
            self._problem = error.info
        else:
            self._take(found)
        self._loading = False
        self._show()
        self._workbench.marks.watch(self._kind, self.model.papers())

    def _take(self, found: EdgeList) -> None:
        first = self.model.rowCount()
        self.edges = found
        self.model.set_edges(found.edges)
        self._measure(first)
        self._show()

    # Rows

    def _measure_all(self) -> None:
        self.view.set_row_height(head_height(self._workbench.theme.type))
        self._measure(0)

    def _measure(self, first: int) -> None:
        """Heights of the rows from *first* on: told once, for a thousand rows, without a relayout for each."""
        header, scale = self.view.verticalHeader(), self._workbench.theme.type
        heights = {
            (count, is_open): row_height(scale, count, is_open=is_open)
            for count in range(60)
            for is_open in (False, True)
        }
        header.blockSignals(True)
        try:
            for row in range(first, self.model.rowCount()):
                key = (min(59, self.model.sentences_of(row)), self.model.is_open(row))
                header.resizeSection(row, heights[key])
        finally:
            header.blockSignals(False)
        self.view.updateGeometries()
        self.view.viewport().update()

    def _toggle(self, row: int) -> None:
        self.model.toggle(row)
        height = row_height(self._workbench.theme.type, self.model.sentences_of(row), is_open=self.model.is_open(row))
        self.view.verticalHeader().resizeSection(row, height)

    def _on_more(self) -> None:
        if self._loading:
            self._cancel()
        else:
            self.load_more()

    def _on_opened(self, row: int) -> None:
        """Enter or double click: first the sentences, then the paper."""
        if self.model.sentences_of(row) > 1 and not self.model.is_open(row):
            self._toggle(row)
            return
        paper = self.model.paper(row)
        if paper is not None and paper.id:
            self.opened.emit(paper)

    def _on_pressed(self, row: int, where: QPoint) -> None:
        width = self.view.viewport().width()
        layout = self._delegate.layout_of(self.model.row(row), width)
        if self.view.isRightToLeft():
            layout = mirrored(layout, width)
        part = at(layout, where.x(), where.y(), ("more", "state", "state_icon"))
        if part == "more":
            self._toggle(row)
        elif part is not None and (paper := self.model.paper(row)) is not None:
            self._press_state(paper)

    def _press_state(self, paper: Paper) -> None:
        """'PDF' at the end of a row gets it, 'in library' opens it."""
        self.chosen.emit(paper)
        mark = self._workbench.marks.of(paper)
        self._workbench.actions.run_on("paper.open_pdf" if mark.kept and mark.kept.pdf else "paper.get_pdf")

    def tell_chosen(self) -> None:
        """Actions are about the row that is chosen here."""
        self._on_current_changed()

    def _on_current_changed(self) -> None:
        index = self.view.currentIndex()
        if index.isValid() and (paper := self.model.paper(index.row())) is not None:
            self.chosen.emit(paper)

    def _on_menu_wanted(self, where: QPoint) -> None:
        if self.view.current_row() >= 0 and self.model.paper(self.view.current_row()) is not None:
            self._on_current_changed()
            self._workbench.actions.draw_icons()
            self._workbench.actions.row_menu(self).popup(where)

    # States

    def _show(self) -> None:
        self._show_foot()
        rows = self.model.rowCount()
        paper = self._session.paper
        again = Step("Try again", self.again, main=not rows, icon="refresh")
        if paper is None:
            self.pane.show_message(EMPTY, Message("No paper is chosen", "Who cites a paper shows here."))
        elif self._problem is not None and rows:
            note = Note(self._problem.message, "What was loaded before stays.", "error", "alert", (again,))
            self.pane.show_rows(PARTIAL, note)
        elif self._problem is not None:
            hint = self._problem.hint or ""
            self.pane.show_message(ERROR, Message(self._problem.message, hint, "alert", "error", steps=(again,)))
        elif self._loading:
            note = Note("Asking Semantic Scholar.", "", "panel", "clock", (Step("Cancel", self._cancel),))
            if rows:
                self.pane.show_rows(WAITING)  # the foot says it
            else:
                self.pane.wait(note)
        elif self.edges is None:
            self.pane.show_message(EMPTY, self._not_asked())
        elif rows:
            self.pane.show_rows(FULL)
        else:
            self.pane.show_message(EMPTY, self._none())
        self.changed.emit()

    def _show_foot(self) -> None:
        edges = self.edges
        self._foot.setVisible(edges is not None and bool(edges.edges))
        if edges is None:
            return
        total = self.total
        loaded = number(edges.loaded)
        words = (
            f"{loaded} of {number(total)} loaded" if total is not None and total >= edges.loaded else f"{loaded} loaded"
        )
        if edges.skipped:
            words += f", {number(edges.skipped)} could not be read"
        if self._loading:
            words += ", asking for more"
        self._loaded.show_text(words)
        self._more.setVisible(edges.next is not None or self._loading)
        self._more.show_look(Look("Stop" if self._loading else "Load more: 1 request"))

    def loaded_words(self) -> str:
        """'1,000 of 116,204 loaded', or empty."""
        return self._loaded.whole_text() if self.edges is not None else ""

    def _not_asked(self) -> Message:
        cited = self._kind == CITATIONS
        heading = "Who cites it has not been asked yet" if cited else "What it cites has not been asked yet"
        total = self.total
        known = "" if total is None else f"Semantic Scholar counts {number(total)}. "
        step = Step("Ask: 1 request", self._open_paper, main=True)
        return Message(heading, f"{known}Enter on a paper asks.", steps=(step,))

    def _none(self) -> Message:
        edges = self.edges
        if edges is not None and edges.withheld:
            text = "The publisher withholds this paper's references, so Semantic Scholar does not list them."
            step = Step("Open the publisher's page", self._open_browser, main=True, icon="external")
            return Message("The references are withheld", text, "lock", steps=(step,))
        if self._kind == CITATIONS:
            return Message(
                "No paper is known to cite it", "Semantic Scholar lists none; a new paper often has none yet."
            )
        return Message("No references are known", "Semantic Scholar lists none for this paper.")

    def _cancel(self) -> None:
        self._scope.cancel(self._kind)
        self._loading = False
        self._wanted = self.edges is not None
        self._show()

    def _open_paper(self) -> None:
        paper = self._session.paper
        if paper is None:
            return
        if self._session.is_open:
            self.want()
        else:
            self._session.open(paper)

    def _open_browser(self) -> None:
        if self._session.paper is not None:
            self.chosen.emit(self._session.paper)
            self._workbench.actions.run_on("paper.open_browser")


class CitationPane(QWidget):
    """The two lists behind their tabs. `citationPane` carries the state of the list on top."""

    def __init__(self, workbench: Workbench, session: PaperSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._current = workbench.current
        theme = workbench.theme
        scope = workbench.scope.child()
        self.setObjectName("citationPane")
        self.setAccessibleName("Citations")
        self.cited_by = EdgeListPane(workbench, session, scope, CITATIONS)
        self.references = EdgeListPane(workbench, session, scope, REFERENCES)
        self._head = QWidget()
        self._head.setProperty("edge", "bottom")
        self._head.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(self._head)
        row.setContentsMargins(theme.px(6), 0, theme.px(16), 0)
        self.tabs = Tabs(theme, "citationTabs", "Citations", ("Cited by", "References"))
        self.tabs.currentChanged.connect(self._on_tab_changed)
        row.addWidget(self.tabs)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head)
        self._stack = QStackedLayout()
        column.addLayout(self._stack, 1)
        self._stack.addWidget(self.cited_by)
        self._stack.addWidget(self.references)
        for pane in (self.cited_by, self.references):
            pane.changed.connect(self._on_list_changed)
            pane.opened.connect(session.open)
            pane.chosen.connect(workbench.current.choose)
        session.shown.connect(self._on_shown)
        session.opened.connect(self._on_opened)
        session.grown.connect(self._on_list_changed)
        self._on_list_changed()

    def titles(self) -> tuple[str, str]:
        """What the two tabs say: 'Cited by 116,204', 'References 41'."""
        return tuple(  # type: ignore[return-value]
            f"{words} {number(pane.total)}" if pane.total is not None else words
            for words, pane in (("Cited by", self.cited_by), ("References", self.references))
        )

    def show_list(self, number_: int) -> None:
        """0: cited by, 1: references."""
        self.tabs.setCurrentIndex(number_)

    def set_head_visible(self, shown: bool) -> None:
        """Whether it has tabs of its own (in a narrow window they are those of the detail pane)."""
        self._head.setVisible(shown)

    def _on_tab_changed(self, number_: int) -> None:
        self._stack.setCurrentIndex(number_)
        self._want_shown()
        self._on_list_changed()

    def _on_shown(self) -> None:
        self.cited_by.start()
        self.references.start()

    def _on_opened(self) -> None:
        self.cited_by.want()
        self._want_shown()

    def _want_shown(self) -> None:
        if self._stack.currentIndex() == 1:
            self.references.want()

    def _on_list_changed(self) -> None:
        for place, title in enumerate(self.titles()):
            if self.tabs.tabText(place) != title:
                self.tabs.setTabText(place, title)
        shown = self.references if self._stack.currentIndex() == 1 else self.cited_by
        self.setProperty("state", shown.state)

    def minimumSizeHint(self) -> QSize:
        return QSize(240, 140)
