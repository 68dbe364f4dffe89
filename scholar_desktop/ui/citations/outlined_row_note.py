"""The line in a list of citations that says which paper shortcuts apply to, where the details do not say it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLayout, QSizePolicy, QVBoxLayout, QWidget

from scholar_desktop.domain.paper import is_same_paper
from scholar_desktop.domain.text.shortening import quotable
from scholar_desktop.domain.text.titles import plain
from scholar_desktop.translation import gettext, ngettext
from scholar_desktop.ui.context.navigation import WITH_PAPERS
from scholar_desktop.ui.rows.row_table import RowTable
from scholar_desktop.ui.widgets.label import label
from scholar_desktop.ui.widgets.note_bar import SHOW_AFTER_MS
from scholar_desktop.ui.widgets.row_list import RowList
from scholar_desktop.ui.words.literal_text import set_tooltip

if TYPE_CHECKING:
    from scholar_desktop.domain.paper import Paper
    from scholar_desktop.ui.actions.action_context import ActionContext
    from scholar_desktop.ui.context.paper_session import PaperSession
    from scholar_desktop.ui.theme.theme import Theme

LEAST_OF_TITLE = "m" * 8
"""Without the room for this, the title is left out."""


class OutlinedRowNote(QWidget):
    """Says that shortcuts and the menu bar apply to the paper that is shown, and names it, while a row of the list only
    has the outline: Enter and the menu key apply to that row. It is between the rows and their foot: neither the first
    rows nor the buttons below move when it goes.

    Args:
        is_said: returns True if the details say it, because they are visible.
        pane: contains the list; column: the line is added to it, before *foot* if there is one.
    """

    def __init__(
        self,
        theme: Theme,
        context: ActionContext,
        session: PaperSession,
        is_said: Callable[[], bool],
        pane: QWidget,
        column: QLayout | None,
        foot: QWidget | None = None,
    ) -> None:
        super().__init__(pane)
        self._context = context
        self._session = session
        self._is_said = is_said
        self._pane = pane
        self.setObjectName("outlinedRowNote")
        self.setProperty("edge", "top")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(self)
        px = theme.px
        row.setContentsMargins(px(16), px(6), px(12), px(6))
        self._words = label("", "small")
        self._words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        row.addWidget(self._words)
        self.hide()
        assert isinstance(column, QVBoxLayout)
        column.insertWidget(column.indexOf(foot) if foot is not None else column.count(), self)
        self._late = QTimer(self)
        self._late.setSingleShot(True)
        self._late.setInterval(SHOW_AFTER_MS)  # as in the details
        self._late.timeout.connect(lambda: self._follow(at_once=True))
        session.shown.connect(self._follow)
        context.changed.connect(self._follow)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._on_focus_changed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _on_focus_changed(self, _before: QWidget | None, _now: QWidget | None) -> None:
        self._follow()

    def _follow(self, *, at_once: bool = False) -> None:
        now, paper, focused = self._context.now, self._session.paper, QApplication.focusWidget()
        is_here = focused is not None and self._pane.isAncestorOf(focused)
        is_wanted = is_here and paper is not None and now.page in WITH_PAPERS and is_focus_on_row_beside(paper)
        if not (is_wanted and now.papers) or self._is_said():
            self._late.stop()
            self.hide()
        elif not self.isHidden() or at_once:
            self._fit()
            self.show()
        elif not self._late.isActive():
            self._late.start()

    def _fit(self) -> None:
        """Show the sentence with as much of the title as there is room for."""
        papers = self._context.now.papers
        title = quotable(plain(papers[0].title) or gettext("Untitled")) if papers else ""
        whole, metrics = _sentence(title, len(papers)), self._words.fontMetrics()
        around = metrics.horizontalAdvance(_sentence("", len(papers)))
        room = self.contentsRect().width() - self._margins() - around
        words = _sentence(metrics.elidedText(title, Qt.TextElideMode.ElideRight, room), len(papers))
        if len(papers) == 1 and room < min(metrics.horizontalAdvance(each) for each in (LEAST_OF_TITLE, title)):
            words = gettext("Shortcuts and the menu bar do not apply to the outlined row.")
            if metrics.horizontalAdvance(words) > self.contentsRect().width() - self._margins():
                words = gettext("Shortcuts do not apply to the outlined row.")
        elif len(papers) != 1 and room < 0:
            words = ngettext(
                "Shortcuts apply to the {count} selected paper.",
                "Shortcuts apply to the {count} selected papers.",
                len(papers),
            )
        if words != self._words.text():
            self._words.setText(words)
        self.setAccessibleName(whole)
        set_tooltip(self, whole if words != whole else "")

    def _margins(self) -> int:
        row = self.layout()
        margins = row.contentsMargins() if row is not None else self.contentsMargins()
        return margins.left() + margins.right()


def _sentence(title: str, count: int) -> str:
    if count == 1:
        return gettext("Shortcuts and the menu bar apply to “{title}”, not the outlined row.", title=title)
    return ngettext(
        "Shortcuts and the menu bar apply to the {count} selected paper, not the outlined row.",
        "Shortcuts and the menu bar apply to the {count} selected papers, not the outlined row.",
        count,
    )


def is_focus_on_row_beside(paper: Paper) -> bool:
    """Return True if the focus is on a row that is not selected, of another paper than *paper*, which is shown."""
    view = QApplication.focusWidget()
    if not isinstance(view, RowList) or not view.acts_elsewhere() or view.chosen_count() or view.current_row() < 0:
        return False
    model = view.model()
    there = model.paper_at(view.current_row()) if isinstance(model, RowTable) else None
    return there is None or not is_same_paper(there, paper)
