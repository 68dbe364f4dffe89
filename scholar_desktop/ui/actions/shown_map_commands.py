"""Runs the `map.*` actions on the map that is on the screen."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject

from scholar_desktop.ui.actions.registry import Actions

if TYPE_CHECKING:
    from scholar_desktop.domain.citations.citation_map import CitationMap


class ShownMap(Protocol):
    """The operations of a map that actions use (`ui.citations.map.map_pane.MapPane`)."""

    @property
    def whole(self) -> CitationMap | None: ...
    def add_neighbours(self) -> None: ...
    def find_links(self) -> None: ...
    def hide_chosen(self) -> None: ...
    def show_hidden(self) -> None: ...
    def find_paper(self) -> None: ...
    def fit(self) -> None: ...
    def zoom(self, factor: float) -> None: ...
    def choose_file(self, ending: str) -> None: ...


class MapCommands(QObject):
    """Keeps which map was shown last: the actions apply to that one (they cannot run while none is shown)."""

    def __init__(self, actions: Actions, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._shown: ShownMap | None = None
        bind = actions.bind
        bind("map.add_neighbours", lambda: self._with(lambda shown: shown.add_neighbours()))
        bind("map.link", lambda: self._with(lambda shown: shown.find_links()))
        bind("map.hide", lambda: self._with(lambda shown: shown.hide_chosen()))
        bind("map.show_all", lambda: self._with(lambda shown: shown.show_hidden()))
        bind("map.find", lambda: self._with(lambda shown: shown.find_paper()))
        bind("map.fit", lambda: self._with(lambda shown: shown.fit()))
        bind("map.zoom_in", lambda: self._with(lambda shown: shown.zoom(1.25)))
        bind("map.zoom_out", lambda: self._with(lambda shown: shown.zoom(0.8)))
        for ending in ("svg", "png", "graphml"):
            bind(f"map.export_{ending}", partial(self._export, ending))

    def _export(self, ending: str) -> None:
        self._with(lambda shown: shown.choose_file(ending))

    @property
    def shown(self) -> CitationMap | None:
        """The map that was shown last; None before the first."""
        return self._shown.whole if self._shown is not None else None

    def take(self, shown: ShownMap) -> None:
        """Set the map that is on the screen."""
        self._shown = shown

    def _with(self, run: Callable[[ShownMap], None]) -> None:
        if self._shown is not None:
            run(self._shown)
