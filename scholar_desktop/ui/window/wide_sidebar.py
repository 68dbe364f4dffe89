"""The sidebar with its names over the page, in a window that has room for its icons only."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QEvent, QObject, QRect, Qt, QTimer
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget

from scholar_desktop.ui.widgets.sidebar_button import PlaceButton

if TYPE_CHECKING:
    from scholar_desktop.ui.context.navigation import Navigation
    from scholar_desktop.ui.theme.theme import Theme
    from scholar_desktop.ui.window.sidebar import Sidebar


class WideSidebar(QObject):
    """Lays the sidebar over the page, and back into its place after a choice, Esc, or a press on the page; for papers
    that are dragged, when they are dropped or leave it.

    row: the layout that has the sidebar as its first part; while it is over the page, a space of the same width keeps
    its place, so that nothing moves.
    """

    def __init__(self, sidebar: Sidebar, row: QHBoxLayout, navigation: Navigation, theme: Theme) -> None:
        super().__init__(sidebar)
        self._sidebar = sidebar
        self._row = row
        self._came_from: QWidget | None = None
        self._is_open = False
        self._is_for_drag = False
        self._left = QTimer(self)
        self._left.setSingleShot(True)
        self._left.setInterval(0)  # a drag that goes on to a part of the sidebar leaves the part before it
        self._left.timeout.connect(self.close)
        sidebar.setAttribute(Qt.WidgetAttribute.WA_NoMousePropagation)  # a press beside its rows is none on the page
        sidebar.left.connect(self.close_and_return)
        sidebar.hidden.connect(self.close)  # also with the window: no event of a window that is being destroyed is seen
        navigation.page_changed.connect(self.close)
        navigation.library_view_changed.connect(self.close)
        theme.changed.connect(self.close)

    @property
    def is_open(self) -> bool:
        return self._is_open

    def toggle(self) -> None:
        """Show the names over the page, with the focus on the row of the current place, or hide them."""
        if self._is_open:
            self.close_and_return()
        else:
            self._open(focus=True)

    def open_for_drag(self) -> None:
        """Show the names until the papers that are dragged over the rail are dropped or leave it. The focus stays."""
        if not self._is_open:
            self._open(focus=False)
            self._is_for_drag = True

    def _open(self, *, focus: bool) -> None:
        self._is_open = True
        sidebar, focused = self._sidebar, self._sidebar.window().focusWidget()
        self._came_from = None if focused is not None and sidebar.isAncestorOf(focused) else focused
        place = QRect(sidebar.geometry())
        self._row.removeWidget(sidebar)
        self._row.insertSpacing(0, place.width())
        sidebar.set_over_page(is_over=True)
        if sidebar.isRightToLeft():
            place.setLeft(place.right() + 1 - sidebar.width())
        else:
            place.setWidth(sidebar.width())
        sidebar.setGeometry(place)
        sidebar.raise_()
        if focus and (self._came_from is focused or focused is sidebar.names):
            sidebar.focus_current()
        for row in sidebar.findChildren(PlaceButton):
            if row is not sidebar.names:
                row.clicked.connect(self.close)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._on_focus_changed)
        app.installEventFilter(self)

    def close(self) -> None:
        """Show the icons in their place again."""
        if not self._is_open:
            return
        self._is_open = self._is_for_drag = False
        self._left.stop()
        app, sidebar = QApplication.instance(), self._sidebar
        assert isinstance(app, QApplication)
        app.removeEventFilter(self)
        app.focusChanged.disconnect(self._on_focus_changed)
        for row in sidebar.findChildren(PlaceButton):
            if row is not sidebar.names:
                row.clicked.disconnect(self.close)
        self._row.takeAt(0)
        self._row.insertWidget(0, sidebar)
        sidebar.set_over_page(is_over=False)

    def close_and_return(self) -> None:
        """Close it, and give the focus back to what had it."""
        came_from = self._came_from
        self.close()
        if came_from is not None and shiboken6.isValid(came_from) and came_from.isVisible():
            came_from.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Close it at a press on the page, and before the window gets another size."""
        if isinstance(watched, QWidget) and watched.window() is self._sidebar.window():
            is_press = event.type() == QEvent.Type.MouseButtonPress
            is_outside = watched is not self._sidebar and not self._sidebar.isAncestorOf(watched)
            is_resized = event.type() == QEvent.Type.Resize and watched.isWindow()
            if (is_press and is_outside) or is_resized:
                self.close()
            elif self._is_for_drag and not is_outside:
                if event.type() in (QEvent.Type.DragLeave, QEvent.Type.Drop):
                    self._left.start()
                elif event.type() == QEvent.Type.DragEnter:
                    self._left.stop()
        return False

    def _on_focus_changed(self, _before: QWidget | None, now: QWidget | None) -> None:
        if now is not None and now.window() is self._sidebar.window() and not self._sidebar.isAncestorOf(now):
            self.close()
