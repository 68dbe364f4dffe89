"""The page with the map of the library or of a selection, in the whole main area."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from scholar_desktop.domain.citations.citation_map import CitationMap
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.text.titles import plain
from scholar_desktop.translation import gettext, ngettext
from scholar_desktop.ui.actions.shown_map_commands import KEPT_SELECTION, MapSelection
from scholar_desktop.ui.citations.map.map_pane import MapPane
from scholar_desktop.ui.context import navigation as places
from scholar_desktop.ui.context.page_head import PageHead
from scholar_desktop.ui.context.ui_context import UiContext
from scholar_desktop.ui.widgets.button import Button, ButtonKind

if TYPE_CHECKING:
    from scholar_desktop.ui.context.window_state import WindowState

LIBRARY = "library"
MapSubject = CitationMap | tuple[Paper, ...] | str
"""What the page shows: a map that is known, the map of papers, or LIBRARY."""


class MapPage(QWidget):
    """A header with a back button and the title of the map, and the map."""

    def __init__(self, ui_context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ui_context = ui_context
        self._subject: MapSubject = ()
        theme = ui_context.theme
        self.setObjectName("mapPage")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._head = PageHead(theme)
        self._back = Button(theme, ButtonKind.QUIET, icon="back", small=True, name=gettext("Back"))
        self._back.setObjectName("mapBackButton")
        self._back.clicked.connect(lambda: ui_context.navigation.back())
        self._head.add_back(self._back)
        column.addWidget(self._head)
        self.map = MapPane(ui_context, ui_context.scope.child(), "mapPageView", self)
        column.addWidget(self.map, 1)
        self.map.set_large()
        self.map.opened.connect(self._on_opened)
        ui_context.navigation.subject_changed.connect(self._on_subject)
        self._on_subject(places.MAP)

    def show_subject(self, subject: MapSubject, selection: MapSelection | None = None) -> None:
        """Show the map of *subject*; 'back' returns to the page that is shown now. selection: what is chosen on it;
        None for what was when it was left."""
        self._subject = subject
        self._ui_context.navigation.open(places.MAP, subject)
        self._show(selection)

    def _on_subject(self, page: str) -> None:
        """Show the map to which 'back' returns, or that of the last run."""
        subject = self._ui_context.navigation.subject(places.MAP)
        if page == places.MAP and subject is not None and subject is not self._subject:
            self._subject = subject
            self._show()

    def _show(self, selection: MapSelection | None = None) -> None:
        subject, navigation = self._subject, self._ui_context.navigation
        if navigation.restoring:
            selection = _kept_selection(self._ui_context.state)
        self._head.show_title(_title_of(subject))
        if isinstance(subject, CitationMap):
            self.map.show_known(subject)
        elif isinstance(subject, str):
            self.map.show_library(stored_only=navigation.restoring)
        else:
            self.map.show_papers(subject, stored_only=navigation.restoring)
        self.map.canvas.choose_next(selection)
        self.map.canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    def showEvent(self, event: QShowEvent) -> None:
        """Give the map of the last run the focus as soon as it is drawn. Without that, the window would give it to the
        arrow back, because the map is not there yet."""
        super().showEvent(event)
        if self._ui_context.navigation.restoring:
            self.map.pane.take_focus(Qt.FocusReason.OtherFocusReason)

    def _on_opened(self, paper: Paper) -> None:
        """Open *paper*: on the map of the library, in the list of all papers if it is there, else with the papers of
        the map beside it."""
        navigation, title = self._ui_context.navigation, _title_of(self._subject)
        kept = self._ui_context.marks.of(paper).kept if self._subject == LIBRARY else None
        is_in_library = kept is not None and not kept.trashed
        if is_in_library:
            navigation.leave_for_library(paper.id, title)
        else:
            navigation.leave_for_paper(paper.id, title, beside=self.map.shown_papers())
        self._ui_context.current.choose(paper)
        self._ui_context.actions.run_on("paper.show_in_library" if is_in_library else "paper.open")


def _kept_selection(state: WindowState) -> MapSelection | None:
    """Return what was chosen on the map of the last run; None for nothing."""
    names = [name for name in state.get(KEPT_SELECTION, list) or () if isinstance(name, str)]
    return MapSelection(names[0], frozenset(names[1:])) if names else None


def _title_of(subject: MapSubject) -> str:
    if isinstance(subject, str):
        return gettext("Map of my library")
    if not isinstance(subject, CitationMap):
        return ngettext("Map of {count} selected paper", "Map of {count} selected papers", len(subject))
    centre = subject.paper(next(iter(subject.centres))) if len(subject.centres) == 1 else None
    if centre is not None:
        return gettext("Map around “{title}”", title=plain(centre.title))
    return gettext("Map")
