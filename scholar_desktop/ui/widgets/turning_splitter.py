"""A splitter whose parts are beside each other where there is room, and below each other where there is not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QWidget

if TYPE_CHECKING:
    from scholar_desktop.ui.theme.theme import Theme

BESIDE, BELOW = Qt.Orientation.Horizontal, Qt.Orientation.Vertical


class TurningSplitter(QSplitter):
    """Keeps the sizes that the user gave the parts for each of the two directions. Qt would take the heights of parts
    that were below each other as their widths.

    Args:
        beside_from: the width, at 13 px text, from which the parts are beside each other.
        beside: the ratio of their widths.
        below: the ratio of their heights; None for the same.
    """

    def __init__(
        self,
        theme: Theme,
        beside_from: int,
        beside: Sequence[int],
        below: Sequence[int] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(BESIDE, parent)
        self._theme = theme
        self._beside_from = beside_from
        self._sizes = {BESIDE: list(beside), BELOW: list(below or beside)}
        self.setChildrenCollapsible(False)
        theme.changed.connect(lambda: self.fit(self.width()))

    def fit(self, width: int) -> None:
        """Turn the splitter as the *width* of its page requires."""
        wide = self._theme.type.width_at_base(width) >= self._beside_from
        wanted, before = BESIDE if wide else BELOW, self.orientation()
        if wanted is before:
            return
        if all(sizes := self.sizes()):
            self._sizes[before] = sizes
        self.setOrientation(wanted)
        self.setSizes(self._sizes[wanted])
