"""The tools above a map."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from scholar_desktop.translation import gettext
from scholar_desktop.ui.widgets.button import Button, ButtonContent, ButtonKind
from scholar_desktop.ui.widgets.flow import FlowLayout
from scholar_desktop.ui.words.mnemonics import make_menu

if TYPE_CHECKING:
    from scholar_desktop.ui.actions.registry import Actions
    from scholar_desktop.ui.theme.theme import Theme

NARROW, MOST_LINES = 380, 2
"""Width at the base size of text below which the buttons are icons, and the lines of words that there may be."""


class MapHead(QWidget):
    """The box that finds a paper of the map, and its buttons."""

    def __init__(self, theme: Theme, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._actions = actions
        px = theme.px
        self.setProperty("edge", "bottom")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        around = QVBoxLayout(self)
        around.setContentsMargins(px(14), px(4), px(12), px(4))
        self._flow = FlowLayout(gap=px(4), line_gap=px(2))
        around.addLayout(self._flow)
        self.find_box = QLineEdit()
        self.find_box.setObjectName("mapFindEdit")
        self.find_box.setAccessibleName(gettext("Find on map"))
        self.find_box.setPlaceholderText(gettext("Find on map"))
        self.find_box.setProperty("role", "small")
        self.find_box.setFixedWidth(px(150))
        self._flow.addWidget(self.find_box)
        self._worded: list[Button] = []
        for action in ("map.link", "map.add_neighbours", "map.hide", "map.zoom_in", "map.zoom_out", "map.fit"):
            icon_only = action in ("map.zoom_in", "map.zoom_out", "map.fit")
            button = Button(
                theme,
                ButtonKind.QUIET if icon_only else ButtonKind.PLAIN,
                small=True,
                name=actions.title(action),
            )
            button.bind(actions[action], icon_only=icon_only)
            button.setObjectName(f"mapButton.{action.removeprefix('map.')}")
            self._flow.addWidget(button)
            if not icon_only:
                self._worded.append(button)
        self.enlarge = Button(theme, ButtonKind.QUIET, small=True, name=gettext("Enlarge map"))
        self.enlarge.bind(actions["map.enlarge"], icon_only=True)
        self.enlarge.setObjectName("mapButton.enlarge")
        self._flow.addWidget(self.enlarge)
        self.get_button = Button(theme, ButtonKind.PLAIN, gettext("Get PDFs"), icon="get", small=True)
        self.get_button.setObjectName("mapButton.get_pdfs")
        self._flow.addWidget(self.get_button)
        self._export = Button(theme, ButtonKind.PLAIN, small=True)
        self._export.setObjectName("mapExportButton")
        self._export.show_content(ButtonContent(gettext("Export"), trailing="chevron-down"), name=gettext("Export map"))
        self._export.clicked.connect(self._open_export_menu)
        self._flow.addWidget(self._export)

    def _open_export_menu(self) -> None:
        menu = make_menu(self)
        for action in ("map.export_svg", "map.export_png", "map.export_graphml"):
            menu.addAction(self._actions[action])
        menu.popup(self._export.mapToGlobal(self._export.rect().bottomLeft()))

    def fit_width(self, width: int) -> None:
        """Show the buttons with words if they have room for them in *width* pixels."""
        for button in self._worded:
            button.set_icon_only(False)
        px, margins = self._theme.px, self.contentsMargins()
        room = width - margins.left() - margins.right()
        most = MOST_LINES * (self._flow.minimumSize().height() + px(2))
        is_narrow = width < px(NARROW) or self._flow.heightForWidth(room - px(14 + 12)) > most
        for button in self._worded:
            button.set_icon_only(is_narrow)
