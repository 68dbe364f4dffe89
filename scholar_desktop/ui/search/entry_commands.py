"""Runs the actions that show an entry: edit the current paper, add a new one, and select it in the library."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from scholar_desktop.domain.library import LibraryView
from scholar_desktop.domain.paper import is_same_paper
from scholar_desktop.ui.context import navigation as places

if TYPE_CHECKING:
    from scholar_desktop.ui.actions.action_context import ActionContext
    from scholar_desktop.ui.context.navigation import Navigation
    from scholar_desktop.ui.library.field_panel import FieldPanel
    from scholar_desktop.ui.search.search_panes import SearchPanes


class EntryCommands:
    """The form takes the place of the detail pane."""

    def __init__(
        self,
        context: ActionContext,
        navigation: Navigation,
        panes: Callable[[], SearchPanes],
        make_panel: Callable[[], FieldPanel],
    ) -> None:
        """make_panel: creates the panel for several papers, at its first use."""
        self._context = context
        self._navigation = navigation
        self._panes = panes
        self._make_panel = make_panel
        self._many: FieldPanel | None = None
        self._came_from: tuple[str, Any] | None = None
        panes().detail.editing.added.connect(self._show_kept)
        panes().detail.editing.cancelled.connect(self._return)
        panes().detail.editing.brought_back.connect(self._show_details)

    def edit(self) -> None:
        """Show the form of the current paper; of several, the panel for one field of all of them."""
        paper, panes = self._context.now.paper, self._panes()
        if paper is None:
            return
        if len(self._context.now.papers) > 1:
            if self._many is None:
                self._many = self._make_panel()
            self._many.open_for(self._context.now.papers)
            return
        self._show_details()
        if panes.paper.paper is None or not is_same_paper(panes.paper.paper, paper):
            panes.paper.preview(paper)
        panes.detail.editing.edit(paper)

    def _show_details(self) -> None:
        """Show the details, which the form is in, on the page of the search or the library."""
        if self._navigation.page not in (places.SEARCH, places.LIBRARY):
            self._navigation.show(places.LIBRARY)
        self._panes().show_detail()

    def edit_note(self) -> None:
        """Move the focus to the note of the current paper, which is shown for that if it is not."""
        paper, panes = self._context.now.paper, self._panes()
        if paper is None:
            return
        self._navigation.go_to_paper_panes(paper.id)
        if panes.paper.paper is None or not is_same_paper(panes.paper.paper, paper):
            panes.paper.preview(paper)
        panes.show_detail()
        panes.detail.own.edit_note(paper)

    def add(self) -> None:
        """Show an empty form; the entry is added to the library when it is saved. If it is closed while it is empty,
        the page from which it was opened is shown again."""
        place = self._navigation.place
        self._came_from = place if place[0] not in places.WITH_PAPERS else None
        self._navigation.show(places.LIBRARY)
        self._panes().show_detail()
        self._panes().detail.editing.add()

    def _return(self) -> None:
        """Show the page again from which a form was opened that stayed empty."""
        place, self._came_from = self._came_from, None
        if place is not None and self._navigation.page == places.LIBRARY:
            self._navigation.return_to(*place)

    def show_in_library(self) -> None:
        """Select the current paper in the list of all papers, or in the trash if it is there."""
        kept = self._context.now.kept
        if kept is not None:
            self._show_kept(kept.key, LibraryView.TRASH if kept.trashed else LibraryView.ALL)

    def _show_kept(self, key: str, view: LibraryView = LibraryView.ALL) -> None:
        """Show the entry in the list of *view*."""
        self._navigation.show_library(view)
        self._panes().library.go_to(key)
