"""The head of the pane beside the lists: the tab of the paper, and those of its citations if they are there."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from scholar_desktop.translation import gettext
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.widgets.tabs import Tabs


class SideHead(QWidget):
    """Has the tabs alone, over a line."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("edge", "bottom")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(4), 0, 0, 0)
        self.tabs = Tabs(theme, "detailTabs", gettext("Paper and citations"), (gettext("Paper"),))
        row.addWidget(self.tabs)
        row.addStretch(1)
