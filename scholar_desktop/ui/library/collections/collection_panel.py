"""The panel to choose a collection: the tree, filtered by the typed text, which can also name a new collection."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from scholar_desktop.domain.collection import Collection, display_path, fold_name, path_names
from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.domain.text.message import Message
from scholar_desktop.translation import gettext, shown
from scholar_desktop.ui.rows.panel_line_delegate import DEPTH, END, HELP, ICON, PanelLineDelegate
from scholar_desktop.ui.widgets.label import ElidedLabel
from scholar_desktop.ui.widgets.overlay import Overlay
from scholar_desktop.ui.words.wording import number

if TYPE_CHECKING:
    from scholar_desktop.services.services import Collections
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.ui.context.messages import Messages
    from scholar_desktop.ui.theme.theme import Theme

WIDTH, HEIGHT = 340, 320
_PATH = Qt.ItemDataRole.UserRole
_NEW = "\n"
"""The row that asks for a name; no path has this value."""
FIND_WORDS = Message("Find or create a collection")
FIND_ONLY_WORDS = Message("Find a collection")
NAME_WORDS = Message("Name, such as Thesis / Chapter 2")


class CollectionPanel(Overlay):
    """Enter or a click chooses a row. Signal: `chosen` (its path; of a new one the path typed; empty for none).

    The new collection is not created here but with the first paper that is added to it, so that one undo reverts both.
    """

    chosen = Signal(str)

    def __init__(
        self,
        theme: Theme,
        scope: TaskScope,
        messages: Messages,
        collections: Collections,
        window: QWidget,
        *,
        none: str = "",
        creates: bool = True,
    ) -> None:
        """Create the panel.

        Args:
            none: the text of the row for no collection; empty if a collection must be chosen.
            creates: offer to create a collection.
        """
        super().__init__(theme, window)
        self._messages = messages
        self._service = collections
        self._scope = scope.child()
        self._none = none
        self._creates = creates
        self._collections: tuple[Collection, ...] = ()
        self._left_out: Collection | None = None
        self._current = ""
        self._is_naming = False
        self._most = 0
        self._foot: int | None = None
        self.setObjectName("collectionPanel")
        self.setAccessibleName(gettext("Choose a collection"))
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(8), theme.px(8), theme.px(8), theme.px(8))
        column.setSpacing(theme.px(6))
        self._title = ElidedLabel("", "head", mode=Qt.TextElideMode.ElideMiddle)
        self._box = QLineEdit()
        self._box.setObjectName("collectionEdit")
        self._box.setAccessibleName(gettext("Collection"))
        self._box.installEventFilter(self)
        self._list = QListWidget()
        self._list.setObjectName("collectionRows")
        self._list.setAccessibleName(gettext("Collections"))
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setItemDelegate(PanelLineDelegate(theme, self._list))
        self._list.itemClicked.connect(self._take)
        for widget in (self._title, self._box, self._list):
            column.addWidget(widget)
        column.addStretch(0)
        self._box.textChanged.connect(self._fill)
        self._box.returnPressed.connect(self._take_current)

    def runs_behind(self, action_id: str) -> bool:
        """The box for tags opens in place of this one, which has nothing that would be lost."""
        return action_id == "paper.tag"

    def open_under(self, button: QWidget, current: str) -> None:
        """Open the panel below *button* (above it where there is no space).

        Args:
            current: the path that is chosen now.
        """
        px = self._theme.px
        width, height = min(px(WIDTH), self._window.width() - px(16)), min(px(HEIGHT), self._window.height() - px(16))
        self._open_at(button, "", current, width, height)

    def _open_at(self, button: QWidget, title: str, current: str, width: int, height: int) -> None:
        corner, px = button.mapTo(self._window, QPoint(0, 0)), self._theme.px
        left = corner.x() if self.isRightToLeft() else corner.x() + button.width() - width
        below, above = corner.y() + button.height() + px(4), corner.y() - height - px(4)
        is_below = below + height <= self._window.height() or above < 0
        top = below if is_below else above
        self._open(title, current, left, top, width, height, is_above=not is_below, at=button)

    def open_for(self, title: str, current: str = "", *, left_out: Collection | None = None) -> None:
        """Open the panel at the button that was pressed, else in the middle of the window, with *title* above it.

        Args:
            current: the path that is chosen now.
            left_out: a collection that is not offered, nor those in it.
        """
        self._left_out = left_out
        px = self._theme.px
        width, height = min(px(420), self._window.width() - px(32)), min(px(380), self._window.height() - px(80))
        opener = self.opener("paper.collect")
        if opener is None:
            self._open(title, current, (self._window.width() - width) // 2, px(72), width, height)
        else:
            self._open_at(opener, title, current, width, height)

    def _open(
        self,
        title: str,
        current: str,
        left: int,
        top: int,
        width: int,
        height: int,
        *,
        is_above: bool = False,
        at: QWidget | None = None,
    ) -> None:
        """height: at most. is_above: the panel ends where it would end with that height. at: as for `open_at`."""
        px = self._theme.px
        self._title.show_text(title)
        self._title.setVisible(bool(title))
        self._current = current
        self._begin(naming=False)
        left = max(px(8), min(left, self._window.width() - width - px(8)))
        top = max(px(8), min(top, self._window.height() - height - px(8)))
        self._most, self._foot = height, top + height if is_above else None
        self.open_at(left, top, width, height, at=at)
        self._fit()
        self._box.setFocus(Qt.FocusReason.PopupFocusReason)
        self._scope.start(self._load(), name="collections to choose from", latest="load")

    def _fit_into_window(self) -> None:
        super()._fit_into_window()
        if self._foot is not None:
            self._foot = self.y() + self.height()

    async def _load(self) -> None:
        try:
            found = await self._service.all()
        except ScholarError as error:
            self.close_panel()
            self._messages.failed(gettext("Could not load the collections"), error)
            return
        out = f"{self._left_out.path}/" if self._left_out is not None else None
        self._collections = tuple(one for one in found if out is None or not f"{one.path}/".startswith(out))
        self._fill()

    def _begin(self, *, naming: bool) -> None:
        self._is_naming = naming
        find = FIND_WORDS if self._creates else FIND_ONLY_WORDS
        self._box.setPlaceholderText(shown(NAME_WORDS if naming else find))
        self._box.clear()
        self._fill()

    def _fill(self, _text: str = "") -> None:
        typed = self._box.text()
        names = path_names(typed)
        self._list.clear()
        if not names:
            self._fill_all()
        else:
            self._fill_found(typed, names)
        self._fit()

    def _fit(self) -> None:
        """Make the panel as high as its rows."""
        rows = self._list.count()
        self._list.setVisible(rows > 0)
        if not self.isVisible():
            return
        self._list.setFixedHeight(rows * self._list.sizeHintForRow(0) + 2 * self._list.frameWidth() if rows else 0)
        column = self.layout()
        assert column is not None
        needed = column.totalMinimumSize().height()
        if needed > self._most:
            self._list.setFixedHeight(max(1, self._list.height() - (needed - self._most)))
        height = min(needed, self._most)
        self.setGeometry(self.x(), self.y() if self._foot is None else self._foot - height, self.width(), height)

    def _fill_all(self) -> None:
        if self._is_naming:
            return
        if self._none:
            self._row("", self._none, "minus")
        for one in self._collections:
            self._row(one.path, one.name, "folder", end=number(one.papers), depth=one.depth, tip=one.title)
        if self._creates:
            self._row(_NEW, gettext("New collection…"), "add")
        paths = [self._list.item(row).data(_PATH) for row in range(self._list.count())]
        self._list.setCurrentRow(paths.index(self._current) if self._current in paths else 0)

    def _fill_found(self, typed: str, names: Sequence[str]) -> None:
        wanted = [fold_name(name) for name in names]
        words = fold_name(typed).split()
        best = 0
        is_there = False
        for one in self._collections:
            own = [fold_name(name) for name in one.path.split("/")]
            is_same = own == wanted
            is_there = is_there or is_same
            if is_same or (not self._is_naming and all(word in fold_name(one.title) for word in words)):
                if is_same or (own[-1:] == wanted and not is_there):
                    best = self._list.count()
                self._row(one.path, one.title, "folder", end=number(one.papers), tip=one.title)
        if not is_there and self._creates:
            path = "/".join(names)
            self._row(path, gettext("Create “{name}”", name=display_path(path)), "add")
        self._list.setCurrentRow(best)

    def _row(self, path: str, text: str, icon: str, *, end: str = "", depth: int = 0, tip: str = "") -> None:
        item = QListWidgetItem(text)
        item.setData(_PATH, path)
        item.setData(ICON, icon)
        item.setData(END, end)
        item.setData(DEPTH, depth)
        item.setData(HELP, tip)
        self._list.addItem(item)

    def _take_current(self) -> None:
        item = self._list.currentItem()
        if item is not None:
            self._take(item)

    def _take(self, item: QListWidgetItem) -> None:
        path = item.data(_PATH)
        if path == _NEW:
            self._begin(naming=True)
            self._box.setFocus(Qt.FocusReason.PopupFocusReason)
            return
        self.close_panel()
        self.chosen.emit(path)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._box and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
                step = 1 if event.key() == Qt.Key.Key_Down else -1
                self._list.setCurrentRow(max(0, min(self._list.count() - 1, self._list.currentRow() + step)))
                return True
            if event.key() == Qt.Key.Key_Escape:
                if self._is_naming:
                    self._begin(naming=False)
                else:
                    self.close_panel()
                return True
        return super().eventFilter(watched, event)
