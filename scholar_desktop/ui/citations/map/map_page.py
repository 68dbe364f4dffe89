"""The map of the library or of a selection, in the whole main area."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from scholar_desktop.domain.citations.citation_map import CitationMap
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.text.titles import plain
from scholar_desktop.ui.citations.map.map_pane import MapPane
from scholar_desktop.ui.context import navigation as places
from scholar_desktop.ui.context.ui_context import Workbench
from scholar_desktop.ui.widgets.button import Button, Kind
from scholar_desktop.ui.widgets.label import ElidedLabel
from scholar_desktop.ui.words.wording import counted


class MapPage(QWidget):
    """A head with the way back and what is mapped, and the map."""

    def __init__(self, workbench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workbench = workbench
        self._back_to = places.SEARCH
        theme, px = workbench.theme, workbench.theme.px
        self.setObjectName("mapPage")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QWidget()
        head.setProperty("edge", "bottom")
        head.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        head.setMinimumHeight(px(44))
        row = QHBoxLayout(head)
        row.setContentsMargins(px(10), 0, px(16), 0)
        self._back = Button(theme, Kind.QUIET, icon="back", small=True, name="Back")
        self._back.setObjectName("mapBackButton")
        self._back.clicked.connect(self._go_back)
        row.addWidget(self._back)
        self._title = ElidedLabel("", "head")
        row.addWidget(self._title, 1)
        column.addWidget(head)
        self.map = MapPane(workbench, workbench.scope.child(), "mapPageView", self)
        column.addWidget(self.map, 1)
        self.map.set_large()
        self.map.opened.connect(self._on_opened)

    def show_library(self) -> None:
        self._come("Map of my library")
        self.map.show_library()

    def show_papers(self, papers: Sequence[Paper]) -> None:
        self._come(f"Map of {counted(len(papers), 'chosen paper', 'chosen papers')}")
        self.map.show_papers(papers)

    def show_known(self, known: CitationMap) -> None:
        """A map that stands in a smaller place."""
        centre = known.paper(next(iter(known.centres))) if len(known.centres) == 1 else None
        self._come(f"Map around {plain(centre.title)}" if centre is not None else "Map")
        self.map.show_known(known)

    def _come(self, title: str) -> None:
        self._title.show_text(title)
        navigation = self._workbench.navigation
        if navigation.page != places.MAP:
            self._back_to = navigation.page
        navigation.show(places.MAP)
        self.map.canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    def _go_back(self) -> None:
        self._workbench.navigation.show(self._back_to)

    def _on_opened(self, paper: Paper) -> None:
        self._workbench.current.choose(paper)
        self._workbench.actions.run_on("paper.open")
