"""The collapsible section 'All data' of the detail pane: every field that the services sent about the paper.

It is closed at first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from scholar_desktop.domain.paper import Paper
from scholar_desktop.translation import gettext
from scholar_desktop.ui.widgets.fold_section import FoldButton

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QRect

    from scholar_desktop.ui.context.messages import Messages
    from scholar_desktop.ui.context.window_state import WindowState
    from scholar_desktop.ui.papers.service_facts import ServiceFacts
    from scholar_desktop.ui.theme.theme import Theme

FILL_AFTER_MS = 120
"""Delay in milliseconds, so that moving on through a list does not wait for the data of each paper to be laid out."""
OPEN = "all_data"
"""Key in the window's state: True if the section is open."""


class AllDataSection(QWidget):
    """The header of the section; its content is loaded and built when the section is opened.

    Signals: `more_wanted` (request the fields that Semantic Scholar sends only for a single paper), `shown_at` (a
    widget and a place in it that the surrounding pane scrolls into view).
    """

    more_wanted = Signal()
    shown_at = Signal(QWidget, object)

    def __init__(
        self,
        theme: Theme,
        state: WindowState,
        messages: Messages,
        open_url: Callable[[str], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._state = state
        self._messages = messages
        self._open_url = open_url
        self._paper: Paper | None = None
        self._is_asked = False
        self._body: ServiceFacts | None = None
        self._late = QTimer(self)
        self._late.setSingleShot(True)
        self._late.setInterval(FILL_AFTER_MS)
        self._late.timeout.connect(self._fill)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._fold = FoldButton(theme, gettext("All data"), is_open=bool(state.get(OPEN, bool)), parent=self)
        self._fold.setObjectName("allDataButton")
        self._fold.turned.connect(self._on_turned)
        self._column.addWidget(self._fold)

    def show_paper(self, paper: Paper, *, asked: bool) -> None:
        """Show the fields of *paper*.

        Args:
            asked: True if the services were already queried for this paper, so that no more data will come.
        """
        is_other = self._paper is None or self._paper.id != paper.id
        self._paper, self._is_asked = paper, asked
        if not self._fold.is_open:
            return
        if not is_other and not self._late.isActive():
            self._fill()
            return
        if self._body is not None:
            self._body.hide()
        self._late.start()

    def _on_turned(self, is_open: bool) -> None:
        self._state.set(OPEN, is_open)
        if is_open:
            self._fill()
        else:
            self._late.stop()
            if self._body is not None:
                self._body.hide()

    def _fill(self) -> None:
        self._late.stop()
        if self._paper is None:
            return
        if self._body is None:
            from scholar_desktop.ui.papers.service_facts import ServiceFacts  # most users never open it

            self._body = ServiceFacts(self._theme, self._messages, self._open_url, self)
            self._body.more_wanted.connect(self.more_wanted)
            self._body.caret_moved.connect(self._on_caret_moved)
            self._column.addWidget(self._body)
        self._body.show_paper(self._paper, asked=self._is_asked)
        self._body.show()

    def _on_caret_moved(self, text: QWidget, where: QRect) -> None:
        self.shown_at.emit(text, where)
