"""Runs the `map.*` actions on the map that is on the screen."""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject

from scholar_desktop.ui import navigation as places
from scholar_desktop.ui.actions.registry import Actions

if TYPE_CHECKING:
    from scholar_desktop.domain.citation_map import CitationMap
    from scholar_desktop.ui.panels.map_page import MapPage
    from scholar_desktop.ui.widgets.page_stack import PageStack
    from scholar_desktop.ui.workbench import Workbench


class ShownMap(Protocol):
    """What the actions can do with a map (`ui.panels.map_pane.MapPane`)."""

    @property
    def whole(self) -> CitationMap | None: ...
    def add_neighbours(self) -> None: ...
    def find_links(self) -> None: ...
    def hide_chosen(self) -> None: ...
    def show_hidden(self) -> None: ...
    def find(self) -> None: ...
    def fit(self) -> None: ...
    def zoom(self, factor: float) -> None: ...
    def choose_file(self, ending: str) -> None: ...


class MapCommands(QObject):
    """Knows which map was shown last: the actions are about that one (they cannot run while none is shown)."""

    def __init__(self, actions: Actions, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._shown: ShownMap | None = None
        bind = actions.bind
        bind("map.add_neighbours", lambda: self._with(lambda shown: shown.add_neighbours()))
        bind("map.link", lambda: self._with(lambda shown: shown.find_links()))
        bind("map.hide", lambda: self._with(lambda shown: shown.hide_chosen()))
        bind("map.show_all", lambda: self._with(lambda shown: shown.show_hidden()))
        bind("map.find", lambda: self._with(lambda shown: shown.find()))
        bind("map.fit", lambda: self._with(lambda shown: shown.fit()))
        bind("map.zoom_in", lambda: self._with(lambda shown: shown.zoom(1.25)))
        bind("map.zoom_out", lambda: self._with(lambda shown: shown.zoom(0.8)))
        for ending in ("svg", "png", "graphml"):
            bind(f"map.export_{ending}", lambda ending=ending: self._with(lambda shown: shown.choose_file(ending)))

    @property
    def shown(self) -> CitationMap | None:
        """The map that was shown last, None before the first."""
        return self._shown.whole if self._shown is not None else None

    def take(self, shown: ShownMap) -> None:
        """*shown* is on the screen now."""
        self._shown = shown

    def _with(self, run: Callable[[ShownMap], None]) -> None:
        if self._shown is not None:
            run(self._shown)


async def load_drawing() -> None:
    """Load what maps are calculated with in a thread, so that the window takes keys meanwhile."""
    await asyncio.to_thread(importlib.import_module, "numpy")


def bind_maps(workbench: Workbench, pages: PageStack) -> None:
    """'Map of my library' and 'Map of the selection' open the page of the map, made at the first use."""

    def show(run: Callable[[MapPage], None]) -> None:
        async def load_and_show() -> None:
            await load_drawing()
            page = pages.page(places.MAP)
            run(page)  # type: ignore[arg-type]

        workbench.scope.start(load_and_show(), name="open the map", latest="open the map")

    def show_selection() -> None:
        papers = workbench.context.now.papers
        show(lambda page: page.show_papers(papers))

    def enlarge() -> None:
        known = workbench.maps.shown
        if known is not None:
            show(lambda page: page.show_known(known))

    workbench.actions.bind("map.enlarge", enlarge)
    workbench.actions.bind("view.map_library", lambda: show(lambda page: page.show_library()))
    workbench.actions.bind("view.map_selection", show_selection)
