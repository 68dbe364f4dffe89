"""The panel for the year filter of a search: two boxes, and bars of the papers per year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QRegularExpression, Qt, Signal
from PySide6.QtGui import QRegularExpressionValidator
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QSizePolicy, QWidget

from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.search.facet_counts import year_counts
from scholar_desktop.domain.search.filters import Filters
from scholar_desktop.translation import gettext, pgettext
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.widgets.button import Button, ButtonKind
from scholar_desktop.ui.widgets.charts.year_bars import YearBars
from scholar_desktop.ui.widgets.label import label
from scholar_desktop.ui.widgets.overlay import Overlay

FIRST_YEAR = 1000
BARS_HEIGHT = 36
YEAR_LENGTH = 4
MOST_LETTERS = 2 * YEAR_LENGTH + 3
_YEAR_OR_YEARS = QRegularExpression(r"([0-2]?\d{0,3})(\s?[-–]\s?([0-2]\d{0,3})?)?")


class YearsPanel(Overlay):
    """Two boxes for the first and the last year. Enter accepts them."""

    chosen = Signal(object, object)

    def __init__(self, theme: Theme, window: QWidget, *, who: str = "") -> None:
        """who: names the services that apply the filter; empty if no service is queried."""
        super().__init__(theme, window)
        self.setObjectName("yearsPanel")
        self.setAccessibleName(gettext("Years"))
        grid = QGridLayout(self)
        grid.setContentsMargins(theme.px(14), theme.px(12), theme.px(12), theme.px(10))
        grid.setHorizontalSpacing(theme.px(8))
        grid.setVerticalSpacing(theme.px(6))
        self._boxes = []
        for column, (name, words, spoken) in enumerate(
            (
                ("yearFromEdit", pgettext("year", "From"), gettext("From year")),
                ("yearToEdit", pgettext("year", "To"), gettext("To year")),
            )
        ):
            heading = label(words, "small", "muted")
            box = QLineEdit()
            box.setObjectName(name)
            box.setAccessibleName(spoken)
            box.setPlaceholderText(gettext("any"))
            box.setMaxLength(MOST_LETTERS)
            box.setValidator(QRegularExpressionValidator(_YEAR_OR_YEARS, box))
            box.textEdited.connect(self._on_edited)
            box.setFixedWidth(theme.px(92))
            box.returnPressed.connect(self._take)
            heading.setBuddy(box)
            grid.addWidget(heading, 0, column)
            grid.addWidget(box, 1, column)
            self._boxes.append(box)
        self._bars = YearBars(theme, self, bar_height=BARS_HEIGHT)
        self._bars.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)  # as wide as the boxes
        self._bars.picked.connect(self._on_year)
        grid.addWidget(self._bars, 2, 0, 1, 2)
        if who:
            note = label(who, "small", "muted", wrap=True)
            policy = note.sizePolicy()
            policy.setHorizontalPolicy(QSizePolicy.Policy.Ignored)  # as wide as the boxes
            note.setSizePolicy(policy)
            grid.addWidget(note, 3, 0, 1, 2)
        row = QHBoxLayout()
        row.setSpacing(theme.px(4))
        row.addStretch(1)
        any_year = Button(theme, ButtonKind.PLAIN, gettext("Clear"), small=True)
        any_year.clicked.connect(self._clear)
        take = Button(theme, ButtonKind.PRIMARY, gettext("Apply"), small=True)
        take.clicked.connect(self._take)
        row.addWidget(any_year)
        row.addWidget(take)
        grid.addLayout(row, 4, 0, 1, 2)

    def open_below(
        self,
        chip: QWidget,
        filters: Filters,
        papers: Sequence[Paper] = (),
        *,
        counts: Mapping[int, int] | None = None,
    ) -> None:
        """Open the panel below *chip*. papers: the list whose years are counted; counts: its years, if they are known
        without reading the papers."""
        counts = dict(year_counts(papers)) if counts is None else counts
        self._bars.show_years({year: counts.get(year, 0) for year in _span(counts)}, {}, None)
        self._bars.setVisible(bool(counts))
        for box, year in zip(self._boxes, (filters.year_from, filters.year_to), strict=True):
            box.setText("" if year is None else str(year))
        self.show_under(chip, self._boxes[0])

    def _on_edited(self, text: str) -> None:
        """Put the two years of a text such as 2015-2020, typed or pasted into one of the boxes, into both."""
        first, dash, last = text.replace("–", "-").partition("-")
        if dash and len(first.strip()) == len(last.strip()) == YEAR_LENGTH:
            for box, year in zip(self._boxes, (first, last), strict=True):
                box.setText(year.strip())

    def _take(self) -> None:
        for box in self._boxes:
            box.setText(box.text().rstrip(" -–"))  # 2015- is 2015 and later
            if len(box.text()) > YEAR_LENGTH:  # 2015-20 is no range: it stays to be completed
                box.setFocus(Qt.FocusReason.OtherFocusReason)
                return
        years = [int(box.text()) if box.text() and int(box.text()) >= FIRST_YEAR else None for box in self._boxes]
        first, last = years
        if first is not None and last is not None and first > last:
            first, last = last, first
        self.close_panel()
        self.chosen.emit(first, last)

    def _on_year(self, year: int) -> None:
        for box in self._boxes:
            box.setText(str(year))

    def _clear(self) -> None:
        self.close_panel()
        self.chosen.emit(None, None)


def _span(counts: Mapping[int, int]) -> range:
    """Return all years from the first to the last of *counts*."""
    return range(min(counts), max(counts) + 1) if counts else range(0)
