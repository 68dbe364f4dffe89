"""The base class of all row models: one column whose roles are read from prepared row objects."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QByteArray, QModelIndex, QPersistentModelIndex, Qt

from scholar_desktop.domain.library import KeptPaper
from scholar_desktop.domain.paper import Paper
from scholar_desktop.ui.rows.roles import PaperRole, role_names

Index = QModelIndex | QPersistentModelIndex
_ROW_FLAGS = (
    Qt.ItemFlag.ItemIsSelectable
    | Qt.ItemFlag.ItemIsEnabled
    | Qt.ItemFlag.ItemIsDragEnabled
    | Qt.ItemFlag.ItemNeverHasChildren
)


class RowTable(QAbstractTableModel):
    """Base class; a subclass defines the number of rows and each row, and `data` only looks them up."""

    @abstractmethod
    def count(self) -> int:
        """Return the number of rows."""

    @abstractmethod
    def row(self, number: int) -> Any:
        """Return the row object that the delegate paints; `title` is its visible text, `spoken` the text for screen
        readers."""

    @abstractmethod
    def paper_at(self, number: int) -> Paper | None:
        """Return the paper of a row; None for a reference that is not identified."""

    def id_at(self, number: int) -> str:
        """Return `Paper.id` of a row's paper; empty if it has none."""
        paper = self.paper_at(number)
        return paper.id if paper is not None else ""

    def kept_at(self, number: int) -> KeptPaper | None:
        """Return what the library holds of a row's paper, as far as it is known here."""
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Make rows draggable if the view allows it."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return _ROW_FLAGS

    def supportedDragActions(self) -> Qt.DropAction:
        return Qt.DropAction.CopyAction

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else self.count()

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= self.count():
            return None
        match role:
            case PaperRole.ROW:
                return self.row(index.row())
            case PaperRole.ID:
                return self.id_at(index.row())
            case PaperRole.TITLE | Qt.ItemDataRole.DisplayRole:
                return self.row(index.row()).title
            case PaperRole.PAPER:
                return self.paper_at(index.row())
            case Qt.ItemDataRole.AccessibleTextRole:
                return self.row(index.row()).spoken
        return None

    def roleNames(self) -> dict[int, QByteArray]:
        return role_names()
