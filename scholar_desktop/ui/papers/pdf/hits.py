"""Searches one PDF: one page in each turn of the event loop, starting with the page that is shown."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from PySide6.QtCore import QElapsedTimer, QObject, QRectF, QTimer, Signal
from PySide6.QtPdf import QPdfDocument

from scholar_desktop.domain.text.word_search import SearchTerm, contains_all, find_phrases, find_spans, parse_terms

SIGNAL_INTERVAL_MS = 100
"""While the search runs, `changed` is emitted at most once in this time, because counting the hits takes time in
proportion to their number.
"""
LATE_BY_AT_MOST = 64
"""PDFium counts characters that it does not include in the text, so a position in the text may be too low by up to this
many characters.
"""


class Hit(msgspec.Struct, frozen=True):
    """A match in the text of a page.

    page: from 0; start, length: in the text of the page, in Qt's units; text: the matched text.
    """

    page: int
    start: int
    length: int
    text: str


class PdfHits(QObject):
    """The hits of one search, in page order.

    The words are searched as a phrase first. If no page contains the phrase, the hits are the single words on the pages
    that contain all of them. Signals: `changed` (more hits, or the search ended), `moved` (another hit is the current
    one).
    """

    changed = Signal()
    moved = Signal()

    def __init__(self, is_busy: Callable[[], bool], parent: QObject | None = None) -> None:
        """Create an empty search.

        Args:
            is_busy: returns True while a page is being rendered. PDFium does one thing at a time, so a search would
                block this
            thread until then.
        """
        super().__init__(parent)
        self._is_busy = is_busy
        self._document: QPdfDocument | None = None
        self._terms: tuple[SearchTerm, ...] = ()
        self._phrases: dict[int, list[Hit]] = {}
        self._words: dict[int, list[Hit]] = {}
        self._left: list[int] = []
        self._boxes: dict[Hit, list[QRectF]] = {}
        self._turn = QTimer(self)
        self._turn.setInterval(0)
        self._turn.timeout.connect(self._look_at_a_page)
        self._since_signal = QElapsedTimer()
        self._from = 0
        self._current: Hit | None = None

    @property
    def words(self) -> bool:
        """True if there are words to search for."""
        return bool(self._terms)

    @property
    def is_complete(self) -> bool:
        """True if every page has been searched."""
        return not self._left

    def search(self, document: QPdfDocument, words: str, *, first: int = 0) -> None:
        """Start a new search for *words* at page *first*; the first hit from that page on is the current one."""
        self._turn.stop()
        self._document = document
        self._terms = parse_terms(words)
        self._phrases, self._words, self._boxes = {}, {}, {}
        self._current, self._from = None, first
        pages = range(document.pageCount())
        self._left = [*pages[first:], *pages[:first]][::-1] if self._terms else []
        if self._left:
            self._turn.start()
        self.changed.emit()
        self.moved.emit()

    def clear(self) -> None:
        """Forget the document and its hits."""
        self._turn.stop()
        self._document = None
        self._terms, self._left, self._current = (), [], None
        self._phrases, self._words, self._boxes = {}, {}, {}

    def on_page(self, page: int) -> list[Hit]:
        """Return the hits to highlight on *page*."""
        return self._shown().get(page, [])

    def all(self) -> list[Hit]:
        """Return every hit found so far, in page order."""
        shown = self._shown()
        return [hit for page in sorted(shown) for hit in shown[page]]

    @property
    def count(self) -> int:
        """The number of hits found so far."""
        return sum(map(len, self._shown().values()))

    @property
    def number(self) -> int:
        """The position of the current hit among all hits, from 1; 0 if there is none."""
        if self._current is None:
            return 0
        shown, at = self._shown(), self._current.page
        before = sum(len(hits) for page, hits in shown.items() if page < at)
        return before + shown[at].index(self._current) + 1

    @property
    def current(self) -> Hit | None:
        """The hit that next and previous start from; None if there is none."""
        return self._current

    def step(self, by: int) -> None:
        """Make the next (1) or the previous (-1) hit the current one; after the last comes the first."""
        shown = self._shown()
        if not shown:
            return
        pages = sorted(shown)
        if self._current is None:
            self._current = shown[pages[0]][0] if by > 0 else shown[pages[-1]][-1]
        else:
            hits = shown[self._current.page]
            at = hits.index(self._current) + by
            if not 0 <= at < len(hits):
                page = pages[(pages.index(self._current.page) + by) % len(pages)]
                hits, at = shown[page], 0 if by > 0 else -1
            self._current = hits[at]
        self.moved.emit()

    def boxes(self, hit: Hit) -> list[QRectF] | None:
        """Return the rectangles of *hit*, in points from the top left of its page; None until `measure` was called."""
        return self._boxes.get(hit)

    def measure(self, hit: Hit) -> None:
        """Ask PDFium for the position of *hit*. Takes 1 ms, and longer while a page is being rendered."""
        if self._document is None or hit in self._boxes:
            return
        for late in range(LATE_BY_AT_MOST):
            selection = self._document.getSelectionAtIndex(hit.page, hit.start + late, hit.length)
            if late == 0:
                first = selection
            if selection.text() == hit.text:
                break
        else:
            selection = first
        self._boxes[hit] = [polygon.boundingRect() for polygon in selection.bounds()]

    def _shown(self) -> dict[int, list[Hit]]:
        return self._phrases or self._words

    def _look_at_a_page(self) -> None:
        if self._document is None or not self._left:
            self._turn.stop()
            return
        if self._is_busy():
            return
        page = self._left.pop()
        text = self._document.getAllText(page).text()
        if phrases := find_phrases(text, self._terms):
            self._phrases[page] = [_hit(page, text, *span) for span in phrases]
        if not self._phrases and contains_all(text, self._terms, is_raw=True):
            self._words[page] = [_hit(page, text, *span) for span, _ in find_spans(text, self._terms, is_raw=True)]
        if not self._left:
            self._turn.stop()
        before = self._current
        if before is None or (before not in self._shown().get(before.page, [])):
            self._current = self._nearest()
        if self._current is not before:
            self.moved.emit()
        if self.is_complete or not self._since_signal.isValid() or self._since_signal.elapsed() >= SIGNAL_INTERVAL_MS:
            self._since_signal.start()
            self.changed.emit()

    def _nearest(self) -> Hit | None:
        """Return the first hit from the start page of the search on; if the search ended with none there, the first."""
        shown = self._shown()
        after = min((page for page in shown if page >= self._from), default=None)
        if after is None and self.is_complete:
            after = min(shown, default=None)
        return None if after is None else shown[after][0]


def _hit(page: int, text: str, start: int, end: int) -> Hit:
    # Qt counts UTF-16 code units.
    return Hit(page, _units(text[:start]), _units(text[start:end]), text[start:end])


def _units(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2
