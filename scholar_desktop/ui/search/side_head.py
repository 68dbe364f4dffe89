"""The head of the pane beside the lists: the tab of the paper, and those of its citations if they are there."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from scholar_desktop.translation import gettext
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.widgets.button import Button, ButtonKind
from scholar_desktop.ui.widgets.tabs import Tabs
from scholar_desktop.ui.words.literal_text import set_tooltip


class SideHead(QWidget):
    """Has the tabs over a line, and before them a button that leads to the list where the paper has its place."""

    def __init__(self, theme: Theme, leave: Callable[[], None], parent: QWidget) -> None:
        """leave: shows the list."""
        super().__init__(parent)
        self.setProperty("edge", "bottom")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(4), 0, 0, 0)
        self._back = Button(theme, ButtonKind.QUIET, icon="back", small=True, name=gettext("Back to the list"))
        self._back.setObjectName("backToListButton")
        set_tooltip(self._back, gettext("Back to the list"))
        self._back.clicked.connect(leave)
        row.addWidget(self._back)
        self.tabs = Tabs(theme, "detailTabs", gettext("Paper and citations"), (gettext("Paper"),))
        row.addWidget(self.tabs)
        row.addStretch(1)

    def show_tabs(self, is_shown: bool, *, is_alone: bool) -> None:
        """Show the tabs, or hide them. is_alone: the paper has the place of the list."""
        self._back.setVisible(is_alone)
        self.setVisible(is_shown)
