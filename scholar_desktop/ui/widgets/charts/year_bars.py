"""A bar chart of papers per year. A press on a bar, or Enter on the bar reached with the arrow keys, selects its
year."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from scholar_desktop.translation import gettext, ngettext
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.theme.type_scale import CAPTION
from scholar_desktop.ui.words.literal_text import show_tooltip


class YearBars(QWidget):
    """Bars of one colour, with a darker lower part for papers in the library. Numbers are read by screen readers, and
    shown in the tooltip.

    Signals: `picked` (a year).
    """

    picked = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None, *, bar_height: int = 96) -> None:
        """bar_height: of the highest bar, in pixels at the base size of the text."""
        super().__init__(parent)
        self._theme = theme
        self._bar_height = bar_height
        self._counts: dict[int, int] = {}
        self._kept: dict[int, int] = {}
        self._chosen: int | None = None
        self._at: int | None = None
        self.setObjectName("yearBars")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(gettext("Papers per year"))
        theme.changed.connect(self.update)

    def show_years(self, counts: Mapping[int, int], kept: Mapping[int, int], chosen: int | None) -> None:
        """Show the bars.

        Args:
            counts: papers of each year, without gaps.
            kept: how many of them the library has.
            chosen: the year by which the list is filtered, None for all.
        """
        self._counts, self._kept, self._chosen = dict(counts), dict(kept), chosen
        if self._at not in counts:
            self._at = None
        if counts:
            most = max(counts, key=lambda year: counts[year])
            words = gettext(
                "{first} to {last}, most in {year}: {count}",
                first=str(min(counts)),
                last=str(max(counts)),
                year=str(most),
                count=counts[most],
            )
            self.setAccessibleDescription(words)
        self.update()

    def bar_of(self, year: int) -> QRect:
        """Return the area in which the bar of *year* can be pressed, over the full height."""
        count = len(self._counts)
        place = sorted(self._counts).index(year)
        width = self._bar_width(count)
        left = round(place * width)
        return QRect(left, 0, max(1, round((place + 1) * width) - left), self.height() - self._foot())

    def _bar_width(self, count: int) -> float:
        return min(self.width() / max(1, count), float(self._theme.px(28)))

    def _foot(self) -> int:
        return self._theme.type.line(CAPTION) + self._theme.px(2)

    def _year_at(self, x: float) -> int | None:
        years = sorted(self._counts)
        place = int(x / self._bar_width(len(years))) if years else -1
        return years[place] if 0 <= place < len(years) else None

    def _words_of(self, year: int) -> str:
        count = self._counts.get(year, 0)
        if kept := self._kept.get(year):
            return ngettext(
                "{year}: {count} paper, {kept} in your library",
                "{year}: {count} papers, {kept} in your library",
                count,
                year=str(year),
                kept=kept,
            )
        return ngettext("{year}: {count} paper", "{year}: {count} papers", count, year=str(year))

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(280), self._theme.px(self._bar_height) + self._foot())

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._counts:
            return
        theme, px = self._theme, self._theme.px
        painter = QPainter(self)
        others = "track" if theme.tokens.contrast else "line2"  # in high contrast, a line is darker than a bar
        years = sorted(self._counts)
        most = max(self._counts.values()) or 1
        top, floor = px(4), self.height() - self._foot()
        for year in years:
            box = self.bar_of(year)
            gap = 1 if box.width() > 3 else 0
            tall = max(2 if self._counts[year] else 0, round((floor - top) * self._counts[year] / most))
            bar = QRect(box.left(), floor - tall, box.width() - gap, tall)
            painter.fillRect(bar, theme.colour("plot1" if self._chosen in (None, year) else others))
            kept = round(tall * self._kept.get(year, 0) / max(1, self._counts[year]))
            if kept:
                painter.fillRect(bar.left(), floor - max(3, kept), bar.width(), max(3, kept), theme.colour("plot3"))
            if year == self._at and self.hasFocus():
                painter.setPen(QPen(theme.colour("accent"), 2))
                painter.drawRect(QRect(box.left(), top - 2, max(4, box.width() - 1), floor - top + 2))
        painter.fillRect(0, floor, self.width(), 1, theme.colour("line"))
        painter.setFont(theme.type.font(CAPTION, tabular=True))
        painter.setPen(theme.colour("muted"))
        self._paint_labels(painter, years, floor)
        if self.hasFocus() and self._at is None:
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))
        painter.end()

    def _paint_labels(self, painter: QPainter, years: list[int], floor: int) -> None:
        """Draw the years from left to right in every language; as many as fit without touching."""
        metrics = self._theme.type.metrics(CAPTION, tabular=True)
        word = metrics.horizontalAdvance("2000")
        room = self._bar_width(len(years))
        step = next((step for step in (1, 2, 5, 10, 20, 50, 100) if step * room >= word + self._theme.px(8)), 100)
        last_right = -1
        for year in years:
            if year % step and len(years) > 1:
                continue
            box = self.bar_of(year)
            left = min(max(0, box.center().x() - word // 2), self.width() - word)
            if left > last_right:
                painter.drawText(QPoint(left, floor + metrics.ascent() + 2), str(year))
                last_right = left + word + self._theme.px(4)

    # Keys and pointer

    def mousePressEvent(self, event: QMouseEvent) -> None:
        year = self._year_at(event.position().x())
        if year is not None:
            self.picked.emit(year)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        years = sorted(self._counts)
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is not None and years:
            place = years.index(self._at) + step if self._at in years else (0 if step > 0 else len(years) - 1)
            self._at = years[max(0, min(len(years) - 1, place))]
            self.setAccessibleDescription(self._words_of(self._at))
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self._at is not None:
            self.picked.emit(self._at)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            year = self._year_at(event.pos().x())
            show_tooltip(event.globalPos(), self._words_of(year) if year is not None else "", self)
            return True
        return super().event(event)
