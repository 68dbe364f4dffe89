"""Fonts and lengths, scaled to the font of the desktop: the design's numbers are for 13 px text."""

from __future__ import annotations

import math
from collections.abc import Iterable

from PySide6.QtGui import QFont, QFontDatabase, QFontInfo, QFontMetrics

BASE_PX = 13
CAPTION, SMALL, BODY, HEAD, TITLE, DISPLAY = 11, 12, 13, 14, 18, 22
REGULAR, MEDIUM, STRONG = 400, 500, 600
TEXT_SIZES = {"normal": 100, "large": 125, "larger": 150, "very_large": 175, "largest": 200}
"""The sizes of all text that can be chosen, in percent of the desktop's, by the endings of the actions' ids. The
setting takes any number between."""
LINE_HEIGHT = {CAPTION: 16, SMALL: 16, BODY: 20, HEAD: 20, TITLE: 24, DISPLAY: 28}


class TypeScale:
    """Fonts and lengths for one system font. Each font and its metrics are created once."""

    def __init__(self, base: QFont) -> None:
        self._base = QFont(base)
        self.scale = max(0.5, QFontInfo(base).pixelSize() / BASE_PX)
        self._fonts: dict[tuple[int, int, bool], QFont] = {}
        self._metrics: dict[tuple[int, int, bool], QFontMetrics] = {}
        self._lines: dict[int, int] = {}
        self._widest: dict[tuple[tuple[str, ...], int, int], int] = {}

    def px(self, length: float) -> int:
        """Convert a length of the design (at 13 px) to pixels for this font."""
        return max(1, round(length * self.scale)) if length else 0

    def font_px(self, size: int) -> int:
        """Convert a font size of the design to pixels; never below 9."""
        return max(9, round(size * self.scale))

    def font(self, size: int = BODY, weight: int = REGULAR, *, tabular: bool = False) -> QFont:
        """Return the system's font at *size* of the design; tabular: digits of equal width, for columns."""
        key = (size, weight, tabular)
        if key not in self._fonts:
            font = QFont(self._base)
            font.setPixelSize(self.font_px(size))
            font.setWeight(QFont.Weight(weight))
            if tabular:
                font.setFeature(QFont.Tag("tnum"), 1)
            self._fonts[key] = font
        return self._fonts[key]

    def fixed_font(self, size: int = BODY) -> QFont:
        """Return the system's font with letters of equal width at *size* of the design."""
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPixelSize(self.font_px(size))
        return font

    def metrics(self, size: int = BODY, weight: int = REGULAR, *, tabular: bool = False) -> QFontMetrics:
        key = (size, weight, tabular)
        if key not in self._metrics:
            self._metrics[key] = QFontMetrics(self.font(size, weight, tabular=tabular))
        return self._metrics[key]

    def line(self, size: int = BODY) -> int:
        """Return the height of one line of text of *size*: the design's, or more if the font needs it."""
        if size not in self._lines:
            self._lines[size] = max(self.px(LINE_HEIGHT[size]), self.metrics(size).height())
        return self._lines[size]

    def widest(self, texts: Iterable[str], size: int = BODY, weight: int = REGULAR) -> int:
        """Return the width in pixels of the widest of *texts*, which are the words of a column: it is kept."""
        key = (tuple(texts), size, weight)
        if key not in self._widest:
            metrics = self.metrics(size, weight)
            self._widest[key] = max(metrics.horizontalAdvance(text) for text in key[0])
        return self._widest[key]

    def width_at_base(self, width_px: int) -> int:
        """Convert a width in pixels to the units of `fold_level`: divided by the text scale."""
        return math.floor(width_px / self.scale)
