"""Collections in the sidebar: the tree with its counts, or, in a narrow sidebar, one icon that opens the panel."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from scholar_desktop.domain.collection import Collection
from scholar_desktop.translation import gettext
from scholar_desktop.ui.library.collections.collection_commands import CollectionCommands
from scholar_desktop.ui.library.collections.collection_session import CollectionSession
from scholar_desktop.ui.library.collections.collection_tree_model import CollectionRows
from scholar_desktop.ui.widgets.button import Button, ButtonKind
from scholar_desktop.ui.widgets.label import label
from scholar_desktop.ui.widgets.rename_box import NameBox
from scholar_desktop.ui.widgets.sidebar_button import PlaceButton, outermost_list
from scholar_desktop.ui.words.literal_text import set_tooltip
from scholar_desktop.ui.words.mnemonics import make_menu

if TYPE_CHECKING:
    from scholar_desktop.ui.actions.action_context import ActionContext
    from scholar_desktop.ui.actions.registry import Actions
    from scholar_desktop.ui.context.navigation import Navigation
    from scholar_desktop.ui.theme.theme import Theme

OF_ONE = (
    ("collection.open", "collection.new_inside"),
    ("collection.note", "collection.rename", "collection.move", "collection.to_top", "collection.delete"),
    (
        "collection.similar",
        "collection.missing",
        "collection.export",
        "collection.send",
        "collection.live",
    ),
)
"""The context menu of a collection, with separators between the groups."""


class CollectionTree(QWidget):
    """Passes the user's actions on collections to the commands; names are edited in place."""

    def __init__(
        self,
        theme: Theme,
        context: ActionContext,
        actions: Actions,
        navigation: Navigation,
        session: CollectionSession,
        commands: CollectionCommands,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._context = context
        self._actions = actions
        self._navigation = navigation
        self._session = session
        self._commands = commands
        self._rail = False
        self._box: NameBox | None = None
        self._focus_before_first: QWidget | None = None
        """What has the focus in the sidebar while the first collection is created, which is then shown and gets it."""
        self.setObjectName("collections")
        self.setAccessibleName(gettext("Collections"))
        px = theme.px
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, px(8), 0, 0)
        column.setSpacing(0)
        self._head = QWidget()
        head = QHBoxLayout(self._head)
        head.setContentsMargins(px(8), 0, 0, 0)
        head.setSpacing(0)
        heading = label(gettext("Collections"), "section")
        heading.setContentsMargins(0, px(4), 0, px(4))
        head.addWidget(heading, 1)
        add = self._add = Button(theme, ButtonKind.QUIET, icon="add", small=True, name=gettext("New collection"))
        add.setObjectName("newCollectionButton")
        add.clicked.connect(actions["collection.new"].trigger)
        head.addWidget(add)
        self._first = PlaceButton(theme, actions["collection.new"])
        self._icon = PlaceButton(theme, actions["view.collection"])
        self._view = CollectionRows(theme, session)
        for widget in (self._head, self._first, self._icon, self._view):
            column.addWidget(widget)
        view = self._view
        view.opened.connect(navigation.show_collection)
        view.menu_wanted.connect(self._open_menu)
        view.rename_wanted.connect(self._begin_renaming)
        view.delete_wanted.connect(commands.ask_to_delete)
        view.papers_dropped.connect(lambda papers, one: commands.put_in(papers, one.path))
        view.collection_dropped.connect(commands.move)
        session.changed.connect(self._show)
        session.made.connect(self._view.go_to)
        session.restored.connect(self._on_restored)
        session.name_wanted.connect(self._begin_renaming)
        session.new_wanted.connect(self._begin_new)
        navigation.page_changed.connect(self._show)
        navigation.library_view_changed.connect(self._show)
        theme.changed.connect(self._show)
        self._show()

    @property
    def drop_area(self) -> QWidget:
        """The widget on which papers and collections are dropped."""
        return self._view.viewport()

    def set_rail(self, rail: bool) -> None:
        """Show only the icon, or the tree."""
        self._rail = rail
        self._icon.set_rail(rail)
        self._first.set_rail(False)
        self._show()

    def _show(self, *_what: object) -> None:
        navigation = self._navigation
        shown = navigation.shown_collection
        has_some = bool(self._session.collections)
        before_first = self._focus_before_first  # it may be the row that hides
        is_first = has_some and before_first is not None and QApplication.focusWidget() is before_first
        self._head.setVisible(not self._rail)
        self._icon.setVisible(self._rail)
        self._add.setVisible(has_some)  # without collections, the row below says the same
        self._first.setVisible(not self._rail and not has_some and self._box is None)
        if self._view.hasFocus() and self._first.isVisible():
            self._first.setFocus(Qt.FocusReason.OtherFocusReason)  # there is no row left
        self._view.setVisible(not self._rail and has_some)
        if is_first and self._view.isVisible():
            self._view.setFocus(Qt.FocusReason.OtherFocusReason)
        self._focus_before_first = None if has_some else before_first
        self._icon.set_current(shown is not None)
        self._icon.setProperty("current", shown is not None)
        self._view.show_rows(shown.key if shown is not None else None)
        if self._box is not None and self._box.parent() is self._view.viewport():
            self._view.verticalScrollBar().setEnabled(True)

    def _on_restored(self, one: Collection) -> None:
        """Make the row of *one*, which undo has brought back, the current one. It gets the focus if that is among the
        collections."""
        self._view.go_to(one)
        focused = QApplication.focusWidget()
        if focused is not None and self.isAncestorOf(focused) and self._view.isVisible():
            self._view.setFocus(Qt.FocusReason.OtherFocusReason)

    # The context menu

    def _open_menu(self, one: Collection, where: QPoint) -> None:
        self._context.update(collection=one)
        self._actions.refresh()
        self._actions.draw_icons()
        menu = make_menu(self)
        for group in OF_ONE:
            for action_id in group:
                menu.addAction(self._actions[action_id])
            menu.addSeparator()
        # the chosen action is triggered after the menu was hidden
        menu.aboutToHide.connect(partial(QTimer.singleShot, 0, self._forget_menu))
        menu.popup(where)

    def _forget_menu(self) -> None:
        """Let actions apply to the collection shown again, if there is one."""
        self._context.update(collection=self._navigation.shown_collection)

    # Editing names in place

    def _begin_renaming(self, one: Collection) -> None:
        came_from = QApplication.focusWidget()
        box = self._make_box(one.name, gettext("New name of “{name}”", name=one.title))
        box.editingFinished.connect(partial(self._end_renaming, one, box, came_from))
        if self._rail or self._session.of(one.key) not in self._session.in_sight():
            box.show_beside(self._icon if self._rail else self._head, self._theme)
            return
        self._put_over(box, one)

    def _begin_new(self, parent: Collection | None) -> None:
        if parent is not None:
            words = gettext("Name of the new collection in “{parent}”", parent=parent.title)
        else:
            words = gettext("Name of the new collection")
        came_from = QApplication.focusWidget()
        box = self._make_box("", words)
        box.setPlaceholderText(gettext("Name, then Enter"))
        box.editingFinished.connect(partial(self._end_new, parent, box, came_from))
        sidebar = outermost_list(self._icon)
        if self._rail:
            if sidebar is not None:
                sidebar.reveal(self._icon)
            box.show_beside(self._icon, self._theme)
            return
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.insertWidget(1, box)
        self._show()
        box.show()
        if sidebar is not None:
            sidebar.reveal(box)
        box.setFocus(Qt.FocusReason.OtherFocusReason)

    def _make_box(self, text: str, name: str) -> NameBox:
        self._drop_box()
        box = self._box = NameBox(text, self)
        box.setObjectName("collectionNameEdit")
        box.setProperty("role", "small")
        box.setAccessibleName(name)
        set_tooltip(box, name)
        return box

    def _put_over(self, box: QLineEdit, one: Collection) -> None:
        place = self._view.place_of(one)
        box.setParent(self._view.viewport())
        box.setGeometry(place.adjusted(-4, 1, 4, -1))
        box.show()
        box.setFocus(Qt.FocusReason.OtherFocusReason)
        box.selectAll()

    def _end_renaming(self, one: Collection, box: NameBox, came_from: QWidget | None) -> None:
        """came_from: what had the focus before the box, and has it again unless that is in the sidebar, whose row of
        the collection then has it, or the user has moved the focus elsewhere."""
        if self._box is not box:
            return
        name, has_focus = box.text().strip(), box.hasFocus() or QApplication.focusWidget() is None
        self._drop_box()
        if has_focus and came_from is not None and self._is_on_page(came_from):
            came_from.setFocus(Qt.FocusReason.OtherFocusReason)
        if name and name != one.name:
            self._commands.rename(one, name)

    def _end_new(self, parent: Collection | None, box: NameBox, came_from: QWidget | None) -> None:
        """came_from: what had the focus before the box, and has it again, also after Enter. If that is in the sidebar,
        the new row has it after Enter, unless no collections are shown from which to go on."""
        if self._box is not box:
            return
        name, is_left, is_entered = box.text().strip(), QApplication.focusWidget() is None, box.hasFocus()
        self._drop_box()
        if came_from is not None and not (shiboken6.isValid(came_from) and came_from.isVisible()):
            came_from = None
        is_from_page = came_from is not None and self._is_on_page(came_from)
        is_back = is_left if not name else is_entered and (is_from_page or not self._view.isVisible())
        if is_back and came_from is not None:
            came_from.setFocus(Qt.FocusReason.OtherFocusReason)
        if name:
            is_first = is_entered and not is_from_page and not self._rail and not self._session.collections
            self._focus_before_first = QApplication.focusWidget() if is_first else None
            self._commands.make(f"{parent.path}/{name}" if parent is not None else name)

    def _is_on_page(self, control: QWidget) -> bool:
        """Return True if *control* can have the focus and is outside the sidebar."""
        if not (shiboken6.isValid(control) and control.isVisible()):
            return False
        sidebar = outermost_list(self)
        return sidebar is None or not sidebar.isAncestorOf(control)

    def _drop_box(self) -> None:
        if self._box is not None:
            box, self._box = self._box, None
            is_here = box.hasFocus() or QApplication.focusWidget() is None
            box.hide()
            box.deleteLater()
            if is_here and not self._rail and self._session.collections:
                self._view.setFocus(Qt.FocusReason.OtherFocusReason)
            self._show()
