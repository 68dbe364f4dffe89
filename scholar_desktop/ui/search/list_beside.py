"""The list that a paper was opened from on another page, beside the paper."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from scholar_desktop.domain.paper import Paper, find_same
from scholar_desktop.domain.source import S2, ZENODO
from scholar_desktop.domain.text.shortening import shorten
from scholar_desktop.translation import gettext, ngettext
from scholar_desktop.ui.context.current_paper import ChosenPapers
from scholar_desktop.ui.rows.dragging import drag_rows
from scholar_desktop.ui.rows.paper_rows_pane import PaperRowsPane
from scholar_desktop.ui.widgets.button import Button, ButtonContent, ButtonKind
from scholar_desktop.ui.widgets.label import label
from scholar_desktop.ui.widgets.state_pane import FULL
from scholar_desktop.ui.words.literal_text import set_tooltip

if TYPE_CHECKING:
    from scholar_desktop.ui.context.navigation import Navigation
    from scholar_desktop.ui.context.paper_session import PaperSession
    from scholar_desktop.ui.context.ui_context import UiContext
    from scholar_desktop.ui.rows.paper_list import RowsPlace
    from scholar_desktop.ui.theme.theme import Theme
    from scholar_desktop.ui.widgets.row_list import RowList


LONGEST_NAME = 60
"""Most characters of the name of a page; a paper's title is longer."""


class BesideHead(QWidget):
    """Names the page that the list is from, leads back to it, and says how many papers the list has."""

    def __init__(self, theme: Theme, go_back: Callable[[], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        px = theme.px
        self.setProperty("edge", "bottom")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.back = Button(theme, ButtonKind.LINK, icon="back")
        self.back.setObjectName("listBesideBack")
        self.back.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.back.clicked.connect(lambda: go_back())
        self._count = label("", "small", "muted")
        row = QHBoxLayout(self)
        row.setContentsMargins(px(16), px(6), px(12), px(6))
        row.setSpacing(px(8))
        row.addWidget(self.back)
        row.addWidget(self._count)
        row.addStretch(1)

    def show_place(self, name: str, papers: Sequence[Paper]) -> None:
        """Show the place called *name*, whose list has *papers*. name: empty if it has none."""
        count = len(papers)
        are_records = all(ZENODO in paper.sources and S2 not in paper.sources for paper in papers)
        words = gettext("Back to “{title}”", title=name) if name else gettext("Back")
        title = shorten(name, LONGEST_NAME)
        self.back.show_content(ButtonContent(title or words, icon="back"), name=words)
        set_tooltip(self.back, words)
        self._count.setText(
            ngettext("{count} record", "{count} records", count)  # also of data and software
            if are_records
            else ngettext("{count} paper", "{count} papers", count)
        )


class BesideBox(NamedTuple):
    """The list with its head. box: the widget that has the property `state`."""

    box: QWidget
    head: BesideHead
    rows: PaperRowsPane


def box_beside(ui_context: UiContext) -> BesideBox:
    """Create the list with its head."""
    theme, actions = ui_context.theme, ui_context.actions
    box = QWidget()
    box.setObjectName("listBeside")
    head = BesideHead(theme, actions["go.back"].trigger)
    rows = PaperRowsPane(
        theme,
        actions,
        ui_context.marks,
        ui_context.current,
        "listBesideView",
        gettext("List of papers"),
        named=box,
        summaries=True,
    )
    drag_rows(rows.view, rows.model, theme, ui_context.messages, lambda: ui_context.services.drag_out)
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(head)
    column.addWidget(rows, 1)
    return BesideBox(box, head, rows)


class ListBeside(QObject):
    """Shows the list in the place of the results until another page, the library or a new search is shown.

    Moving to another row shows its paper; Enter opens it. 'Back' returns to the page of the list.
    """

    toggled = Signal(bool)
    """The list took the place of the results (True), or left it."""

    def __init__(
        self,
        navigation: Navigation,
        make_box: Callable[[], BesideBox],
        session: PaperSession,
        lists: QStackedWidget,
    ) -> None:
        super().__init__(lists)
        self._navigation = navigation
        self._make_box = make_box
        self._session = session
        self._lists = lists
        self._shown: BesideBox | None = None
        self._before: QWidget | None = None
        self._was_shown = self._is_showing = False
        lists.currentChanged.connect(self._on_list_changed)

    @property
    def is_shown(self) -> bool:
        """True while the list takes the place of the results."""
        return self._shown is not None and self._lists.currentWidget() is self._shown.box

    @property
    def view(self) -> RowList | None:
        """The rows; None while the list is not shown."""
        return self._shown.rows.view if self._shown is not None and self.is_shown else None

    @property
    def place(self) -> RowsPlace | None:
        """The selected and the current row and the scroll position, as `show` takes them; None while the list is not
        shown."""
        return self._shown.rows.place if self._shown is not None and self.is_shown else None

    def show(self, *, focus: bool, place: RowsPlace | None = None) -> None:
        """Show the list that the paper shown was opened from, with its row as the current one, if there is one.

        Args:
            place: where the list was left when it was shown with the paper before. The paper may have been opened from
                the citations of one of the list.
        """
        paper, papers = self._session.paper, self._navigation.beside
        if paper is None or (place is None and all(one.id != paper.id for one in papers)):
            return
        self._is_showing = True  # the list may get the focus, and Qt makes its first row current then
        try:
            self._show(paper, papers, focus=focus, place=place)
        finally:
            self._is_showing = False

    def _show(self, paper: Paper, papers: Sequence[Paper], *, focus: bool, place: RowsPlace | None) -> None:
        shown = self._shown
        if shown is None:
            shown = self._shown = self._make_box()
            self._lists.addWidget(shown.box)
            shown.rows.opened.connect(self._on_opened)
            shown.rows.view.selectionModel().currentChanged.connect(self._on_moved)
        rows = shown.rows
        if not self.is_shown:
            self._before = self._lists.currentWidget()
            rows.show_papers(papers)
            rows.pane.show_rows(FULL)
            shown.head.show_place(self._navigation.came_from, papers)
            self._lists.setCurrentWidget(shown.box)
        if place is not None:
            rows.return_to(place)
        elif (row := rows.model.row_of(paper)) is not None:
            rows.view.choose(row)
        if focus:
            rows.view.setFocus()

    def selection(self, shown: Paper) -> ChosenPapers:
        """Return the selected papers of the list if *shown*, the paper in the detail pane, is one of them, else
        *shown* alone."""
        papers = self._shown.rows.chosen_papers() if self._shown is not None and self.is_shown else []
        if find_same(shown, papers) is None:
            papers = [shown]
        return ChosenPapers(None, papers).led_by(shown)

    def hide(self) -> None:
        """Show the results again."""
        if self.is_shown and self._before is not None:
            self._lists.setCurrentWidget(self._before)

    def _on_list_changed(self) -> None:
        if self.is_shown is not self._was_shown:
            self._was_shown = self.is_shown
            self.toggled.emit(self.is_shown)

    def _on_moved(self) -> None:
        shown = self._session.paper
        if self._shown is None or not self.is_shown or self._is_showing:
            return
        rows = self._shown.rows
        row = rows.view.current_row()
        if 0 <= row < rows.model.rowCount():
            paper = rows.model.paper(row)
            if shown is None or shown.id != paper.id:
                self._navigation.go_on_to_paper(paper.id)
                self._session.preview(paper)

    def _on_opened(self, paper: Paper) -> None:
        self._navigation.go_on_to_paper(paper.id)
        self._session.open(paper, from_list=True)
