"""Runs the actions that show an entry: edit the current paper, add a new one, and select it in the library."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMenuBar

from scholar_desktop.domain.library import LibraryView
from scholar_desktop.domain.paper import is_same_paper
from scholar_desktop.translation import gettext
from scholar_desktop.ui.context import navigation as places

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from scholar_desktop.domain.paper import Paper
    from scholar_desktop.ui.actions.action_context import ActionContext
    from scholar_desktop.ui.context.navigation import LibraryPart, Navigation
    from scholar_desktop.ui.library.field_panel import FieldPanel
    from scholar_desktop.ui.library.listed_part import LibraryPlace
    from scholar_desktop.ui.search.search_panes import SearchPanes

_WITH_NEW_ENTRIES = (LibraryView.ALL, LibraryView.RECENT, LibraryView.WITHOUT_PDF)
"""The views of the library that show an entry as soon as it is added."""


class _LeftPage(NamedTuple):
    """Where a form of a new entry was opened. rows: the selected rows and the scroll position of the library, None on
    another page; is_inside: the paper was shown alone, in the place of the list."""

    page: str
    subject: Any
    part: LibraryPart
    beside: tuple[Paper, ...]
    focused: QWidget | None
    rows: LibraryPlace | None
    is_inside: bool


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
        self._left: _LeftPage | None = None
        panes().detail.editing.added.connect(self._show_kept)
        panes().detail.editing.cancelled.connect(self._return)
        panes().detail.editing.brought_back.connect(self._show_again)
        panes().detail.editing.toggled.connect(lambda is_open: context.update(form_open=is_open))

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
        panes.detail.editing.leave()  # on another page, nobody sees it
        self._navigation.go_to_paper_panes(paper.id)
        if panes.paper.paper is None or not is_same_paper(panes.paper.paper, paper):
            if panes.pane_focus.is_in_citations:
                panes.in_front.open_details(paper)
            else:
                panes.paper.preview(paper)
        panes.show_detail()
        panes.detail.own.edit_note(paper)

    def add(self) -> None:
        """Show an empty form; the entry is added to the library when it is saved. If it is closed without that, the
        page from which it was opened is shown again."""
        self._go_to_list()
        self._panes().detail.editing.add()

    def _show_again(self) -> None:
        if self._panes().detail.editing.is_new:
            self._go_to_list()
        else:
            self._show_details()

    def _go_to_list(self) -> None:
        """Show the details beside a list of the library that will show the new entry. A part that is shown already
        stays, unless it is the trash: the entry belongs to none of these papers."""
        navigation, panes = self._navigation, self._panes()
        editing = panes.detail.editing
        if not (editing.is_open and editing.is_new and self._left is not None):
            focused = QApplication.focusWidget()
            if isinstance(focused, QMenuBar):  # it has the focus while the command is run from a menu
                focused = None
            rows = panes.library.place if navigation.page == places.LIBRARY else None
            place = *navigation.place, navigation.library_part, navigation.beside
            self._left = _LeftPage(*place, focused, rows, panes.is_inside)
        is_shown = navigation.page == places.LIBRARY and navigation.library_view is not LibraryView.TRASH
        has_new = navigation.library_part[1:] == (None, "", None) and navigation.library_view in _WITH_NEW_ENTRIES
        if is_shown or has_new:
            navigation.show(places.LIBRARY)
        else:
            navigation.show_library(LibraryView.ALL)
        panes.show_detail()

    def _return(self) -> None:
        """Show the page again from which a form was opened, with the focus where it was."""
        left, self._left = self._left, None
        if left is None or self._navigation.page != places.LIBRARY:
            return
        if left.page == places.LIBRARY:
            panes = self._panes()
            self._navigation.show_library_part(left.part)
            if not left.is_inside:
                panes.show_list()
            if left.rows is not None:  # the form has cleared the selection
                panes.library.return_to(left.rows)
        else:
            self._navigation.beside = left.beside
            self._navigation.return_to(left.page, left.subject)
        if left.focused is not None and shiboken6.isValid(left.focused) and left.focused.isVisible():
            left.focused.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_in_library(self) -> None:
        """Select the current paper in the list of all papers, or in the trash if it is there."""
        kept = self._context.now.kept
        if kept is not None:
            if self._navigation.page == places.ADD_PDFS:  # no row of the sidebar leads back to its rows
                self._navigation.leave_for_library(kept.paper.id, gettext("Add PDFs"))
            self._show_kept(kept.key, LibraryView.TRASH if kept.trashed else LibraryView.ALL)

    def _show_kept(self, key: str, view: LibraryView = LibraryView.ALL) -> None:
        """Show the entry in the list of *view*."""
        self._navigation.show_library(view)
        self._panes().library.go_to(key)
