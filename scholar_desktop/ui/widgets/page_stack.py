"""The main area of the window: shows one page at a time, by name."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QSplitter, QStackedWidget, QWidget

from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.widgets.scroll_column import FocusArea, least_height, share_height

_KEYS = (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride)
LOW = 480
"""Height in pixels at base size below which a page may be too high for the window."""


class PageStack(QStackedWidget):
    """Pages by name. A page may be given as a function that creates it when first needed, to keep the start short."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pages: dict[str, QWidget] = {}
        self._makers: dict[str, Callable[[], QWidget]] = {}
        self._late: set[str] = set()

    def add_page(self, name: str, page: QWidget | Callable[[], QWidget], *, on_demand: bool = False) -> None:
        """Add a page. on_demand: create it only when it is shown, not already when the window is idle."""
        if isinstance(page, QWidget):
            self._pages[name] = page
            self.addWidget(page)
        else:
            self._makers[name] = page
            if on_demand:
                self._late.add(name)

    def page(self, name: str) -> QWidget:
        """Return the page called *name*, created now if necessary.

        Raises:
            KeyError: there is no page with that name.
        """
        if name not in self._pages:
            page = self._makers.pop(name)()
            self._pages[name] = page
            self.addWidget(page)
        return self._pages[name]

    def has(self, name: str) -> bool:
        return name in self._pages or name in self._makers

    def show_page(self, name: str) -> None:
        page = self.page(name)
        if page is not self.currentWidget():
            self._forget_unusable_focus(page)
        self.setCurrentWidget(page)

    def _forget_unusable_focus(self, page: QWidget) -> None:
        """Let *page* have the focus itself if the control that had it last is hidden in the page, or disabled. Qt would
        give the focus to a hidden control, and a list would show the paper of its row; and instead of to a disabled one
        to the sidebar."""
        last, focused = page.focusWidget(), self.window().focusWidget()
        if last is None or (last.isVisibleTo(page) and last.isEnabledTo(page)):
            return
        last.clearFocus()
        if focused is not None and self.isAncestorOf(focused):
            page.setFocus(Qt.FocusReason.OtherFocusReason)

    def not_made(self) -> tuple[str, ...]:
        """Return the pages that are not created yet and not on demand."""
        return tuple(name for name in self._makers if name not in self._late)

    def heightForWidth(self, width: int) -> int:
        """Return the height that `PageArea` sets for the shown page; Qt's stack asks for that of its highest page."""
        return self.minimumHeight()

    def sizeHint(self) -> QSize:
        return QSize(0, 0)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, 0)


class PageArea(FocusArea):
    """Shows the pages. With large text in a small window, a page that needs more height than there is scrolls.

    A page is shown from its top: the focus that it gets then scrolls it only to what would not be seen at all. From the
    first key or click of the user in it on, the control with the focus is in sight as a whole.
    """

    def __init__(self, theme: Theme, pages: PageStack, parent: QWidget | None = None) -> None:
        super().__init__(pages, parent)
        self._theme = theme
        self._pages = pages
        self._measure = QTimer(self)
        self._measure.setSingleShot(True)
        self._measure.timeout.connect(self._set_height)
        self._cover: QWidget | None = None
        self._is_fresh = True
        pages.currentChanged.connect(self._on_page_changed)
        theme.changed.connect(self._measure_soon)

    def cover(self) -> None:
        """Show nothing until `uncover`: the page of the last run is not the first one that is created."""
        self._cover = QWidget(self)
        self._cover.setAutoFillBackground(True)
        palette = self._cover.palette()
        palette.setColor(self._cover.backgroundRole(), self._theme.colour("bg"))
        self._cover.setPalette(palette)
        self._cover.setGeometry(self.rect())

    def uncover(self) -> None:
        if self._cover is not None:
            self._cover.hide()
            self._cover.deleteLater()
            self._cover = None

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._cover is not None:
            self._cover.setGeometry(self.rect())

    def sizeHint(self) -> QSize:
        return QSize(0, 0)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, 0)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _KEYS and watched is not self.widget():
            watched.removeEventFilter(self)
            self._is_fresh = False
            self._bring_into_sight()  # before the key acts, which may scroll the page itself
            return False
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize):
            self._measure_soon()
        return super().eventFilter(watched, event)

    def _is_low(self) -> bool:
        return self._theme.type.width_at_base(self.height()) < LOW

    def _measure_soon(self) -> None:
        if self._pages.minimumHeight() or self._is_low():
            self._measure.start(0)  # after the layouts of the page

    def _set_height(self) -> None:
        page = self._pages.currentWidget()
        least = least_height(page, self._pages.width()) if page is not None and self._is_low() else 0
        # To find the type of viewport(), PySide creates the types of all widgets that Qt has: not at the start.
        is_scrolled = least > 0 and least > self.viewport().height()
        if page is not None and is_scrolled:
            least = least_height(page, self._pages.width(), is_scrolled=True)
        if least != self._pages.minimumHeight():
            self._pages.setMinimumHeight(least)
            self._measure.start(0)  # the parts of a splitter get their share of the new height
        for splitter in page.findChildren(QSplitter) if page is not None and least else ():
            share_height(splitter, is_scrolled=is_scrolled)

    def _on_focus_changed(self, before: QWidget | None, now: QWidget | None) -> None:
        if self._is_fresh and now is not None and self._pages.isAncestorOf(now):
            if QApplication.mouseButtons() is not Qt.MouseButton.NoButton:
                self._is_fresh = False
            elif self._is_low():
                now.installEventFilter(self)  # until the first key
        super()._on_focus_changed(before, now)

    def _bring_into_sight(self) -> None:
        focused = QApplication.focusWidget()
        if focused is None or not self._pages.isAncestorOf(focused):
            return
        if not (self._is_fresh and _ends_above(focused, self._pages, self.viewport().height())):
            super()._bring_into_sight()

    def _on_page_changed(self) -> None:
        self._is_fresh = True
        self.verticalScrollBar().setValue(0)
        self._measure_soon()


def _ends_above(focused: QWidget, pages: QWidget, height: int) -> bool:
    """Return True if *focused*, of a list its current row, ends within the first *height* pixels of *pages*."""
    from PySide6.QtWidgets import QAbstractItemView  # not part of the start: its classes take 2 ms to load

    place = focused.rect()
    if isinstance(focused, QAbstractItemView) and focused.currentIndex().isValid():
        place = focused.visualRect(focused.currentIndex())
        focused = focused.viewport()
    return focused.mapTo(pages, QPoint(0, place.bottom())).y() < height
