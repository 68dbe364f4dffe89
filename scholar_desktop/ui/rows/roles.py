"""The item roles of rows of papers. Scripts use the first two, under the names in `ROLE_NAMES`."""

from __future__ import annotations

from enum import IntEnum

from PySide6.QtCore import QByteArray, Qt


class PaperRole(IntEnum):
    ID = Qt.ItemDataRole.UserRole + 1
    """str: `Paper.id`; empty for a paper that is not identified."""
    TITLE = Qt.ItemDataRole.UserRole + 2
    """str: plain text."""
    ROW = Qt.ItemDataRole.UserRole + 3
    """The row object that delegates paint."""
    PAPER = Qt.ItemDataRole.UserRole + 4
    """Paper, or None for a reference that is not identified."""


def role_names() -> dict[int, QByteArray]:
    return {
        int(PaperRole.ID): QByteArray(b"paper_id"),
        int(PaperRole.TITLE): QByteArray(b"title"),
        int(Qt.ItemDataRole.DisplayRole): QByteArray(b"display"),
        int(Qt.ItemDataRole.AccessibleTextRole): QByteArray(b"accessible_text"),
    }
