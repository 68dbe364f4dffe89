"""Which page the main area shows, and which view of the library."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from scholar_desktop.domain.library import LibraryView
from scholar_desktop.ui.actions.context import Context

SEARCH, DOWNLOADS, LIBRARY, SETTINGS, FIRST_START = "search", "downloads", "library", "settings", "first_start"


class Navigation(QObject):
    """Says where the window is. Pages and sidebar follow its signals; actions and links call `show`."""

    page_changed = Signal(str)
    library_view_changed = Signal(LibraryView)

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.page = SEARCH
        self.library_view = LibraryView.ALL

    def show(self, page: str) -> None:
        """Go to *page*."""
        if page != self.page:
            self.page = page
            self._context.update(page=page)
            self.page_changed.emit(page)

    def show_library(self, view: LibraryView) -> None:
        """Go to the library and show *view* of it."""
        if view is not self.library_view:
            self.library_view = view
            self.library_view_changed.emit(view)
        elif self.page == LIBRARY:
            return
        self.show(LIBRARY)
