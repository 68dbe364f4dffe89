"""A bar chart of the years of a citation list, in which the user selects a range of years."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from scholar_desktop.domain.citations.citation import INTENT_TITLES
from scholar_desktop.domain.text.message import Message
from scholar_desktop.services.citations.timeline import Timeline, YearCount
from scholar_desktop.translation import gettext, ngettext, shown
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.theme.type_scale import CAPTION, REGULAR, STRONG
from scholar_desktop.ui.widgets.accessibility import CHART, is_listened_to
from scholar_desktop.ui.widgets.unseen_list import UnseenList
from scholar_desktop.ui.words.literal_text import hide_tooltip, show_tooltip
from scholar_desktop.ui.words.wording import number

INTENT_PARTS = (("background", "plot2"), ("method", "plot1"), ("result", "plot3"), ("none", "line2"))
"""From the bottom of a bar to its top, with the token of the colour."""
INTENT_WORDS = {**INTENT_TITLES, "none": Message("no intent")}
_EDGE = 5
"""Distance in pixels from the edge of the selected range within which the edge can be dragged."""
WIDEST_YEAR = 168.0
"""Widest distance from one year to the next: a paper of few years has its bars in the middle of a large window."""
WIDEST_BAR = 92.0


class TimelineChart(QWidget):
    """A click selects a year, a drag a range; the edges of the range can be dragged, a double click selects all years.

    Keys: Left and Right move from year to year, Home and End to the first and the last one with citations; with Shift
    they select a range. Space selects, Esc selects all years.
    If it is not `choosable`, there is no list to filter and the years are only displayed.

    Signal `chosen`: the first and the last year, both None for all.
    """

    chosen = Signal(object, object)

    def __init__(self, theme: Theme, name: str = "timelineChart", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.timeline = Timeline()
        self.unloaded = 0
        self.by_influence = False
        self.span: tuple[int, int] | None = None
        self.current: int | None = None
        self._anchor: int | None = None
        self.choosable = True
        self.setObjectName(name)
        self.setAccessibleName(gettext("Citations per year"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        theme.changed.connect(self.update)
        self.setProperty(CHART, True)
        self._spoken: UnseenList | None = None

    def show_timeline(self, timeline: Timeline, *, is_part: bool = False) -> None:
        """Show *timeline*. is_part: more citations can be loaded. Services send the newest first, so that nothing is
        known of the years before the first one with citations: they are `unloaded`."""
        self.timeline = timeline
        first = next((place for place, year in enumerate(timeline.years) if year.count), 0)
        self.unloaded = first if is_part else 0
        years = [each.year for each in timeline.years]
        if not years:
            self.current = None
        elif self.current is not None:  # the year of another paper's timeline, perhaps
            first, last = (years[0], years[-1]) if self.hasFocus() else self._ends()
            self.current = max(first, min(self.current, last))
        self._tell()
        self.update()

    def show_by_influence(self, on: bool) -> None:
        """Divide bars by influence (True), or by intent."""
        self.by_influence = on
        self.update()

    def show_span(self, first: int | None, last: int | None) -> None:
        """Show the range selected elsewhere, without emitting a signal. None on one side means that end of the
        chart."""
        years = self.timeline.years
        if (first is None and last is None) or not years:
            self.span = None
        else:
            self.span = (first if first is not None else years[0].year, last if last is not None else years[-1].year)
        self._tell()
        self.update()

    def rect_of(self, year: int) -> QRectF:
        """Return the area of the bar of *year*, over the full height of the chart."""
        area, step = self._area(), self._step()
        place = year - self.timeline.years[0].year if self.timeline.years else 0
        return QRectF(self._left() + place * step, area.top(), step, area.height())

    def sizeHint(self) -> QSize:
        return QSize(300, self._theme.px(92))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self._theme.px(76))

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, px = self._theme, self._theme.px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        step, years = self._step(), self.timeline.years
        most = max((year.count for year in years), default=1) or 1
        painter.setFont(theme.type.font(CAPTION))
        metrics = theme.type.metrics(CAPTION)
        gap = max(min(px(12), max(1.0, step * 0.14)), step - px(WIDEST_BAR))
        if self.span is not None:  # filled: a frame is the focus
            self._paint_span(painter, self.rect_of(self.span[0]).united(self.rect_of(self.span[1])))
        for year in years:
            box = self.rect_of(year.year).adjusted(gap / 2, 0, -gap / 2, 0)
            self._paint_bar(painter, year, box, most)
        self._paint_base(painter)
        self._paint_years(painter, metrics.horizontalAdvance("0000"))
        self._paint_counts(painter, most, gap)
        if self.hasFocus() and self.current is not None and years:
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.rect_of(self.current).adjusted(1, 1 - px(16), -1, 0))
        painter.end()

    def _paint_span(self, painter: QPainter, years: QRectF) -> None:
        """Fill the ground of the selected years, over a line that is seen with high contrast, too."""
        px = self._theme.px
        painter.fillRect(years.adjusted(0, -px(16), 0, 0), self._theme.colour("select"))
        painter.fillRect(QRectF(years.left(), years.bottom() + 1, years.width(), px(3)), self._theme.colour("accent"))

    def _paint_base(self, painter: QPainter) -> None:
        """Draw the line below the bars, dashed below the years that are not loaded, with a word of that above."""
        theme, step, years = self._theme, self._step(), len(self.timeline.years)
        left, foot = self._left(), self._area().bottom()
        known = left + self.unloaded * step
        painter.fillRect(QRectF(known, foot, step * (years - self.unloaded), 1), theme.colour("line2"))
        if not self.unloaded:
            return
        painter.setPen(QPen(theme.colour("line2"), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(left, foot + 0.5), QPointF(known, foot + 0.5))
        room = known - left - theme.px(8)
        words = theme.type.metrics(CAPTION).elidedText(self._unloaded_words(), Qt.TextElideMode.ElideRight, int(room))
        if len(words) > 1:
            painter.setPen(theme.colour("muted"))
            box = QRectF(left + theme.px(4), foot - theme.px(22), room, theme.px(18))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)

    def _unloaded_words(self) -> str:
        return gettext("Earlier citations not loaded")

    def _paint_bar(self, painter: QPainter, year: YearCount, box: QRectF, most: int) -> None:
        foot = box.bottom()
        for count, colour in self._parts(year):
            if not count:
                continue
            height = max(1.0, box.height() * count / most)
            painter.fillRect(QRectF(box.left(), foot - height, box.width(), height), self._theme.colour(colour))
            foot -= height

    def _parts(self, year: YearCount) -> list[tuple[int, str]]:
        if self.by_influence:
            return [(year.count - year.influential, "plot2"), (year.influential, "warn")]
        return [(int(getattr(year, part)), colour) for part, colour in INTENT_PARTS]

    def _paint_years(self, painter: QPainter, width: int) -> None:
        theme, step = self._theme, self._step()
        every = next((each for each in (1, 2, 5, 10, 20, 50) if each * step >= width + theme.px(10)), 100)
        for year in self.timeline.years:
            if year.year % every == 0:
                is_chosen = self.span is not None and self.span[0] <= year.year <= self.span[1]
                painter.setFont(theme.type.font(CAPTION, STRONG if is_chosen else REGULAR))
                painter.setPen(theme.colour("text" if is_chosen else "muted"))
                box = self.rect_of(year.year)
                words = QRectF(box.center().x() - width, box.bottom() + 2, 2 * width, theme.px(16))
                painter.drawText(words, Qt.AlignmentFlag.AlignCenter, str(year.year))

    def _paint_counts(self, painter: QPainter, most: int, gap: float) -> None:
        theme, step = self._theme, self._step()
        metrics = theme.type.metrics(CAPTION)
        if step < metrics.horizontalAdvance(number(most)) + 2:
            return
        painter.setFont(theme.type.font(CAPTION))
        painter.setPen(theme.colour("text"))
        for year in self.timeline.years:
            if year.count:
                box = self.rect_of(year.year)
                top = box.bottom() - max(1.0, box.height() * year.count / most)
                words = QRectF(box.left(), top - theme.px(15), box.width(), theme.px(14))
                painter.drawText(words, Qt.AlignmentFlag.AlignCenter, number(year.count))

    def _area(self) -> QRectF:
        px = self._theme.px
        return QRectF(self.rect()).adjusted(px(16), px(20), -px(16), -px(20))

    def _left(self) -> float:
        """Return the left edge of the first year: the years are in the middle."""
        area = self._area()
        return area.left() + (area.width() - self._step() * len(self.timeline.years)) / 2

    def _step(self) -> float:
        return min(self._theme.px(WIDEST_YEAR), self._area().width() / max(1, len(self.timeline.years)))

    # Selection

    def year_at(self, x: float) -> int | None:
        """Return the year at a horizontal position, None outside the bars."""
        years = self.timeline.years
        place = int((x - self._left()) // self._step()) if years else -1
        return years[place].year if 0 <= place < len(years) else None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        x = event.position().x()
        year = self.year_at(x)
        if event.button() != Qt.MouseButton.LeftButton or year is None:
            return
        self.current = year
        edge = self._edge_at(x)
        if edge is not None and self.span is not None:
            self._anchor = self.span[1] if edge == 0 else self.span[0]
        elif self.span == (year, year):
            self._choose(None)
        else:
            self._anchor = year
            self._choose((year, year))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        x = event.position().x()
        if self._anchor is not None and event.buttons() & Qt.MouseButton.LeftButton and self.timeline.years:
            years = self.timeline.years
            year = self.year_at(x)
            if year is None:
                year = years[0].year if x < self._left() else years[-1].year
            self._choose((min(year, self._anchor), max(year, self._anchor)))
            return
        self.setCursor(Qt.CursorShape.SizeHorCursor if self._edge_at(x) is not None else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._anchor = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._choose(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        years = self.timeline.years
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        ends = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: 1}
        key = Qt.Key(event.key())
        if not years:
            super().keyPressEvent(event)
        elif key in steps or key in ends:
            step = steps.get(key, 0)
            before = self.current if self.current is not None else self._ends()[1] - step
            self.current = min(years[-1].year, max(years[0].year, before + step)) if step else self._ends()[ends[key]]
            if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                far = before if self.span is None else (self.span[0] if before == self.span[1] else self.span[1])
                self._choose((min(far, self.current), max(far, self.current)))
            self._tell()
            self.update()
        elif key in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current is not None:
            self._choose(None if self.span == (self.current, self.current) else (self.current, self.current))
        elif key == Qt.Key.Key_Escape and self.span is not None:
            self._choose(None)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            year = self.year_at(event.pos().x())
            found = next((each for each in self.timeline.years if each.year == year), None)
            if found is None:
                hide_tooltip()
            else:
                is_loaded = found.year >= self.timeline.years[0].year + self.unloaded
                lines = [self.year_words(found)] if is_loaded else [self.year_words(found), self._unloaded_words()]
                show_tooltip(event.globalPos(), "\n".join(lines), self)
            return True
        return super().event(event)

    def year_words(self, year: YearCount) -> str:
        """Return '2021: 423 papers' and a line for each part."""
        if year.year < self.timeline.years[0].year + self.unloaded:
            return gettext("{year}: not loaded", year=str(year.year))
        lines = [ngettext("{year}: {count} paper", "{year}: {count} papers", year.count, year=str(year.year))]
        for part, _ in INTENT_PARTS:
            if count := getattr(year, part):
                lines.append(f"{shown(INTENT_WORDS[part])}: {number(count)}")
        if year.count:
            lines.append(gettext("influential: {count}", count=year.influential))
        return "\n".join(lines)

    def _ends(self) -> tuple[int, int]:
        """Return the first and the last year with citations, of all years if none has any."""
        years = [each.year for each in self.timeline.years if each.count] or [each.year for each in self.timeline.years]
        return years[0], years[-1]

    def _edge_at(self, x: float) -> int | None:
        """Return 0 at the first edge of the selected range, 1 at the last, None elsewhere."""
        if self.span is None or not self.timeline.years or self.span[0] == self.span[1]:
            return None
        edges = (self.rect_of(self.span[0]).left(), self.rect_of(self.span[1]).right())
        return next((place for place, edge in enumerate(edges) if abs(x - edge) <= _EDGE), None)

    def _choose(self, span: tuple[int, int] | None) -> None:
        if span != self.span and self.choosable:
            self.span = span
            self._tell()
            self.update()
            self.chosen.emit(*(span or (None, None)))

    def _tell(self) -> None:
        found = next((each for each in self.timeline.years if each.year == self.current), None)
        parts = [self.year_words(found).replace("\n", ", ")] if found is not None else []
        if self.span is not None:
            parts.append(gettext("selected: {first} to {last}", first=str(self.span[0]), last=str(self.span[1])))
        self.setAccessibleDescription(". ".join(parts))
        self._tell_years()

    def _tell_years(self) -> None:
        """Tell a screen reader, if there is one, the years with their counts."""
        years = self.timeline.years
        if not is_listened_to():
            return
        if self._spoken is None:
            self._spoken = UnseenList(
                self, gettext("Years"), self._spoken_year, self._rect_at, self._on_spoken_chosen, self._count_at
            )
        if self._spoken.model().rowCount() != len(years):
            self._spoken.show_parts(len(years))
        span = self.span
        self._spoken.show_chosen(
            place for place, year in enumerate(years) if span is not None and span[0] <= year.year <= span[1]
        )
        current = next((place for place, year in enumerate(years) if year.year == self.current), None)
        self._spoken.show_current(current)

    def _spoken_year(self, place: int) -> tuple[str, str]:
        years = self.timeline.years
        if place >= len(years):
            return "", ""
        name, _, parts = self.year_words(years[place]).partition("\n")
        return name, parts.replace("\n", ", ")

    def _count_at(self, place: int) -> int:
        years = self.timeline.years
        return years[place].count if place < len(years) else 0

    def _rect_at(self, place: int) -> QRect:
        years = self.timeline.years
        return self.rect_of(years[place].year).toRect() if place < len(years) else QRect()

    def _on_spoken_chosen(self, place: int) -> None:
        self.current = self.timeline.years[place].year
        self._choose((self.current, self.current))

    def focusInEvent(self, event: QFocusEvent) -> None:
        if self.current is None and self.timeline.years:
            self.current = self._ends()[1]
        self._tell()
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.update()

    def point_of(self, year: int) -> QPointF:
        """Return the centre of a year's bar."""
        return self.rect_of(year).center()
