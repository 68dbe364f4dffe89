"""The smart views in the sidebar: each with its number of papers, and a menu to edit or delete it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu, QSizePolicy, QVBoxLayout, QWidget

from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.domain.library import Changes, RuleCount, SmartView
from scholar_desktop.translation import gettext
from scholar_desktop.ui.library.smart_view_panel import SmartViewPanel
from scholar_desktop.ui.widgets.label import label
from scholar_desktop.ui.widgets.note import Step
from scholar_desktop.ui.widgets.scroll_column import ScrollColumn
from scholar_desktop.ui.widgets.sidebar_button import PlaceButton, PlaceList, replace_rows
from scholar_desktop.ui.words.literal_text import add_entry, make_action
from scholar_desktop.ui.words.mnemonics import make_menu
from scholar_desktop.ui.words.wording import number

if TYPE_CHECKING:
    from scholar_desktop.services.library.library import Library
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.ui.actions.registry import Actions
    from scholar_desktop.ui.context.messages import Messages
    from scholar_desktop.ui.context.navigation import Navigation
    from scholar_desktop.ui.theme.theme import Theme


class SmartViewList(PlaceList):
    """Hidden while there are no views. rule: returns the rule of what the library shows, for a new view: its
    collection, tag or view, the text of its search box, and its filters."""

    def __init__(
        self,
        theme: Theme,
        scope: TaskScope,
        actions: Actions,
        navigation: Navigation,
        messages: Messages,
        library: Library,
        rule: Callable[[], str],
        window: QWidget,
    ) -> None:
        super().__init__()
        self._theme = theme
        self._scope = scope.child()
        self._actions = actions
        self._navigation = navigation
        self._messages = messages
        self._library = library
        self._rule = rule
        self._rail = False
        self._views: tuple[SmartView, ...] = ()
        self._buttons: dict[str, PlaceButton] = {}
        self._panel = SmartViewPanel(theme, self._scope, library, navigation.show_smart_view, window)
        self.setObjectName("smartViews")
        self.setAccessibleName(gettext("Smart views"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.px(8), 0, 0)
        column.setSpacing(0)
        self._heading = label(gettext("Smart views"), "section")
        self._heading.setContentsMargins(theme.px(8), theme.px(4), theme.px(8), theme.px(4))
        column.addWidget(self._heading)
        self._scroll = ScrollColumn(theme, "sidebar")
        self._rows = self._scroll.rows
        column.addWidget(self._scroll)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        library.changed.connect(self._on_library_changed)
        navigation.page_changed.connect(self._show_current)
        navigation.library_view_changed.connect(self._show_current)
        actions.bind("library.new_view", self._new)
        self.hide()
        self._load_soon()

    def set_rail(self, rail: bool) -> None:
        """Show icons only (True), or icons with names and counts."""
        self._rail = rail
        self._heading.setVisible(not rail)
        self._scroll.set_narrow(rail)
        for button in self._buttons.values():
            button.set_rail(rail)

    def _on_library_changed(self, changes: Changes) -> None:
        self._load_soon()

    def _load_soon(self) -> None:
        self._scope.start(self._load(), name="smart views", latest="load")

    async def _load(self) -> None:
        """Read the views, and count the papers of one after the other. After a large change they have the old numbers
        until the library is up to date."""
        try:
            views = await self._library.smart_views()
            if views != self._views:
                self._views = views
                self._build()
            for waits in (False, True):
                is_old = False
                for view in views:
                    count = await self._library.views.counted(view.rule, waits=waits)
                    is_old = is_old or count.by_old_index
                    self._show_count(view, count)
                if not is_old:
                    break
        except ScholarError:
            return  # the library reports the error itself, once

    def _show_count(self, view: SmartView, count: RuleCount) -> None:
        if view.key not in self._buttons:
            return
        if count.by_old_index:
            # translators: a number of papers that may have changed by now
            text = gettext("~{count}", count=count.papers)
            self._buttons[view.key].set_count(text, note=gettext("The number is being updated."))
        else:
            self._buttons[view.key].set_count(number(count.papers))

    def _build(self) -> None:
        before = list(self._buttons.values())
        self._buttons.clear()
        for view in self._views:
            action = make_action(view.name, self)
            action.setObjectName(f"view.{view.key}")
            action.setProperty("icon_name", "filter")
            action.triggered.connect(partial(self._navigation.show_smart_view, view))
            button = PlaceButton(self._theme, action)
            button.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            button.customContextMenuRequested.connect(partial(self._open_menu, view))
            button.set_rail(self._rail)
            self._buttons[view.key] = button
            self._rows.addWidget(button)
        replace_rows(before, list(self._buttons.values()))
        shown = self._navigation.smart_view
        if shown is not None:
            focused = next((button for button in self._buttons.values() if button.hasFocus()), None)
            now = next((view for view in self._views if view.key == shown.key), None)
            self._navigation.update_smart_view(now)
            if focused is not None and now is None:  # the row of all papers, which are shown now, has taken it
                focused.setFocus(Qt.FocusReason.OtherFocusReason)
        self.setVisible(bool(self._views))
        self._show_current()

    def _show_current(self, *_what: object) -> None:
        shown = self._navigation.smart_view if self._navigation.shows_library_part else None
        for key, button in self._buttons.items():
            is_current = shown is not None and shown.key == key
            button.setProperty("current", is_current)
            button.set_current(is_current)

    def menu_of(self, view: SmartView) -> QMenu:
        """Return the menu of a view, to be shown with `popup`."""
        menu = make_menu(self)
        add_entry(menu, gettext("Edit rule…")).triggered.connect(lambda _checked=False: self._panel.open_for(view))
        add_entry(menu, gettext("Delete smart view")).triggered.connect(lambda _checked=False: self._delete(view))
        return menu

    def _open_menu(self, view: SmartView, where: QPoint) -> None:
        self.menu_of(view).popup(self._buttons[view.key].mapToGlobal(where))

    def _new(self) -> None:
        self._panel.open_for(None, self._rule())

    def _delete(self, view: SmartView) -> None:
        self._scope.start(self._drop(view), name="delete a view")

    async def _drop(self, view: SmartView) -> None:
        try:
            await self._library.views.delete(view)
        except ScholarError as error:
            self._messages.failed(gettext("Could not delete the smart view"), error)
            return
        undo = self._actions["edit.undo"]
        text = gettext("Deleted the smart view “{view}”. Its papers stay in your library.", view=view.name)
        self._messages.undoable(text, Step(gettext("Undo"), undo.trigger, icon="undo"))
