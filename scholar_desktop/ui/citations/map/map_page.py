"""The page with the map of the library or of a selection, in the whole main area."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from scholar_desktop.domain.citations.citation_map import CitationMap
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.text.titles import plain
from scholar_desktop.translation import gettext, ngettext
from scholar_desktop.ui.citations.map.map_pane import MapPane
from scholar_desktop.ui.context import navigation as places
from scholar_desktop.ui.context.page_head import PageHead
from scholar_desktop.ui.context.ui_context import UiContext
from scholar_desktop.ui.widgets.button import Button, ButtonKind


class MapPage(QWidget):
    """A header with a back button and the title of the map, and the map."""

    def __init__(self, ui_context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ui_context = ui_context
        self._back_to = places.SEARCH
        theme = ui_context.theme
        self.setObjectName("mapPage")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._head = PageHead(theme)
        self._back = Button(theme, ButtonKind.QUIET, icon="back", small=True, name=gettext("Back"))
        self._back.setObjectName("mapBackButton")
        self._back.clicked.connect(self._go_back)
        self._head.add_back(self._back)
        column.addWidget(self._head)
        self.map = MapPane(ui_context, ui_context.scope.child(), "mapPageView", self)
        column.addWidget(self.map, 1)
        self.map.set_large()
        self.map.opened.connect(self._on_opened)

    def show_library(self) -> None:
        self._enter(gettext("Map of my library"))
        self.map.show_library()

    def show_papers(self, papers: Sequence[Paper]) -> None:
        self._enter(ngettext("Map of {count} selected paper", "Map of {count} selected papers", len(papers)))
        self.map.show_papers(papers)

    def show_known(self, known: CitationMap) -> None:
        """Show *known*, the map of the citation pane, on the page."""
        centre = known.paper(next(iter(known.centres))) if len(known.centres) == 1 else None
        if centre is not None:
            self._enter(gettext("Map around “{title}”", title=plain(centre.title)))
        else:
            self._enter(gettext("Map"))
        self.map.show_known(known)

    def _enter(self, title: str) -> None:
        self._head.show_title(title)
        navigation = self._ui_context.navigation
        if navigation.page != places.MAP:
            self._back_to = navigation.page
        navigation.show(places.MAP)
        self.map.canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    def _go_back(self) -> None:
        self._ui_context.navigation.show(self._back_to)

    def _on_opened(self, paper: Paper) -> None:
        self._ui_context.current.choose(paper)
        self._ui_context.actions.run_on("paper.open")
