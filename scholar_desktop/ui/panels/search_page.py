"""The search: box and chips above, then results, detail and citations as the width allows."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from scholar_desktop.ui.folding import Fold
from scholar_desktop.ui.workbench import Workbench


class SearchPage(QWidget):
    def __init__(self, workbench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)

    def set_fold(self, fold: Fold) -> None:
        """Arrange the panes for *fold*."""
