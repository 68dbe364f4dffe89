"""Runs the `map.*` actions on the map that is on the screen."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, Protocol

from PySide6.QtCore import QObject, Signal

from scholar_desktop.ui.actions.registry import Actions

if TYPE_CHECKING:
    from scholar_desktop.domain.citations.citation_map import CitationMap


KEPT_SELECTION = "map_selection"
"""Key in the window's state: what was chosen on the map that was shown when the window was closed."""


class MapSelection(NamedTuple):
    """What is chosen on a map.

    current, chosen: the ids of the paper with the keyboard focus, empty for none, and of the chosen ones.
    """

    current: str
    chosen: frozenset[str]


class MapWithSelection(Protocol):
    """The drawing of a map, of which papers can be chosen (`ui.citations.map.picture.MapPicture`)."""

    def selection(self) -> MapSelection: ...


class ShownMap(Protocol):
    """The operations of a map that actions use (`ui.citations.map.map_pane.MapPane`)."""

    @property
    def whole(self) -> CitationMap | None: ...
    @property
    def canvas(self) -> MapWithSelection: ...
    def add_neighbours(self) -> None: ...
    def find_links(self) -> None: ...
    def hide_chosen(self) -> None: ...
    def show_hidden(self) -> None: ...
    def find_paper(self) -> None: ...
    def fit(self) -> None: ...
    def zoom(self, factor: float) -> None: ...
    def choose_file(self, ending: str) -> None: ...


class HiddenPapers(QObject):
    """Keeps which papers the user hid on the map of each subject, by their ids. The small and the large map of a
    subject hide the same ones."""

    changed = Signal(str, object)
    """The hidden papers of a subject have changed; the second value has the ids of those that were shown again by an
    undo."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hidden: dict[str, frozenset[str]] = {}
        self._forget: dict[str, list[Callable[[], None]]] = {}

    def of(self, subject: str) -> frozenset[str]:
        return self._hidden.get(subject, frozenset())

    def hide(self, subject: str, papers: frozenset[str], forget: Callable[[], None]) -> None:
        """Hide *papers*. forget: removes the undo step; called when all hidden papers are shown again."""
        self._hidden[subject] = self.of(subject) | papers
        self._forget.setdefault(subject, []).append(forget)
        self.changed.emit(subject, frozenset())

    def undo(self, subject: str, papers: frozenset[str]) -> None:
        """Show *papers* again."""
        self._hidden[subject] = self.of(subject) - papers
        self.changed.emit(subject, papers)

    def show_all(self, subject: str) -> None:
        """Hide no paper any more."""
        self._hidden.pop(subject, None)
        self.changed.emit(subject, frozenset())
        for forget in self._forget.pop(subject, []):
            forget()


class MapCommands(QObject):
    """Keeps which map was shown last: the actions apply to that one (they cannot run while none is shown).

    hidden: the papers that are hidden on the maps.
    """

    def __init__(self, actions: Actions, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._shown: ShownMap | None = None
        self.hidden = HiddenPapers(self)
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

    @property
    def selection(self) -> MapSelection | None:
        """What is chosen on that map; None before the first."""
        return self._shown.canvas.selection() if self._shown is not None else None

    def take(self, shown: ShownMap) -> None:
        """Set the map that is on the screen."""
        self._shown = shown

    def _with(self, run: Callable[[ShownMap], None]) -> None:
        if self._shown is not None:
            run(self._shown)
