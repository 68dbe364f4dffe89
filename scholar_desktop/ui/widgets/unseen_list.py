"""A list that is not drawn: it represents the parts of a picture, so that a screen reader reads them one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    Qt,
)
from PySide6.QtGui import QPaintEvent, QRegion
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QWidget

Index = QModelIndex | QPersistentModelIndex
Words = tuple[str, str]
"""The name of a part, and its description."""


class _Parts(QAbstractListModel):
    def __init__(self, words_of: Callable[[int], Words], parent: QObject) -> None:
        super().__init__(parent)
        self._words_of = words_of
        self._count = 0

    def show(self, count: int) -> None:
        self.beginResetModel()
        self._count = count
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's default
        return 0 if parent.isValid() else self._count

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._words_of(index.row())[0]
        if role == Qt.ItemDataRole.AccessibleDescriptionRole:
            return self._words_of(index.row())[1]
        return None


class UnseenList(QListView):
    """Lies over *picture*, which has the focus and handles keys and mouse.

    The picture calls `show_parts`, `show_chosen` and `show_current`; a part that is chosen through the list, by a
    screen reader, is passed to *choose*.
    """

    def __init__(
        self,
        picture: QWidget,
        name: str,
        words_of: Callable[[int], Words],
        rect_of: Callable[[int], QRect],
        choose: Callable[[int], None] | None = None,
        value_of: Callable[[int], int] | None = None,
    ) -> None:
        """words_of, rect_of: name and description of a part, and its place in the picture, by its number; value_of: the
        number that its size or height stands for."""
        super().__init__(picture)
        self.words_of = words_of
        self._value_of = value_of
        self._picture = picture
        self._rect_of = rect_of
        self._choose = choose
        self._is_told = False
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.MultiSelection)
        self.setMask(QRegion(0, 0, 1, 1))  # nothing of it is drawn, and yet it is visible for a screen reader
        self._parts = _Parts(words_of, self)
        self.setModel(self._parts)
        self.selectionModel().selectionChanged.connect(self._on_selected)
        self.setGeometry(picture.rect())
        picture.installEventFilter(self)
        self.show()

    def show_parts(self, count: int) -> None:
        """Show that many parts again."""
        self._is_told = True
        self._parts.show(count)
        self._is_told = False

    def value_of(self, number: int) -> int | None:
        """Return the value of a part; None if the parts have none."""
        return self._value_of(number) if self._value_of is not None else None

    def highest_value(self) -> int:
        """Return the highest value of all parts."""
        return max((self.value_of(number) or 0 for number in range(self._parts.rowCount())), default=0)

    def show_chosen(self, numbers: Iterable[int]) -> None:
        """Show these parts as selected."""
        flags, select = QItemSelectionModel.SelectionFlag, self.selectionModel().select
        self._is_told = True
        self.selectionModel().clearSelection()
        for number in numbers:
            select(self._parts.index(number, 0), flags.Select)
        self._is_told = False

    def show_current(self, number: int | None) -> None:
        """Tell a screen reader that the picture's keyboard is on this part."""
        from PySide6.QtGui import QAccessible, QAccessibleEvent

        index = self._parts.index(number, 0) if number is not None else QModelIndex()
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
        if number is not None and self._picture.hasFocus():
            event = QAccessibleEvent(self, QAccessible.Event.Focus)
            event.setChild(number)
            QAccessible.updateAccessibility(event)

    def _on_selected(self) -> None:
        if not self._is_told and self._choose is not None:
            chosen = self.selectionModel().selectedIndexes()
            if chosen:
                self._choose(chosen[-1].row())

    def visualRect(self, index: Index) -> QRect:
        return self._rect_of(index.row()) if index.isValid() else QRect()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._picture and event.type() == QEvent.Type.Resize:
            self.setGeometry(self._picture.rect())
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        pass
