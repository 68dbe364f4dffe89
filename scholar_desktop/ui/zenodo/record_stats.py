"""How often a record was looked at and downloaded: this version beside all of them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from scholar_desktop.domain.zenodo.record import Stats
from scholar_desktop.ui.context.ui_context import UiContext
from scholar_desktop.ui.widgets.button import Button, ButtonKind
from scholar_desktop.ui.widgets.label import Prose, label
from scholar_desktop.ui.words.wording import number
from scholar_desktop.ui.zenodo.record_session import STATS, RecordSession


class RecordNumbers(QWidget):
    """What the record was sent with costs nothing; what it was not sent with is asked for by a press."""

    def __init__(self, ui_context: UiContext, session: RecordSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme, px = ui_context.theme, ui_context.theme.px
        self._session = session
        self.setObjectName("recordNumbers")
        self.setAccessibleName("Views and downloads")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(2))
        self._table = QWidget()
        grid = QGridLayout(self._table)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(px(16))
        grid.setVerticalSpacing(px(4))
        grid.setColumnStretch(0, 1)
        for place, words in enumerate(("this version", "all versions"), 1):
            grid.addWidget(_right(label(words, "small", "muted")), 0, place)
        self._cells = {}
        for line, (name, words) in enumerate((("views", "Views (people)"), ("downloads", "Downloads (people)")), 1):
            grid.addWidget(label(words, "small"), line, 0)
            for place, which in enumerate(("this", "all"), 1):
                cell = _right(label("", "small"))
                self._cells[name, which] = cell
                grid.addWidget(cell, line, place)
        column.addWidget(self._table)
        self._hint = Prose("small", "muted")
        column.addWidget(self._hint)
        self._ask = Button(theme, ButtonKind.LINK, "Ask Zenodo for the numbers: 1 request")
        self._ask.setObjectName("askStatsButton")
        self._ask.clicked.connect(session.ask_stats)
        column.addWidget(self._ask)
        session.changed.connect(self.show_numbers)

    def show_numbers(self) -> None:
        """Show what the session knows."""
        session = self._session
        stats = session.stats
        self._table.setVisible(stats is not None)
        problem = session.problems.get(STATS)
        loading = STATS in session.loading
        self._ask.setVisible(stats is None and not loading)
        words = "Asking Zenodo for the numbers." if loading else problem.message if problem is not None else ""
        self._hint.show_text(words)
        self._hint.setVisible(bool(words))
        if stats is not None:
            for which, counts in (("this", stats.this), ("all", stats.all)):
                for name in ("views", "downloads"):
                    self._cells[name, which].setText(_counted(counts, name))


def _counted(counts: Stats, name: str) -> str:
    value, people = getattr(counts, name), getattr(counts, f"unique_{name}")
    if value is None:
        return "–"
    return number(value) if people is None else f"{number(value)} ({number(people)})"


def _right(made: QLabel) -> QLabel:
    made.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return made
