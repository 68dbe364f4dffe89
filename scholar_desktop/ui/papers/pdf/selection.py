"""The text that the user selected on a page of a PDF."""

from __future__ import annotations

import re

from PySide6.QtCore import QPointF, QRectF

from scholar_desktop.ui.papers.pdf.text_layout import TextLayout

_MARKED_HYPHEN = "\ufffe\x02\u00ad"
"""By these PDFium marks a hyphen at the end of a line, often without the line break."""
_HYPHENS = ("-", "\u2010", *_MARKED_HYPHEN)
_HYPHEN = re.compile(rf"(?<=[^\W\d_])(?:[-\u2010][ \t]*\r?\n|[{_MARKED_HYPHEN}])\s*(?=([^\W\d_]+))")
_IN_SENTENCE = re.compile(r"(?<=[^\s.!?:;])[ \t]*\n[ \t]*(?=[^\W\d_A-ZÀ-ÖØ-Þ])")
_NO_HYPHEN_BEFORE = frozenset(["and", "or", "to", "und", "oder", "bis"])
"""Words that follow the hyphen of a compound whose second part is not there: 'pre- and postnatal'."""


def join_lines(text: str) -> str:
    """Return *text* of a page on one line; words that are hyphenated at a line end are joined."""
    return " ".join(_join_words(text).split())


def _join_words(text: str) -> str:
    """Return *text* with the words joined that are hyphenated at a line end.

    A hyphen stays before a capital ('Smith-Jones'), where it is part of the word.
    """

    def join(found: re.Match[str]) -> str:
        if found[1] in _NO_HYPHEN_BEFORE:
            return "- "
        return "" if found[1][0].islower() else "-"

    return _HYPHEN.sub(join, text).translate(dict.fromkeys(map(ord, _MARKED_HYPHEN)))


class PageSelection:
    """The selected text of one page at a time. Points count from the top left of the page."""

    def __init__(self) -> None:
        self.page = 0
        self._layout: TextLayout | None = None
        self._range = (0, 0)
        self._begun: QPointF | None = None

    def clear(self) -> None:
        self._layout = self._begun = None
        self._range = (0, 0)

    @property
    def text(self) -> str:
        """The selected text. Lines are joined where a sentence or a paragraph goes on, and words that are hyphenated at
        a line end."""
        if self._layout is None:
            return ""
        text, (start, end) = self._layout.text, self._range
        parts = []
        for feed in sorted(self._layout.breaks_in_paragraphs.intersection(range(start, end))):
            line, start = text[start:feed].rstrip(), feed + 1
            parts += [line, "\n" if line.endswith(_HYPHENS) else " "]  # `_join_words` looks for the line feed
        chosen = _join_words("".join([*parts, text[start:end]])).replace("\r\n", "\n")
        return _IN_SENTENCE.sub(" ", chosen)

    @property
    def running_text(self) -> str:
        """The selected text on one line: lines are joined, and so are words that are hyphenated at a line end."""
        return join_lines(self._layout.text[slice(*self._range)]) if self._layout is not None else ""

    @property
    def whole_page(self) -> int:
        """The page, from 1, whose whole text is selected; 0 if less is."""
        is_whole = self._layout is not None and self._range == (0, len(self._layout.text))
        return self.page + 1 if is_whole else 0

    @property
    def is_begun(self) -> bool:
        """True while the user drags the mouse to select."""
        return self._begun is not None

    def boxes(self, page: int) -> list[QRectF]:
        """Return the rectangles of the selection on *page*, in points."""
        if self._layout is None or page != self.page:
            return []
        boxes = self._layout.boxes(*self._range)
        return [QRectF(left, top, right - left, bottom - top) for left, top, right, bottom in boxes]

    def begin(self, page: int, point: QPointF) -> None:
        """Start a selection: the mouse button was pressed at *point*."""
        self.clear()
        self.page, self._begun = page, point

    def stretch(self, layout: TextLayout, point: QPointF) -> None:
        """Extend the selection to *point*, where the mouse is now; *layout* is that of the page."""
        if self._begun is None:
            return
        ends = [layout.caret_at(one.x(), one.y()) for one in (self._begun, point)]
        if ends[0] is not None and ends[1] is not None:
            self._take(self.page, layout, min(ends[0], ends[1]), max(ends[0], ends[1]))

    def end(self) -> None:
        """End the selection: the mouse button was released."""
        self._begun = None

    def choose_page(self, layout: TextLayout, page: int) -> None:
        """Select all text of *page*."""
        self._take(page, layout, 0, len(layout.text))

    def choose_word(self, layout: TextLayout, page: int, point: QPointF) -> None:
        """Select the word at *point*, or nothing if there is none."""
        word = layout.word_at(point.x(), point.y())
        if word is None:
            self.clear()
        else:
            self._take(page, layout, *word)

    def _take(self, page: int, layout: TextLayout, start: int, end: int) -> None:
        self.page = page
        self._layout, self._range = (layout, (start, end)) if end > start else (None, (0, 0))
