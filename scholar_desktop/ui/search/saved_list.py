"""Saved searches in the sidebar: each with its count of new papers, a menu, and a box to rename it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from scholar_desktop.domain.search.saved_search import SavedSearch
from scholar_desktop.translation import gettext
from scholar_desktop.ui.context import navigation as places
from scholar_desktop.ui.search.saved_session import SavedSession, sources_of
from scholar_desktop.ui.widgets.label import label
from scholar_desktop.ui.widgets.paper_facts import clear_layout
from scholar_desktop.ui.widgets.rename_box import NameBox
from scholar_desktop.ui.widgets.scroll_column import ScrollColumn
from scholar_desktop.ui.widgets.sidebar_button import PlaceButton, PlaceList, replace_rows
from scholar_desktop.ui.words.literal_text import make_action
from scholar_desktop.ui.words.mnemonics import make_menu
from scholar_desktop.ui.words.wording import listed, number, source_title

if TYPE_CHECKING:
    from scholar_desktop.ui.actions.action_context import ActionContext
    from scholar_desktop.ui.actions.registry import Actions
    from scholar_desktop.ui.context.navigation import Navigation
    from scholar_desktop.ui.theme.theme import Theme

SAME_BEGINNING = 14
"""Characters at the beginning of two names from which on their ends tell them apart, such as by other filters."""
OF_ONE = ("saved.run", "saved.rename", "saved.remove")


class SavedList(PlaceList):
    """The list of saved searches; hidden while there are none."""

    current_changed = Signal()

    def __init__(
        self,
        theme: Theme,
        context: ActionContext,
        actions: Actions,
        navigation: Navigation,
        session: SavedSession,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._context = context
        self._actions = actions
        self._navigation = navigation
        self._session = session
        self._rail = False
        self._renaming: str | None = None
        self.setObjectName("savedSearches")
        self.setAccessibleName(gettext("Saved searches"))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, theme.px(12), 0, 0)
        self._column.setSpacing(0)
        self._heading = label(gettext("Saved searches"), "section")
        self._heading.setContentsMargins(theme.px(8), theme.px(4), theme.px(8), theme.px(4))
        self._column.addWidget(self._heading)
        self._scroll = ScrollColumn(theme, "sidebar")
        self._rows = self._scroll.rows
        self._column.addWidget(self._scroll)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._buttons: dict[str, PlaceButton] = {}
        session.changed.connect(self._show)
        session.rename_wanted.connect(self._begin_renaming)
        navigation.page_changed.connect(self._show_current)
        self._show()

    def set_rail(self, rail: bool) -> None:
        """Show icons only (True), or icons with names and counts."""
        self._rail = rail
        self._heading.setVisible(not rail)
        self._scroll.set_narrow(rail)
        for button in self._buttons.values():
            button.set_rail(rail)

    def _show(self) -> None:
        session = self._session
        # while a name is being typed, the rows stay: a new box would not have the typed text
        if self._renaming is None and [saved.key for saved in session.searches] != list(self._buttons):
            self._build()
        beginnings = Counter(saved.name[:SAME_BEGINNING].casefold() for saved in session.searches)
        for saved in session.searches:
            button = self._buttons.get(saved.key)
            if button is None:
                continue
            button.set_title(saved.name)
            button.show_end(beginnings[saved.name[:SAME_BEGINNING].casefold()] > 1)
            count = session.counts.get(saved.key, 0)
            button.set_count(number(count) if count else "", badge=True, note=_about(saved))
        focused = next((button for button in self._buttons.values() if button.hasFocus()), None)
        self.setVisible(bool(session.searches))
        self._show_current()
        if focused is not None and not self.has_current():  # its search was deleted: the user goes on in this list
            focused.setFocus(Qt.FocusReason.OtherFocusReason)

    def _build(self) -> None:
        before = list(self._buttons.values())
        for row in before:
            self._rows.removeWidget(row)
        clear_layout(self._rows)
        self._buttons.clear()
        for saved in self._session.searches:
            action = make_action(saved.name, self)
            action.setObjectName(f"saved.{saved.key}")
            action.setProperty("icon_name", "saved")
            action.triggered.connect(partial(self._open, saved.key))
            button = PlaceButton(self._theme, action)
            button.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            button.customContextMenuRequested.connect(partial(self._open_menu, saved.key))
            button.set_rail(self._rail)
            self._buttons[saved.key] = button
            if saved.key == self._renaming:
                self._rows.addWidget(self._name_box(saved))
                button.hide()
            self._rows.addWidget(button)
        replace_rows(before, list(self._buttons.values()))

    def _show_current(self, *_page: object) -> None:
        current = self._session.current
        # a list of another page, from which a paper was opened, takes the place of the results
        shows_results = self._navigation.page == places.SEARCH and not self._navigation.beside
        for key, button in self._buttons.items():
            is_current = shows_results and current is not None and current.key == key
            button.setProperty("current", is_current)
            button.set_current(is_current)
        self.current_changed.emit()

    def named(self) -> list[tuple[str, Callable[[], None]]]:
        """Return the name of each saved search, and the function that shows its results."""
        return [(saved.name, partial(self._open, saved.key)) for saved in self._session.searches]

    def has_current(self) -> bool:
        """Return True if the results of a saved search are shown."""
        return any(button.isChecked() for button in self._buttons.values())

    def _of(self, key: str) -> SavedSearch | None:
        return next((saved for saved in self._session.searches if saved.key == key), None)

    def _open(self, key: str, *_checked: object) -> None:
        if (saved := self._of(key)) is not None:
            self._session.open(saved)

    def _open_menu(self, key: str, where: QPoint) -> None:
        saved = self._of(key)
        if saved is None:
            return
        self._context.update(saved=saved)
        self._actions.refresh()
        menu = make_menu(self)
        for action_id in OF_ONE:
            menu.addAction(self._actions[action_id])
        menu.popup(self._buttons[key].mapToGlobal(where))

    # Renaming, in a box in place of the name

    def _begin_renaming(self, saved: SavedSearch) -> None:
        self._renaming = saved.key
        if self._rail:
            self._show_beside(saved)
            return
        self._build()
        box = self.findChild(QLineEdit, "savedRenameEdit")
        if box is not None:
            box.setFocus(Qt.FocusReason.OtherFocusReason)
            box.selectAll()

    def _show_beside(self, saved: SavedSearch) -> None:
        """Show the box to rename over the page, next to the rail, which has no room for a name."""
        button = self._buttons.get(saved.key)
        if button is not None:
            self._name_box(saved).show_beside(button, self._theme)

    def _name_box(self, saved: SavedSearch) -> NameBox:
        box = NameBox(saved.name)
        box.setObjectName("savedRenameEdit")
        box.setProperty("role", "small")
        box.setAccessibleName(gettext("New name for “{name}”", name=saved.name))
        box.editingFinished.connect(partial(self._end_renaming, saved, box))
        return box

    def _end_renaming(self, saved: SavedSearch, box: QLineEdit) -> None:
        if self._renaming is None:
            return
        self._renaming = None
        self._session.rename(saved, box.text())
        self._build()
        self._show()


def _about(saved: SavedSearch) -> str:
    """Return what a press does, with the filters: a name that the user gave may not have them."""
    if (sources := sources_of(saved)) is None:
        about = gettext("Run this search again (1 request per service).")
        if saved.here:
            about = gettext("Run this search again.")
    else:
        titles = listed([source_title(name) for name in sources])
        about = gettext("Run this search again. Sources: {sources}.", sources=titles)
    filters = saved.query.filters
    if saved.here:
        all_pages = gettext("The filters are applied on your computer to all papers, which are loaded again.")
        about = f"{about}\n{all_pages}"
    if not filters.any_set:
        return about
    from scholar_desktop.ui.words.filter_words import named_filter_words  # not for the first paint

    named = ", ".join(named_filter_words(filters, name) for name in filters.names())
    return f"{gettext('Filters: {filters}', filters=named)}\n{about}"
