"""What all models of rows share: one column, whose roles answer from row objects that were made before."""

from __future__ import annotations

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
    """A model says how many rows it has and what each is; `data` only looks them up."""

    def count(self) -> int:
        """How many rows there are."""
        raise NotImplementedError

    def row(self, number: int) -> Any:
        """The row object that the delegate paints; it has `title` and `spoken`, what is read by eye and by ear."""
        raise NotImplementedError

    def paper_at(self, number: int) -> Paper | None:
        """The paper of a row; None for a reference that nobody has identified."""
        raise NotImplementedError

    def id_at(self, number: int) -> str:
        """`Paper.id` of a row's paper; empty when it has none."""
        paper = self.paper_at(number)
        return paper.id if paper is not None else ""

    def kept_at(self, number: int) -> KeptPaper | None:
        """What the library holds of a row's paper, as far as that is known here."""
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Rows may be dragged where the view lets them."""
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
