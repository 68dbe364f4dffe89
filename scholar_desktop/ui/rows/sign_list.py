"""A list of rows with a sign each, in its five states."""

from __future__ import annotations

from typing import Generic

from PySide6.QtWidgets import QWidget

from scholar_desktop.ui.rows.sign_delegate import SignDelegate, row_height
from scholar_desktop.ui.rows.sign_list_model import Row, SignListModel
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.widgets.row_list import RowList
from scholar_desktop.ui.widgets.state_pane import StatePane


class SignList(StatePane, Generic[Row]):
    """Rows and the state are told by whoever owns the list."""

    def __init__(self, theme: Theme, name: str, accessible_name: str, parent: QWidget | None = None) -> None:
        """name: the `objectName` of the view."""
        view = RowList(name, accessible_name)
        super().__init__(theme, view, row_height=44, parent=parent)
        self.view = view
        self.model: SignListModel[Row] = SignListModel(self)
        self.view.setModel(self.model)
        self.view.setItemDelegate(SignDelegate(theme, self.view))
        self._theme = theme
        theme.changed.connect(self._measure)
        self._measure()

    def chosen(self) -> list[Row]:
        """The chosen rows, from above."""
        return [self.model.row(number) for number in self.view.chosen_rows()]

    def _measure(self) -> None:
        self.view.set_row_height(row_height(self._theme.type))
        self.view.viewport().update()
