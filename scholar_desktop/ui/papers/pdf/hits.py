"""Searches one PDF, a page at a time as its text is read, starting with the page that is shown."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from PySide6.QtCore import QElapsedTimer, QObject, QRectF, QTimer, Signal

from scholar_desktop.domain.text.word_search import SearchTerm, contains_all, find_phrases, find_spans, parse_terms
from scholar_desktop.ui.papers.pdf.text_layout import TextLayout

SIGNAL_INTERVAL_MS = 100
"""While the search runs, `changed` is emitted at most once in this time, because counting the hits takes time in
proportion to their number.
"""


class Hit(msgspec.Struct, frozen=True):
    """A match in the text of a page.

    page: from 0; start, length: in the text of the page; text: the matched text.
    """

    page: int
    start: int
    length: int
    text: str


class PdfHits(QObject):
    """The hits of one search, in page order.

    The words are searched as a phrase first. If no page contains the phrase, the hits are the single words on the pages
    that contain all of them. Signals: `changed` (more hits, or the search ended), `moved` (another hit is the current
    one), `text_wanted` (the text of the page that is searched next is not loaded).
    """

    changed = Signal()
    moved = Signal()
    text_wanted = Signal()

    def __init__(self, text_of: Callable[[int], TextLayout | None], parent: QObject | None = None) -> None:
        """Create an empty search.

        Args:
            text_of: returns the text of a page, or None while it is not loaded; then `go_on` is called when it is.
        """
        super().__init__(parent)
        self._text_of = text_of
        self._terms: tuple[SearchTerm, ...] = ()
        self._phrases: dict[int, list[Hit]] = {}
        self._words: dict[int, list[Hit]] = {}
        self._left: list[int] = []
        self._boxes: dict[Hit, list[QRectF]] = {}
        self._turn = QTimer(self)
        self._turn.setInterval(0)
        self._turn.timeout.connect(self._search_page)
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

    @property
    def next_page(self) -> int | None:
        """The page that is searched next; None if every page has been searched."""
        return self._left[-1] if self._left else None

    def search(self, count: int, words: str, *, first: int = 0) -> None:
        """Start a new search for *words* in the *count* pages at page *first*; the first hit from that page on is the
        current one."""
        self._turn.stop()
        self._terms = parse_terms(words)
        self._phrases, self._words, self._boxes = {}, {}, {}
        self._current, self._from = None, first
        pages = range(count)
        self._left = [*pages[first:], *pages[:first]][::-1] if self._terms else []
        if self._left:
            self._turn.start()
        self.changed.emit()
        self.moved.emit()

    def go_on(self) -> None:
        """Continue searching, because a text was loaded."""
        if self._left:
            self._turn.start()

    def clear(self) -> None:
        """Forget the hits."""
        self._turn.stop()
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
        """Return the rectangles of *hit*, in points from the top left of its page; None while its text is not
        loaded."""
        if hit not in self._boxes:
            layout = self._text_of(hit.page)
            if layout is None:
                return None
            boxes = layout.boxes(hit.start, hit.start + hit.length)
            self._boxes[hit] = [QRectF(left, top, right - left, bottom - top) for left, top, right, bottom in boxes]
        return self._boxes[hit]

    def _shown(self) -> dict[int, list[Hit]]:
        return self._phrases or self._words

    def _search_page(self) -> None:
        layout = self._text_of(self._left[-1]) if self._left else None
        if layout is None:
            self._turn.stop()  # `go_on` is called when it is loaded
            self.text_wanted.emit()
            return
        page, text = self._left.pop(), layout.text
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
    return Hit(page, start, end - start, text[start:end])
