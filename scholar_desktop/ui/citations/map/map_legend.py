"""The footer of a map: the meaning of the signs, and how much of the map is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from scholar_desktop.domain.citations.citation_map import CitationMap, count_in_both
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.text.shortening import quotable
from scholar_desktop.domain.text.titles import plain
from scholar_desktop.translation import gettext, ngettext, shown
from scholar_desktop.ui.citations.map import drawing
from scholar_desktop.ui.citations.map.chart import DotKind
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.theme.type_scale import CAPTION
from scholar_desktop.ui.words.batch_names import short_title
from scholar_desktop.ui.words.literal_text import set_tooltip
from scholar_desktop.ui.words.wording import number

WORDS_SHARE = 0.4
"""The share of a line that the words have beside the signs, at least."""
LEAST_CURRENT = 90
"""With less room, at 13 px text, the words about the current paper are left out rather than cut."""
MOST_SELECTED = 888
"""The number of selected papers for which there is room before the counts: the map keeps its size if some are."""
Sign = tuple[DotKind | str, str, float]
"""A sign, its words, and the width of both in pixels."""
_LINES = ((Message("influential"), "plot1"), (Message.in_context("link", "cites"), "edge"))


class MapLegend(QWidget):
    """Counts at the left, signs at the right. Where a row has no room for both, the signs are in the lines below; long
    counts have more than one line there."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._words = self._chosen = self._current = self._filters = ""
        self.setObjectName("mapLegend")
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme.changed.connect(self.updateGeometry)
        self.show_counts("", "")

    def show_counts(self, words: str, chosen: str, current: str = "") -> None:
        """Show the counts.

        Args:
            words: '212 papers · 1,041 links'.
            chosen: '3 selected', or empty.
            current: the paper with the ring of the keyboard, and whether it is selected; empty for none.
        """
        self._words, self._chosen, self._current = words, chosen, current
        self._show()

    def show_filters(self, filters: str) -> None:
        """Say that the map is also of the loaded papers that do not match *filters*; empty for none."""
        words = gettext("Drawn from all loaded papers, not only papers that match: {filters}", filters=filters)
        self._filters = words if filters else ""
        self._show()

    def _show(self) -> None:
        parts = self._words, self._filters, self._chosen, self._current
        label_text = ", ".join(part for part in parts if part)
        legend = gettext(
            "Square: in library. Disc: open copy. Ring: no open copy. Larger: more citations. Ring around it: selected."
        )
        self.setAccessibleName(". ".join(part for part in (label_text, legend) if part))
        set_tooltip(self, label_text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, self._line())

    def heightForWidth(self, width: int) -> int:
        if self._is_one_line(width):
            return self._line()
        return self._words_height(width) + self._line() * len(self._sign_lines(width))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, px = self._theme, self._theme.px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        painter.fillRect(self.rect(), theme.colour("panel"))
        painter.fillRect(0, 0, self.width(), 1, theme.colour("line"))
        painter.setFont(theme.type.font(CAPTION))
        line = self._line()
        if self._is_one_line(self.width()):
            signs = self._signs()
            x = float(self.width() - px(12) - sum(width for _, _, width in signs))
            self._draw_words(painter, x - px(16 + 12), line)
            self._draw_signs(painter, signs, x, 0)
        else:
            height = self._words_height(self.width())
            self._draw_words(painter, self.width() - px(16 + 12), height)
            for number, signs in enumerate(self._sign_lines(self.width())):
                self._draw_signs(painter, signs, px(14), height + number * line)
        painter.end()

    def _draw_words(self, painter: QPainter, room: float, height: int) -> None:
        painter.setPen(self._theme.colour("muted"))
        side = Qt.AlignmentFlag.AlignRight if self.isRightToLeft() else Qt.AlignmentFlag.AlignLeft
        align = Qt.AlignmentFlag.AlignVCenter | side | Qt.AlignmentFlag.AlignAbsolute
        place = self._place(self._theme.px(16), room)
        place.setHeight(height)
        painter.drawText(place, align | Qt.TextFlag.TextWordWrap, self.text_in(room))

    def _draw_signs(self, painter: QPainter, signs: list[Sign], x: float, top: int) -> None:
        side = Qt.AlignmentFlag.AlignRight if self.isRightToLeft() else Qt.AlignmentFlag.AlignLeft
        align = Qt.AlignmentFlag.AlignVCenter | side | Qt.AlignmentFlag.AlignAbsolute
        px = self._theme.px
        for sign, text, width in signs:
            self._draw_sign(painter, sign, self._place(x + px(8), 0).left(), top + self._line() / 2)
            painter.setPen(self._theme.colour("muted"))
            painter.drawText(self._place(x + px(19), width, top), align, text)
            x += width

    def text_in(self, room: float) -> str:
        """Return the counts, after as much of the words about the current paper as has room in *room* pixels: the map
        names that paper, too."""
        counts = " · ".join(part for part in (self._chosen, self._words, self._filters) if part)
        metrics, between = self._theme.type.metrics(CAPTION), " · "
        left = room - metrics.horizontalAdvance(between + counts)
        current = metrics.elidedText(self._current, Qt.TextElideMode.ElideMiddle, round(left)) if left > 0 else ""
        if current != self._current and left < self._theme.px(LEAST_CURRENT):
            current = ""
        return between.join(part for part in (current, counts) if part)

    def _is_one_line(self, width: int) -> bool:
        """True if *width* has room for the signs beside the words, also when these change: the map keeps its size."""
        words = self._theme.type.metrics(CAPTION).horizontalAdvance(self._widest_counts()) + self._theme.px(16 + 12)
        return sum(wide for _, _, wide in self._signs()) + max(width * WORDS_SHARE, words) <= width

    def _words_height(self, width: int) -> int:
        """Return the height of the counts where they have the whole width."""
        metrics, room = self._theme.type.metrics(CAPTION), max(1, width - self._theme.px(16 + 12))
        wrapped = metrics.boundingRect(QRect(0, 0, room, 0), Qt.TextFlag.TextWordWrap, self._widest_counts())
        return self._line() + (round(wrapped.height() / metrics.lineSpacing()) - 1) * metrics.lineSpacing()

    def _widest_counts(self) -> str:
        """Return the counts with a number of selected papers, also while none is selected."""
        chosen = self._chosen or gettext("{count} selected", count=MOST_SELECTED)
        return " · ".join(part for part in (chosen, self._words, self._filters) if part)

    def _sign_lines(self, width: int) -> list[list[Sign]]:
        """Return the signs of each line below the counts."""
        lines: list[list[Sign]] = [[]]
        for sign in self._signs():
            if lines[-1] and sum(wide for _, _, wide in [*lines[-1], sign]) > width - self._theme.px(14):
                lines.append([])
            lines[-1].append(sign)
        return lines

    def _line(self) -> int:
        """Return the height of a line."""
        return max(self._theme.px(26), self._theme.type.line(CAPTION) + 8)

    def _place(self, x: float, width: float, top: int = 0) -> QRectF:
        """Return where something is that begins *x* pixels after the beginning of the row at *top*."""
        left = self.width() - x - width if self.isRightToLeft() else x
        return QRectF(left, top, width, self._line())

    def _signs(self) -> list[Sign]:
        metrics, px = self._theme.type.metrics(CAPTION), self._theme.px
        items: list[tuple[DotKind | str, str]] = [(kind, shown(kind.value)) for kind in DotKind]
        items += [(colour, shown(words)) for words, colour in _LINES]
        items += [("selected", gettext("selected")), ("size", gettext("citations"))]
        return [(sign, words, metrics.horizontalAdvance(words) + px(32)) for sign, words in items]

    def _draw_sign(self, painter: QPainter, sign: DotKind | str, x: float, y: float) -> None:
        theme, px = self._theme, self._theme.px
        if isinstance(sign, DotKind):
            drawing.draw_dot(painter, sign, x, y, px(6), drawing.map_style(theme))
        elif sign == "size":
            painter.setPen(QPen(theme.colour("muted"), 1.2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            for radius in (px(6), px(3)):
                drawing.draw_ring(painter, x, y + px(6) - radius, radius, theme.colour("muted"), 1.2)
        elif sign == "selected":
            style = drawing.map_style(theme)
            drawing.draw_dot(painter, DotKind.OPEN, x, y, px(3), style)
            drawing.draw_ring(painter, x, y, px(6), style.chosen, 2.0)
        else:
            painter.setPen(QPen(theme.colour(sign), 1.8))
            painter.drawLine(round(x - px(7)), round(y), round(x + px(7)), round(y))


def hide_words(papers: Sequence[Paper]) -> tuple[str, str, str]:
    """Return what the menu, the message about the undo, and the message say of *papers* that were hidden."""
    if len(papers) == 1:
        title = short_title(quotable(plain(papers[0].title)))
        return (
            gettext("hide “{title}” from the map", title=title),
            gettext("Shown on the map again: “{title}”.", title=title),
            gettext("Hid “{title}” from the map.", title=title),
        )
    count = len(papers)
    return (
        ngettext("hide {count} paper from the map", "hide {count} papers from the map", count),
        ngettext("{count} paper is on the map again.", "{count} papers are on the map again.", count),
        ngettext("Hid {count} paper from the map.", "Hid {count} papers from the map.", count),
    )


def selected_words(chosen: int, drawn: int) -> str:
    """Return how many of the papers that are drawn are selected; empty if none is."""
    if 1 < chosen == drawn:
        return gettext("All selected")
    return gettext("{count} selected", count=chosen) if chosen else ""


class CountsAround(NamedTuple):
    """How many papers a map around a paper may have: that paper, and those of its two lists.

    loaded: with those that are loaded; total: with those that the service counts; is_cut: a list has too many to draw
    all; is_whole: both lists are loaded to their end.
    """

    loaded: int
    total: int
    is_cut: bool
    is_whole: bool


def papers_words(known: CitationMap, drawn: int, lists: CountsAround | None, in_library: int) -> str:
    """Return '301 papers', or how many are drawn of the library, or of the only centre of the map with the papers that
    cite it and that it cites.

    Args:
        drawn: the papers that are drawn.
        lists: the counts of the lists of the only centre; None for another map, and for one that the user extended.
        in_library: how many papers the library has whose map it is; 0 for another map.
    """
    around = len(known.papers) - len(known.centres)
    if in_library > len(known.centres):
        own = ngettext(
            "{drawn} of {count} paper of your library: those added last",
            "{drawn} of {count} papers of your library: those added last",
            in_library,
            drawn=number(len(known.centres)),
        )
        every = ngettext("{count} paper", "{count} papers", drawn)
        return f"{every} · {own}" if around else own
    if lists is not None:  # a paper that is in both lists is counted twice there
        twice = count_in_both(known)
        lists = lists._replace(loaded=lists.loaded - twice, total=lists.total - twice)
    if lists is None or lists.total <= len(known.papers):
        return ngettext("{count} paper", "{count} papers", drawn)
    return drawn_words(drawn, len(known.papers), lists)


def drawn_words(drawn: int, known: int, lists: CountsAround) -> str:
    """Return how many papers a map shows.

    Args:
        drawn: the papers that are drawn.
        known: those and the ones that the user has hidden.
    """
    loaded, total = lists.loaded, lists.total
    missing = 0 if lists.is_cut else total - known
    if missing and not lists.is_whole:
        return gettext("{drawn} of {total} papers drawn; not all are loaded", drawn=number(drawn), total=number(total))
    if missing:
        return ngettext(
            "{drawn} of {total} papers drawn; Semantic Scholar has no record of {count} paper",
            "{drawn} of {total} papers drawn; Semantic Scholar has no record of {count} papers",
            missing,
            drawn=number(drawn),
            total=number(total),
        )
    if loaded < total:
        return ngettext(
            "{drawn} of the {count} loaded paper drawn, influential and most cited first; {total} in all",
            "{drawn} of the {count} loaded papers drawn, influential and most cited first; {total} in all",
            loaded,
            drawn=number(drawn),
            total=number(total),
        )
    return ngettext(
        "{drawn} of {count} paper drawn, influential and most cited first",
        "{drawn} of {count} papers drawn, influential and most cited first",
        total,
        drawn=number(drawn),
    )
