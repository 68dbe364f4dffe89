"""Where the row of a paper is in a list, for what is shown beside it."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect

from scholar_desktop.ui.rows.row_table import RowTable

if TYPE_CHECKING:
    from scholar_desktop.ui.widgets.row_list import RowList


def place_of_row(view: RowList, papers: Collection[str]) -> QRect | None:
    """Return where in the viewport of *view* a selected row of one of *papers* (their `Paper.id`) is: the one whose
    details are shown, else the first one; None if none is in sight."""
    model, seen = view.model(), view.viewport().rect()
    if not isinstance(model, RowTable):
        return None
    for row in (view.lead_row(), *view.chosen_rows()):
        place = QRect(0, view.rowViewportPosition(row), seen.width(), view.rowHeight(row)).intersected(seen)
        if row >= 0 and not place.isEmpty() and model.id_at(row) in papers:
            return place
    return None
