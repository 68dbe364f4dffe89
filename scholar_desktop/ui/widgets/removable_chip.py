"""A chip that Delete removes, and one with a cross that removes what it shows."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent

from scholar_desktop.translation import gettext
from scholar_desktop.ui.theme.type_scale import SMALL
from scholar_desktop.ui.widgets.button import Button, ButtonContent, ButtonKind

CROSS_WIDTH, WORDS_WIDTH = 24, 190
"""The widths in pixels at base size: of the part with the cross, and at most of the words of a filter."""


class DeletableChip(Button):
    """A press emits `clicked`; Del or Backspace on a chip that is set (CHIP_SET) emits `dropped`."""

    dropped = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self.kind is ButtonKind.CHIP_SET:
            self.dropped.emit()
            return
        super().keyPressEvent(event)


class DropChip(DeletableChip):
    """A chip that has a cross while it is set; a press on the cross emits `dropped`, too."""

    def show_filter(self, title: str, words: str) -> None:
        """Show the filter *title*, with *words*, its values, and a cross; without words, as one that is not set."""
        if words:
            self.set_kind(ButtonKind.CHIP_SET)
            room = self._theme.px(WORDS_WIDTH)
            short = self._theme.type.metrics(SMALL).elidedText(words, Qt.TextElideMode.ElideRight, room)
            self.show_content(ButtonContent(short, trailing="cross"), name=f"{title}: {words}")
        else:
            self.set_kind(ButtonKind.CHIP_OPEN)
            self.show_content(ButtonContent(title), name=gettext("{filter}, not set", filter=title))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        place = event.position().toPoint()
        if self.isDown() and self._is_at_cross(place) and self.rect().contains(place):
            self.setDown(False)
            self.dropped.emit()
            return
        super().mouseReleaseEvent(event)

    def is_run_at(self, place: QPoint) -> bool:
        return super().is_run_at(place) and not self._is_at_cross(place)

    def _is_at_cross(self, place: QPoint) -> bool:
        cross = self._theme.px(CROSS_WIDTH)
        at_cross = place.x() < cross if self.isRightToLeft() else place.x() > self.width() - cross
        return at_cross and self.kind is ButtonKind.CHIP_SET
