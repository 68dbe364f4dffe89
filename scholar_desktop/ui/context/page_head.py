"""The head of a page: the way back if there is one, the title, a note, and the page's own controls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy, QWidget

from scholar_desktop.translation import gettext
from scholar_desktop.ui.theme.type_scale import SMALL, STRONG, TITLE
from scholar_desktop.ui.widgets.button import Button, ButtonKind
from scholar_desktop.ui.widgets.flow import LineFlow
from scholar_desktop.ui.widgets.label import ElidedLabel
from scholar_desktop.ui.widgets.tab_order import LEADS_BACK

if TYPE_CHECKING:
    from scholar_desktop.ui.actions.registry import Actions
    from scholar_desktop.ui.context.navigation import Navigation
    from scholar_desktop.ui.theme.theme import Theme

HEIGHT = 46
EDGE, EDGE_ABOVE_TITLE = 3, 9
"""Space at the top and the bottom, and at the top if the controls are below the title, in pixels at the base size."""
SIDES = 16, 12
"""Space at the start and the end of the line, in pixels at the base size."""
GAP = 4
"""Space between the controls, in pixels at the base size."""
LEAST_NOTE = 96
"""Width that the note gets beside the controls, or else the controls are below."""


TRAIL_PART = 3
"""The width of the head divided by the one that the previous place has beside a long title."""


class PageHead(QWidget):
    """Every page has one, so that titles have one size and place. The controls go below where there is no room."""

    def __init__(self, theme: Theme, title: str = "", *, line: bool = True, parent: QWidget | None = None) -> None:
        """line: whether a line separates it from the page; not if more rows of the head follow."""
        super().__init__(parent)
        self._navigation: Navigation | None = None
        px = theme.px
        if line:
            self.setProperty("edge", "bottom")
            self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._is_note_whole = False
        self._rows = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._rows.setContentsMargins(px(SIDES[0]), px(EDGE), px(SIDES[1]), px(EDGE))
        self._rows.setSpacing(px(8))
        self._words = QHBoxLayout()
        self._words.setSpacing(px(8))
        self._rows.addLayout(self._words, 1)
        self._from = ElidedLabel("", "small", "muted")
        self.title = ElidedLabel(title, "title")
        self.title.setObjectName("pageTitle")
        for words in (self._from, self.title):
            words.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self._from.hide()
        self.note = ElidedLabel("", "small", "muted")
        self._words.addWidget(self._from)
        self._words.addWidget(self.title, 4)
        self._words.addWidget(self.note)
        self._tools = QWidget()
        self._row = LineFlow(self._tools, gap=px(GAP), line_gap=px(2))
        self._tools.installEventFilter(self)
        self._tools.hide()
        self._rows.addWidget(self._tools, 0, Qt.AlignmentFlag.AlignVCenter)
        self.setMinimumHeight(px(HEIGHT))
        theme.changed.connect(self._share_baseline)
        self._theme = theme
        self._share_baseline()

    def _share_baseline(self) -> None:
        """Put the small words on the baseline of the title: centred, they would be above it."""
        title, small = self._theme.type.metrics(TITLE, STRONG), self._theme.type.metrics(SMALL)
        lower = (title.ascent() - title.descent()) - (small.ascent() - small.descent())
        for words in (self._from, self.note):
            words.setContentsMargins(0, lower, 0, 0)
        QTimer.singleShot(0, self, self._limit_trail)  # after the words have their new size

    def add(self, control: QWidget) -> None:
        """Add *control* at the end."""
        self._row.addWidget(control)
        self._tools.show()

    def add_back(self, back: Button) -> None:
        """Put the button that goes back before the title."""
        margins = self._rows.contentsMargins()
        margins.setLeft(margins.right() - 2)
        self._rows.setContentsMargins(margins)
        back.setProperty(LEADS_BACK, True)
        self._words.insertWidget(0, back)

    def follow(self, theme: Theme, actions: Actions, navigation: Navigation) -> None:
        """Begin with the way back: the page shows a subject, and was opened from another page."""
        self._navigation = navigation
        back = Button(theme, ButtonKind.QUIET, name=gettext("Back"))
        back.bind(actions["go.back"], icon_only=True)
        self.add_back(back)

    def show_trail(self, here: str) -> None:
        """Show 'previous place › here'. here: the name of the page's subject."""
        came_from = self._navigation.came_from if self._navigation is not None else ""
        self._from.show_text(f"{came_from} ›" if came_from and came_from != here else "")
        self._from.setVisible(bool(self._from.whole_text()))
        self._from.updateGeometry()
        self.show_title(here)
        self._limit_trail()

    def show_title(self, title: str) -> None:
        if title != self.title.whole_text():
            self.title.show_text(title)
            self.title.updateGeometry()  # Qt does so only if the elided text is another
        self._fit()

    def show_note(self, note: str, *shorter: str, is_whole: bool = False) -> None:
        """shorter: texts of which the first that fits is shown where *note* would be cut; is_whole: a short sentence,
        which is not cut beside the controls: they go below first."""
        self._is_note_whole = is_whole
        self.note.show_text(note, *shorter)
        self._words.setStretchFactor(self.note, 1 if note else 0)  # without one, a long title has its room
        self._fit()

    def has_room_for(self, note: str) -> bool:
        """Return True if *note* is whole beside the title of a head without controls."""
        margins = self._rows.contentsMargins()
        room = self.width() - margins.left() - margins.right() - self._words.spacing()
        return self.title.sizeHint().width() + self.note.fontMetrics().horizontalAdvance(note) <= room

    def least_note(self) -> int:
        """Return the width in pixels that the note gets beside the controls, or else the controls are below."""
        return self._theme.px(LEAST_NOTE)

    def width_of_controls(self) -> int:
        """Return the width in pixels of the controls in one line."""
        return self._tools.sizeHint().width()

    def place_controls(self, *, is_beside: bool) -> None:
        """Called when the controls have gone beside the title, at the end of the line, or below it, at its start."""

    def hasHeightForWidth(self) -> bool:
        """Return False: in a stack of heads, each would be as high as the highest. `_fit` holds the height."""
        return False

    def _fit(self) -> None:
        """Put the controls below if title, note and controls are too wide for one row."""
        if self._tools.isHidden():
            return
        room = self.width() - self._words.spacing() * 3 - self._rows.contentsMargins().left() * 2
        note = max(self.least_note(), self.note.sizeHint().width() if self._is_note_whole else 0)
        wanted = self.title.sizeHint().width() + note + self.width_of_controls()
        is_beside = room >= wanted
        direction = QBoxLayout.Direction.LeftToRight if is_beside else QBoxLayout.Direction.TopToBottom
        if self._rows.direction() != direction:
            self._rows.setDirection(direction)
            side = Qt.AlignmentFlag.AlignVCenter if is_beside else Qt.AlignmentFlag.AlignLeft
            self._rows.setAlignment(self._tools, side)
            margins = self._rows.contentsMargins()
            margins.setTop(self._theme.px(EDGE if is_beside else EDGE_ABOVE_TITLE))
            self._rows.setContentsMargins(margins)
            self.place_controls(is_beside=is_beside)
        height = self._rows.totalHeightForWidth(self.width()) if not is_beside else 0
        self.setMinimumHeight(max(self._theme.px(HEIGHT), height))

    def _limit_trail(self) -> None:
        """Leave the title its room beside the previous place, which has a part of it in any case."""
        margins, before = self._rows.contentsMargins(), self._from.x()
        room = self.width() - before - margins.right() - 3 * self._words.spacing()
        most = max(room - self.title.sizeHint().width(), room // TRAIL_PART, 1)
        self._from.setMaximumWidth(min(self._from.sizeHint().width(), most))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
        self._limit_trail()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.LayoutRequest:
            self._fit()
        return super().eventFilter(watched, event)
