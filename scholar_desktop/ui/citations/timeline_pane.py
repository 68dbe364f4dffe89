"""The timeline of a citation list: citations by year with a legend, and the first and the most influential paper."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import ceil

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from scholar_desktop.domain.citations.citation import Citation
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.text.titles import plain
from scholar_desktop.services.citations.timeline import Timeline
from scholar_desktop.translation import gettext, ngettext, shown
from scholar_desktop.ui.citations.timeline_chart import INTENT_PARTS, INTENT_WORDS, TimelineChart
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.theme.type_scale import CAPTION, SMALL
from scholar_desktop.ui.widgets.button import Button, ButtonContent, ButtonKind, ElidedLink
from scholar_desktop.ui.widgets.flow import FlowLayout
from scholar_desktop.ui.widgets.label import ElidedLabel, label
from scholar_desktop.ui.widgets.message_page import PageMessage
from scholar_desktop.ui.widgets.note import Note, Step
from scholar_desktop.ui.widgets.state_pane import EMPTY, FULL, PARTIAL, StatePane
from scholar_desktop.ui.words import wording

Entry = tuple[str, str]
"""Text, and the name of the colour token."""

LEAST_SPAN = 160
"""Least width of the words about the chosen years beside the legend, in pixels at base size."""


class Legend(QWidget):
    """Small squares with their texts, on as many lines as they need."""

    def __init__(self, theme: Theme, entries: Sequence[Entry], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._entries: tuple[Entry, ...] = ()
        policy = QSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme.changed.connect(self.updateGeometry)
        self.show_entries(entries)

    def show_entries(self, entries: Sequence[Entry]) -> None:
        self._entries = tuple((shown(words), colour) for words, colour in entries)
        colours = ", ".join(words for words, _ in self._entries)
        self.setAccessibleName(gettext("Colours: {meanings}", meanings=colours))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(ceil(sum(self._width(words) for words, _ in self._entries)), self._line())

    def minimumSizeHint(self) -> QSize:
        return QSize(ceil(max((self._width(words) for words, _ in self._entries), default=0)), self._line())

    def heightForWidth(self, width: int) -> int:
        return len(self._lines(width)) * self._line()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, px = self._theme, self._theme.px
        painter = QPainter(self)
        painter.setFont(theme.type.font(CAPTION))
        side, line = px(8), self._line()
        lines = self._lines(self.width())
        above = max(0, self.height() - len(lines) * line) / 2  # on the line of a higher button beside it
        for number, entries in enumerate(lines):
            x, top = 0.0, above + number * line
            for words, colour in entries:
                width = self._width(words)
                room = width - side - px(6)
                mirrored = self.isRightToLeft()
                left = self.width() - x - side if mirrored else x
                painter.fillRect(QRectF(left, top + (line - side) / 2, side, side), theme.colour(colour))
                painter.setPen(theme.colour("muted"))
                box = QRectF(left - px(6) - room if mirrored else left + side + px(6), top, room, line)
                # the leading edge: a painter for right to left turns it round itself
                painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)
                x += width
        painter.end()

    def _lines(self, width: int) -> list[list[Entry]]:
        """Return the entries of each line."""
        lines: list[list[Entry]] = [[]]
        used = 0.0
        for entry in self._entries:
            wanted = self._width(entry[0])
            if lines[-1] and used + wanted > width + 1:
                lines.append([])
                used = 0.0
            lines[-1].append(entry)
            used += wanted
        return lines

    def _line(self) -> int:
        return self._theme.type.line(CAPTION) + 6

    def _width(self, words: str) -> float:
        return self._theme.type.metrics(CAPTION).horizontalAdvance(words) + self._theme.px(28)


BY_INTENT = tuple((INTENT_WORDS[part], colour) for part, colour in INTENT_PARTS)
BY_INFLUENCE = ((Message("other"), "plot2"), (Message("influential"), "warn"))

OF_ALL = {"first": Message("First"), "strongest": Message("Most influential")}
OF_LOADED = {"first": Message("Earliest loaded"), "strongest": Message("Most influential")}
TITLES = (*OF_ALL.values(), *OF_LOADED.values())


class TimelinePane(QWidget):
    """Shows a timeline.

    Signals: `years_chosen` (first and last, None for all), `opened` (a paper), `chosen` (for actions; bars choose
    none), `loaded_wanted` (nothing is loaded yet), `rest_wanted` (load all), `show_list` (show the papers of the chosen
    years).
    """

    years_chosen = Signal(object, object)
    opened = Signal(object)
    chosen = Signal(object, object)
    loaded_wanted = Signal()
    rest_wanted = Signal()
    show_list = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None, *, name: str = "timelineView") -> None:
        super().__init__(parent)
        self._theme = theme
        self.setObjectName(name)
        self.setAccessibleName(gettext("Timeline"))
        px = theme.px
        body = QWidget(self)
        self.pane = StatePane(theme, body, named=self, parent=self)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.pane, 1)
        column = QVBoxLayout(body)
        column.setContentsMargins(0, px(6), 0, px(6))
        column.setSpacing(px(2))
        head = FlowLayout(gap=px(12), line_gap=px(2))
        head.setContentsMargins(px(14), 0, px(14), 0)
        self._parts = Button(theme, ButtonKind.PLAIN, gettext("By influence"), small=True)
        self._parts.setObjectName("timelinePartsButton")
        self._parts.setCheckable(True)
        self._parts.toggled.connect(self._on_parts)
        head.addWidget(self._parts)
        self.legend = Legend(theme, BY_INTENT)
        head.addWidget(self.legend)
        self._span = ElidedLabel("", "small", "muted")
        self._span.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        head.add_growing(self._span, px(LEAST_SPAN))
        self._undated = label("", "small", "muted")
        self._undated.setObjectName("timelineUndated")
        head.addWidget(self._undated)
        self._to_list = Button(theme, ButtonKind.LINK, small=True)
        self._to_list.setObjectName("timelineListButton")
        self._to_list.clicked.connect(self.show_list)
        self._to_list.hide()
        head.addWidget(self._to_list)
        column.addLayout(head)
        self.chart = TimelineChart(theme)
        self.chart.chosen.connect(self._on_chosen)
        body.setFocusProxy(self.chart)  # not its first control
        column.addWidget(self.chart, 1)
        self._papers: dict[str, Paper | None] = {}
        self._links: dict[str, ElidedLink] = {}
        self._titles: dict[str, ElidedLabel] = {}
        for name in ("first", "strongest"):
            column.addLayout(self._row(name, shown(OF_ALL[name])))
        self.clear()

    def add_foot(self, foot: QWidget) -> None:
        """Put *foot* below the timeline."""
        layout = self.layout()
        if layout is not None:
            layout.addWidget(foot)

    def clear(self, heading: str = "", text: str = "", step: str = "") -> None:
        """Empty the timeline.

        Args:
            step: the text of the main button, empty for none.
        """
        steps = (Step(step, self.loaded_wanted.emit, main=True),) if step else ()
        self.pane.show_message(EMPTY, PageMessage(heading or gettext("Nothing to count yet"), text, steps=steps))

    def show_timeline(
        self,
        timeline: Timeline,
        first: Citation | None,
        strongest: Citation | None,
        *,
        loaded: int,
        total: int | None,
        has_more: bool = False,
        filters: str = "",
        clear_filters: Callable[[], None] | None = None,
    ) -> None:
        """Show *timeline*.

        Args:
            first, strongest: the rows that *timeline* names.
            loaded: rows loaded.
            total: rows in all; None if unknown.
            has_more: whether the rest can be loaded.
            filters: those that the counted rows pass, besides the years; empty if there are none.
            clear_filters: clears them.
        """
        if not timeline.count:
            self.clear(gettext("No citing papers found"), gettext("There is nothing to count."))
            return
        is_part = total is not None and total > loaded
        self.chart.show_timeline(timeline, is_part=is_part)
        for name, edge in (("first", first), ("strongest", strongest)):
            paper = edge.paper if edge is not None else None
            self._papers[name] = paper
            self._links[name].setEnabled(paper is not None and bool(paper.id))
            self._links[name].show_words(_paper_words(edge))
        for name, title in self._titles.items():
            # the services send the newest first: nothing is known about the first of all before all are loaded
            title.show_text(shown((OF_LOADED if is_part else OF_ALL)[name]))
        words, steps = "", []
        if total is not None and is_part:
            words = gettext(
                "Based on {loaded} of {total} citations", loaded=wording.number(loaded), total=wording.number(total)
            )
            if has_more:
                steps.append(Step(gettext("Load all"), self.rest_wanted.emit))
        only = gettext("Only papers that match: {filters}", filters=filters) if filters else ""
        if only and clear_filters is not None:
            steps.append(Step(gettext("Clear filters"), clear_filters))
        note = Note(words or only, only if words else "", "panel", "info", tuple(steps))
        if is_part:
            self.pane.show_rows(PARTIAL, note)
        else:
            self.pane.show_rows(FULL, *((note,) if only else ()))
        self._say_span()

    def show_span(self, first: int | None, last: int | None) -> None:
        """Show the years that the filter of the list has."""
        self.chart.show_span(first, last)
        self._say_span()

    def _row(self, name: str, words: str) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(self._theme.px(16), 0, self._theme.px(16), 0)
        row.setSpacing(self._theme.px(6))
        title = ElidedLabel(words, "small", "muted")
        title.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        longest = self._theme.type.widest(map(shown, TITLES), SMALL)
        title.setFixedWidth(max(self._theme.px(104), longest + self._theme.px(2)))
        self._titles[name] = title
        row.addWidget(title)
        link = ElidedLink(self._theme, words)
        link.setObjectName(f"timeline.{name}")
        link.clicked.connect(lambda: self._open(name))
        self._links[name] = link
        row.addWidget(link)
        row.addStretch(1)
        return row

    def _open(self, name: str) -> None:
        if (paper := self._papers.get(name)) is not None:
            self.opened.emit(paper)

    def _on_parts(self, on: bool) -> None:
        self.chart.show_by_influence(on)
        self.legend.show_entries(BY_INFLUENCE if on else BY_INTENT)
        self._parts.show_content(ButtonContent(gettext("By intent") if on else gettext("By influence")))

    def _on_chosen(self, first: int | None, last: int | None) -> None:
        self._say_span()
        self.years_chosen.emit(first, last)

    def _say_span(self) -> None:
        span, undated = self.chart.span, self.chart.timeline.undated
        self._undated.setText(ngettext("{count} paper without a year", "{count} papers without a year", undated))
        self._undated.setVisible(undated > 0 and span is None)
        words = ""
        if span is not None:
            years = str(span[0]) if span[0] == span[1] else f"{span[0]}–{span[1]}"
            words = gettext("{years} selected. Double-click or press Esc for all years.", years=years)
        inside = sum(year.count for year in self.chart.timeline.years if span and span[0] <= year.year <= span[1])
        self._to_list.setVisible(inside > 0)
        self._to_list.show_content(ButtonContent(ngettext("Show {count} paper", "Show {count} papers", inside)))
        self._span.show_text(words)


def _paper_words(edge: Citation | None) -> str:
    if edge is None:
        return gettext("unknown")
    paper = edge.paper
    if paper is None:
        return edge.text or gettext("Unnamed paper")
    who = wording.authors_cited(paper.authors)
    parts = [part for part in (who, str(paper.year or ""), gettext("influential") if edge.influential else "") if part]
    title = plain(paper.title) or gettext("Untitled")
    return f"{title} — {' · '.join(parts)}"
