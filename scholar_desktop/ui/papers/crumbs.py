"""The titles of the papers opened one after the other, in one line. The older ones have what the title of the paper
shown leaves, and two fifths of the line if that title is too long for it; of those that would be cut to a few letters,
the oldest are in the menu of “…”."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from scholar_desktop.domain.text.shortening import shorten
from scholar_desktop.translation import gettext
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.theme.type_scale import SMALL
from scholar_desktop.ui.widgets.button import RING, Button, ButtonContent, ButtonKind
from scholar_desktop.ui.widgets.label import ElidedLabel, label
from scholar_desktop.ui.words.literal_text import add_entry, set_tooltip
from scholar_desktop.ui.words.mnemonics import make_menu

MOST_BEFORE = 2
"""Older papers that are named."""
OLDER_SHARE = 0.4
"""Share of the line that the older titles have beside a present title that is cut in any case."""
FEWEST_LETTERS = 8
"""A title that would be cut to fewer letters is left out."""
MENU_LETTERS = 80
"""Most letters of a title in the menu."""
LEAST_WIDTH = 24
"""Width of the button of the menu, in units of the base size."""


class Crumbs(QWidget):
    """Shows the trail. An older title is a link to its paper, and its tooltip has the whole title. The titles that have
    no room are in a menu."""

    left = Signal()
    """A title was chosen by a control of the trail that has the focus."""

    def __init__(self, theme: Theme, go_to: Callable[[int], None], parent: QWidget) -> None:
        """go_to: goes to the paper at a place of the trail."""
        super().__init__(parent)
        self._theme = theme
        self._go_to = go_to
        self._before: list[tuple[str, Button, QLabel]] = []
        self._titles: list[str] = []
        self._left_out = 0
        self._more = Button(theme, ButtonKind.LINK, "…", name=gettext("Earlier papers"), parent=self)
        self._more.setObjectName("trail.more")
        set_tooltip(self._more, gettext("Earlier papers"))
        self._more.clicked.connect(self._on_more)
        self._more_sign = self._arrow()
        self._here = ElidedLabel("", "small")
        self._here.setParent(self)
        theme.changed.connect(self._arrange)

    def show_trail(self, titles: Sequence[str]) -> None:
        """Show the titles of the trail, the oldest first; the last is that of the paper shown, or empty if
        that is not named: then the trail ends with the last link."""
        gone = self._before
        first = max(0, len(titles) - 1 - MOST_BEFORE)
        self._titles = list(titles)
        self._before = [
            (title, self._link(place, title), self._arrow())
            for place, title in enumerate(titles[:-1][first:], start=first)
        ]
        self._here.show_text(titles[-1] if titles else "")
        self._arrange()
        for _, link, arrow in gone:  # last: if the focus leaves a link that is hidden, the trail may change once more
            for widget in (link, arrow):
                widget.hide()
                widget.deleteLater()

    def _link(self, place: int, title: str) -> Button:
        name = gettext("Back to “{title}”", title=title)
        link = Button(self._theme, ButtonKind.LINK, title, name=name, parent=self)
        link.setObjectName(f"trail.{place}")
        set_tooltip(link, title)
        link.clicked.connect(partial(self._on_clicked, place))
        return link

    def _on_clicked(self, place: int, _checked: bool = False) -> None:
        focused = QApplication.focusWidget()
        has_focus = focused is not None and self.isAncestorOf(focused)
        self._go_to(place)
        if has_focus:
            self.left.emit()

    def _on_more(self) -> None:
        """Open the menu of the titles that are left out, the oldest first."""
        menu = make_menu(self._more)
        for place, title in enumerate(self._titles[: self._left_out]):
            entry = add_entry(menu, shorten(title, MENU_LETTERS) or gettext("Untitled"))
            entry.triggered.connect(partial(self._on_clicked, place))
        menu.popup(self._more.mapToGlobal(QPoint(0, self._more.height())))

    def _arrow(self) -> QLabel:
        arrow = label("›", "small", "muted")
        arrow.setParent(self)
        return arrow

    def sizeHint(self) -> QSize:
        return QSize(0, self._theme.type.line(SMALL) + 2 * RING)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Give the present title its width, and the older ones what is left."""
        metrics, gap = self._theme.type.metrics(SMALL), self._theme.px(6)
        arrow = metrics.horizontalAdvance("›") + gap
        least = metrics.averageCharWidth() * FEWEST_LETTERS + 2 * RING
        here = self._here.sizeHint().width() + 2 * gap
        left = self.width() - here
        named = list(self._before)
        more_width = max(self._more.sizeHint().width(), self._theme.px(LEAST_WIDTH))
        more = more_width + arrow
        while len(named) > 1 and left < len(named) * (least + arrow) + more * self._leaves_out(named):
            named.pop(0)
        has_more = self._leaves_out(named)
        self._left_out = len(self._titles) - 1 - len(named) if has_more else 0
        whole = sum(metrics.horizontalAdvance(title) + 2 * RING + arrow for title, _, _ in named) + more * has_more
        # the last older title stays a link, and the present title is also the head of the pane
        needed = len(named) * (least + arrow) + more * has_more
        if left < needed:
            left = max(needed, min(whole, round(self.width() * OLDER_SHARE)))
        x = 0
        self._more.setVisible(has_more)
        self._more_sign.setVisible(has_more)
        if has_more:
            x = self._put(self._more, x, more_width)
            x = self._put(self._more_sign, x, arrow)
        room = left - x - len(named) * arrow
        for place, (title, link, sign) in enumerate(self._before):
            is_named = (title, link, sign) in named
            link.setVisible(is_named)
            sign.setVisible(is_named and (place < len(self._before) - 1 or bool(self._here.whole_text())))
            if is_named:
                share = room // (len(self._before) - place)
                words = metrics.elidedText(title, Qt.TextElideMode.ElideRight, share - 2 * RING)
                name = gettext("Back to “{title}”", title=title)
                link.show_content(ButtonContent(words), name=name)
                width = min(share, link.sizeHint().width())
                room -= width
                x = self._put(link, x, width)
                x = self._put(sign, x, arrow)
        self._put(self._here, x + (gap if x else 0), max(0, self.width() - x - gap))

    def _leaves_out(self, named: list[tuple[str, Button, QLabel]]) -> bool:
        return len(named) < len(self._titles) - 1

    def _put(self, widget: QWidget, x: int, width: int) -> int:
        left = self.width() - x - width if self.isRightToLeft() else x
        height = min(self.height(), max(widget.sizeHint().height(), self.sizeHint().height()))
        widget.setGeometry(QRect(left, (self.height() - height) // 2, width, height))
        return x + width
