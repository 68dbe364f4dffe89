"""The sidebar: the window's places with their counts; a rail of icons where the window is too small."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragMoveEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from scholar_desktop.domain.library import Changes, LibraryCounts, LibraryView
from scholar_desktop.translation import gettext
from scholar_desktop.ui.context import navigation as places
from scholar_desktop.ui.widgets.label import label
from scholar_desktop.ui.widgets.sidebar_button import RAIL_WIDTH, WIDTH, PlaceButton, PlaceList, SlidingColumn
from scholar_desktop.ui.words.literal_text import make_action
from scholar_desktop.ui.words.wording import number

if TYPE_CHECKING:
    from collections.abc import Callable

    from scholar_desktop.services.downloads.downloads import Downloads
    from scholar_desktop.services.library.library import Library
    from scholar_desktop.services.program.scheduler import Scheduler
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.ui.actions.registry import Actions
    from scholar_desktop.ui.context.navigation import Navigation
    from scholar_desktop.ui.context.paper_status import PaperStatuses
    from scholar_desktop.ui.library.collections.collection_tree import CollectionTree
    from scholar_desktop.ui.library.smart_view_list import SmartViewList
    from scholar_desktop.ui.library.tag_list import CollectionsAndTags, TagList
    from scholar_desktop.ui.search.saved_list import SavedList
    from scholar_desktop.ui.theme.theme import Theme
    from scholar_desktop.ui.window.demo_and_live import DemoLine

MARK = 10
"""Size of the signs at the top and the bottom of a sidebar that is too long for the window."""


class Sidebar(PlaceList):
    """Shows the current place; counts follow the library and the download queue.

    Signals: `names_pressed` (the first row, which shows and hides the names of the rail), `left` (Esc, while it is over
    the page), `entered` (Enter has opened the place of the row with the focus, or Esc leads back to the place that is
    shown), `page_wanted` (Esc was pressed on a page without a list that it does not leave),
    `place_pressed` (the place of a row is shown next because the row was clicked; not for the search), `search_clicked`
    (the row of the search was clicked, and the search is shown), `hidden`, `papers_over` (papers are dragged over the
    rail, which has no names to drop them on), `trash_counted` (the number of papers in the trash).
    """

    names_pressed = Signal()
    left = Signal()
    entered = Signal()
    page_wanted = Signal()
    place_pressed = Signal()
    search_clicked = Signal()
    hidden = Signal()
    papers_over = Signal()
    trash_counted = Signal(int)

    _library: Library
    _downloads: Downloads
    _scheduler: Scheduler

    def __init__(
        self,
        theme: Theme,
        scope: TaskScope,
        actions: Actions,
        navigation: Navigation,
        parent: QWidget | None = None,
        *,
        has_manuscript: bool = False,
        has_list: Callable[[], bool] = lambda: False,
    ) -> None:
        """
        Args:
            has_manuscript: a manuscript was checked before, so that the page of the check has a row.
            has_list: returns True if a reference list is open, so that there is a way back to it.
        """
        super().__init__(parent)
        self._navigation = navigation
        self._actions = actions
        self._theme = theme
        self._scope = scope.child()
        self.setObjectName("sidebar")
        self.setAccessibleName(gettext("Sidebar"))
        self.setProperty("ground", "sidebar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAcceptDrops(True)
        self._buttons = {
            (places.SEARCH, None): PlaceButton(theme, actions["view.search"]),
            (places.DOWNLOADS, None): PlaceButton(theme, actions["view.downloads"]),
            (places.UNPAYWALL, None): PlaceButton(theme, actions["view.unpaywall"]),
            (places.CORPUS, None): PlaceButton(theme, actions["view.corpus"]),
            (places.NEWS, None): PlaceButton(theme, actions["view.news"]),
            (places.LEDGER, None): PlaceButton(theme, actions["view.ledger"]),
            (places.MANUSCRIPT, None): PlaceButton(theme, actions["view.manuscript"]),
            (places.REVIEW, None): PlaceButton(theme, actions["view.review"]),
            (places.LIBRARY, LibraryView.ALL): PlaceButton(theme, actions["view.library"]),
            (places.LIBRARY, LibraryView.TO_READ): PlaceButton(theme, actions["view.library_to_read"]),
            (places.LIBRARY, LibraryView.STARRED): PlaceButton(theme, actions["view.library_starred"]),
            (places.LIBRARY, LibraryView.RECENT): PlaceButton(theme, actions["view.library_recent"]),
            (places.LIBRARY, LibraryView.WITHOUT_PDF): PlaceButton(theme, actions["view.library_without_pdf"]),
            (places.DUPLICATES, None): PlaceButton(theme, actions["library.duplicates"]),
            (places.MISSING, None): PlaceButton(theme, actions["view.missing_classics"]),
            (places.LIBRARY, LibraryView.TRASH): PlaceButton(theme, actions["view.library_trash"]),
            (places.SETTINGS, None): PlaceButton(theme, actions["view.settings"]),
        }
        self._has_list = has_list
        self._is_over = False
        self._laid_out = QTimer(self)
        self._laid_out.setSingleShot(True)
        self._laid_out.setInterval(0)  # when the rows have their heights
        self._laid_out.timeout.connect(self._reveal_current)
        self._expected: tuple[str, LibraryView | None] | None = None
        show_names = make_action(gettext("Show names"), self)
        show_names.setObjectName("names")
        show_names.setProperty("icon_name", "menu")
        show_names.triggered.connect(self.names_pressed)
        self.names = PlaceButton(theme, show_names)
        self._heading = label(gettext("Library"), "section")
        self._column = SlidingColumn(self)
        self._column.setSpacing(0)
        self._column.addWidget(self.names)
        for place, button in self._buttons.items():
            if place == (places.LIBRARY, LibraryView.ALL):
                self._column.addSpacing(theme.px(12))
                self._column.addWidget(self._heading)
            if place[0] == places.SETTINGS:
                self._column.addStretch(1)
            self._column.addWidget(button)
        self._buttons[(places.MANUSCRIPT, None)].setHidden(not has_manuscript)  # until one is checked
        self._rail = False
        self._saved: SavedList | None = None
        self._lists: CollectionsAndTags | None = None
        self._tree: CollectionTree | None = None
        self._tags: TagList | None = None
        self._views: SmartViewList | None = None
        self._demo: DemoLine | None = None
        self._outbox: PlaceButton | None = None
        self.set_rail(False)
        self.row_pressed.connect(self._on_row_pressed)
        self.row_clicked.connect(self._on_row_clicked)
        navigation.page_changed.connect(self._on_place_changed)
        navigation.library_view_changed.connect(self._on_place_changed)
        theme.changed.connect(self._on_theme_changed)
        self._on_place_changed()

    def set_rail(self, rail: bool) -> None:
        """Show icons only (True), or icons with names and counts."""
        self._rail = rail
        px = self._theme.px
        self.setFixedWidth(px(RAIL_WIDTH if rail else WIDTH))
        self._column.setContentsMargins(px(6 if rail else 8), px(10), px(6 if rail else 8), px(8))
        self._column.foot = px(MARK)
        self.names.setVisible(rail or self._is_over)
        self.names.set_title(gettext("Hide names") if self._is_over else gettext("Show names"))
        self.names.set_rail(rail)
        self._heading.setVisible(not rail)
        self._heading.setContentsMargins(px(8), px(4), px(8), px(4))
        for button in self._buttons.values():
            button.set_rail(rail)
        if self._saved is not None:
            self._saved.set_rail(rail)
        if self._tree is not None:
            self._tree.set_rail(rail)
        if self._tags is not None:
            self._tags.set_rail(rail)
        if self._views is not None:
            self._views.set_rail(rail)
        if self._demo is not None:
            self._demo.set_rail(rail)
        if self._outbox is not None:
            self._outbox.set_rail(rail)
        self._laid_out.start()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Show the names for papers. What the sidebar ignores, such as files, the window takes."""
        from scholar_desktop.ui.rows.dragging import attached_papers  # not part of the start

        event.setAccepted(bool(attached_papers(event.mimeData())))
        if event.isAccepted() and self._rail:
            self.papers_over.emit()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        event.ignore()  # a collection takes papers, the place beside it does not

    def set_over_page(self, *, is_over: bool) -> None:
        """Show the names over the page, or the rail in its place."""
        self._is_over = is_over
        self.set_rail(not is_over)

    def expect(self, page: str, view: LibraryView | None) -> None:
        """Mark the row of the page that is shown soon, with the part of the library; empty: of the page shown."""
        self._expected = (page, view) if page else None
        self._on_place_changed()

    def focus_current(self) -> None:
        """Give the focus to the row of the current place."""
        row = next((one for one in self.findChildren(PlaceButton) if one.isChecked()), self.names)
        row.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._laid_out.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.hidden.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._is_over:
            self.left.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.entered.emit()
            if self._has_focus() and not self._navigation.leaves_by_escape:
                self.page_wanted.emit()  # it has no list
            if self._has_focus():
                super().keyPressEvent(event)
        else:
            super().keyPressEvent(event)

    def _has_focus(self) -> bool:
        focused = self.window().focusWidget()
        return focused is not None and self.isAncestorOf(focused)

    def show_outbox(self, count: int) -> None:
        """Show how many papers wait to be sent to another program, below the downloads. Without any there is no row."""
        if self._outbox is None and count:
            self._outbox = PlaceButton(self._theme, self._actions["library.outbox"])
            self._outbox.set_title(gettext("Outbox"))
            self._outbox.set_rail(self._rail)
            place = self._column.indexOf(self._buttons[(places.DOWNLOADS, None)])
            self._column.insertWidget(place + 1, self._outbox)
        if self._outbox is not None:
            self._outbox.set_count(number(count) if count else "", badge=True)
            self._outbox.setVisible(count > 0)

    def show_duplicates(self, count: int | None) -> None:
        """Show how many groups of duplicates the library has; None if that is not known."""
        self._buttons[(places.DUPLICATES, None)].set_count("" if count is None else number(count))

    def show_saved(self, saved: SavedList) -> None:
        """Insert the list of saved searches between the places and the library."""
        self._saved = saved
        self._column.insertWidget(self._column.indexOf(self._heading) - 1, saved)
        saved.set_rail(self._rail)
        saved.current_changed.connect(self._on_place_changed)
        self._on_place_changed()

    def saved_searches(self) -> list[tuple[str, Callable[[], None]]]:
        """Return the name of each saved search, and the function that shows its results."""
        return self._saved.named() if self._saved is not None else []

    @property
    def shows_manuscript(self) -> bool:
        """True if the page of the manuscript check has a row."""
        return not self._buttons[(places.MANUSCRIPT, None)].isHidden()

    def show_views(self, views: SmartViewList) -> None:
        """Insert the smart views below the library's own."""
        self._views = views
        self._column.insertWidget(self._column.indexOf(self._buttons[(places.LIBRARY, LibraryView.TRASH)]) + 1, views)
        views.set_rail(self._rail)
        self._laid_out.start()

    def show_demo_line(self, line: DemoLine) -> None:
        """Add the line that says that this is the demo, above the settings."""
        self._demo = line
        self._column.insertWidget(self._column.indexOf(self._buttons[(places.SETTINGS, None)]), line)
        line.set_rail(self._rail)
        self._laid_out.start()

    def show_collections(self, tree: CollectionTree, tags: TagList) -> None:
        """Add the tree of collections and the tags below the library. Both are scrolled together, in the height that
        the places leave."""
        self._tree, self._tags = tree, tags
        last = self._column.indexOf(self._buttons[(places.LIBRARY, LibraryView.TRASH)])
        from scholar_desktop.ui.library.tag_list import CollectionsAndTags  # not part of the start
        from scholar_desktop.ui.window.drag_scrolling import DragScrolling

        self._lists = CollectionsAndTags(self._theme, tree, tags)
        self._column.insertWidget(last + 1, self._lists)
        self._column.insertSpacing(last + 2, self._theme.px(8))
        DragScrolling(self._theme, self, self._lists, tree.drop_area, self._column.slide)
        tree.set_rail(self._rail)
        tags.set_rail(self._rail)
        self._laid_out.start()

    def listen(self, library: Library, downloads: Downloads, scheduler: Scheduler, marks: PaperStatuses) -> None:
        """Start to follow the library, the queue and the news. Called after the start."""
        self._library, self._downloads, self._scheduler = library, downloads, scheduler
        library.changed.connect(self._on_library_changed)
        marks.changed.connect(self._show_downloads)
        scheduler.changed.connect(lambda _value: self._show_news())
        self._show_downloads()
        self._show_news()
        self._load_counts_soon()

    def _load_counts_soon(self) -> None:
        self._scope.start(self._load_counts(), name="sidebar counts", latest="counts")

    async def _load_counts(self) -> None:
        self._show_counts(await self._library.counts())

    def _show_counts(self, counts: LibraryCounts) -> None:
        shown = {
            LibraryView.ALL: counts.papers,
            LibraryView.TO_READ: counts.to_read,
            LibraryView.STARRED: counts.starred,
            LibraryView.RECENT: counts.recent,
            LibraryView.WITHOUT_PDF: counts.without_pdf,
            LibraryView.TRASH: counts.trashed,
        }
        self.trash_counted.emit(counts.trashed)
        for view, count in shown.items():
            self._buttons[(places.LIBRARY, view)].set_count(number(count))

    def _show_downloads(self) -> None:
        active = self._downloads.active
        self._buttons[(places.DOWNLOADS, None)].set_count(number(active) if active else "", badge=True)

    def _show_news(self) -> None:
        unseen = self._scheduler.unseen
        self._buttons[(places.NEWS, None)].set_count(number(unseen) if unseen else "", badge=True)

    def _on_place_changed(self) -> None:
        navigation = self._navigation
        home = navigation.marked
        self._buttons[(places.REVIEW, None)].setHidden(home != places.REVIEW and not self._has_list())
        if navigation.page == places.MANUSCRIPT:
            self._buttons[(places.MANUSCRIPT, None)].show()
        view = None
        if home == places.LIBRARY and navigation.is_below_library:  # PDFs or a map, of no view of it
            view = LibraryView.ALL
        elif home == places.LIBRARY and not (navigation.collection or navigation.tag or navigation.smart_view):
            view = navigation.library_view
        is_saved = home == places.SEARCH and self._saved is not None and self._saved.has_current()
        for place, button in self._buttons.items():
            is_current = place == (self._expected or (home, view)) and not is_saved
            button.setProperty("current", is_current)
            button.set_current(is_current)
        self._reveal_current()

    def _reveal_current(self) -> None:
        for button in self._buttons.values():
            if button.property("current"):
                self.reveal(button)

    def _on_row_pressed(self, row: QWidget) -> None:
        lists = (each for each in (self._saved, self._views) if each is not None)
        is_place = row in self._buttons.values() or any(each.isAncestorOf(row) for each in lists)
        if is_place and row is not self._buttons[(places.SEARCH, None)]:
            self.place_pressed.emit()

    def _on_row_clicked(self, row: QWidget) -> None:
        if row is self._buttons[(places.SEARCH, None)]:
            self.search_clicked.emit()

    def _on_library_changed(self, changes: Changes) -> None:
        self._load_counts_soon()

    def _on_theme_changed(self) -> None:
        self.set_rail(self._rail)

    def reveal(self, row: QWidget) -> None:
        if row.isVisible():
            self._column.activate()  # it may be new
            if self._lists is not None and self._lists.isAncestorOf(row):
                self._lists.reveal(row)
            self._column.reveal(QRect(row.mapTo(self, QPoint(0, 0)), row.size()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Show the rows above or below the part shown, if the sign for them is pressed."""
        size, y = self._theme.px(MARK), event.position().y()
        if self._column.has_more and y >= self.height() - size:
            self._column.slide(self.height() // 2)
        elif self._column.offset and y < size:
            self._column.slide(-self.height() // 2)
        else:
            super().mousePressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        self._column.slide(-event.angleDelta().y() // 2)
        event.accept()

    def minimumSizeHint(self) -> QSize:
        return QSize(self.minimumWidth(), self._theme.px(120))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.colour("sidebar"))
        x = 0 if self.isRightToLeft() else self.width() - 1
        painter.fillRect(x, 0, 1, self.height(), self._theme.colour("line"))
        size = self._theme.px(MARK)
        for is_needed, icon, y in (
            (self._column.offset > 0, "chevron-up", 0),
            (self._column.has_more, "chevron-down", self.height() - size),
        ):
            if is_needed:  # a line sets the sign apart from the icons of the rows
                painter.drawPixmap((self.width() - size) // 2, y, self._theme.pixmap(icon, "text", MARK))
                painter.fillRect(0, y if y else size, self.width(), 1, self._theme.colour("line2"))
        painter.end()
