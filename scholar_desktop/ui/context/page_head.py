"""The head of a page that shows a subject: a back button and the trail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from scholar_desktop.translation import gettext
from scholar_desktop.ui.widgets.button import Button, ButtonKind
from scholar_desktop.ui.widgets.label import ElidedLabel

if TYPE_CHECKING:
    from scholar_desktop.ui.actions.registry import Actions
    from scholar_desktop.ui.context.navigation import Navigation
    from scholar_desktop.ui.theme.theme import Theme


class PageHead(QWidget):
    """A back button, and the trail: 'previous place › this subject'."""

    def __init__(self, theme: Theme, actions: Actions, navigation: Navigation, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._navigation = navigation
        px = theme.px
        self.setProperty("edge", "bottom")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(self)
        row.setContentsMargins(px(10), px(4), px(16), px(4))
        row.setSpacing(px(8))
        back = Button(theme, ButtonKind.QUIET, name=gettext("Back"))
        back.bind(actions["go.back"], icon_only=True)
        row.addWidget(back)
        self._words = ElidedLabel("", "small", "muted", mode=Qt.TextElideMode.ElideMiddle)
        row.addWidget(self._words, 1)

    def show_trail(self, here: str) -> None:
        """Show the trail. here: the name of the page's subject."""
        came_from = self._navigation.came_from
        self._words.show_text(" › ".join(part for part in (came_from, here) if part))
