"""Where the characters of a page are: which one is at a point, and which rectangles a part of the text covers."""

from __future__ import annotations

import re
from functools import cached_property
from itertools import pairwise

import msgspec

from scholar_desktop.domain.page_picture import PageLink, PageText

WORD_REACH = 4.0
"""Distance in points from a character at which a click still means it."""
LEAST_OVERLAP = 0.5
"""This part of the smaller one of two characters of a line is beside the other one."""
MOST_GAP = 4.0
"""Between two characters of a line, as a multiple of the height of the higher one."""
MOST_INDENT = 4.0
"""Of the first line of a paragraph, as a multiple of the height of a line."""
LEAST_INDENT = 0.5
MOST_STEP = 2.2
"""From one line of a paragraph to the next, as a multiple of the height of a line."""
MOST_GROWTH = 1.5
"""The lines of a paragraph are at most so many times as high as its other lines."""
_ITEM = re.compile(r"\s*(?:[•◦▪‣–—*-]|\(?\w{1,3}[.)]|\[\w{1,6}\])\s")
"""The start of an item of a list, or of a reference."""

Box = tuple[float, float, float, float]
"""left, top, right, bottom, in points from the top left of the page."""


class _Run(msgspec.Struct):
    """Characters that follow each other in a line. start, end: in the text; is_upright: True if the line goes up or
    down, as on a page that is turned."""

    start: int
    end: int
    left: float
    top: float
    right: float
    bottom: float
    is_upright: bool = False

    def take(self, other: _Run) -> bool:
        """Add the character *other* if it continues the line. Returns whether it does."""
        down, across = self._overlap(other, is_upright=False), self._overlap(other, is_upright=True)
        is_single = self.end - self.start == 1
        continues_across = (is_single or not self.is_upright) and down
        continues_down = (is_single or self.is_upright) and across
        if not continues_across and not continues_down:
            return False
        self.is_upright = not continues_across
        self.end = other.end
        self.left, self.right = min(self.left, other.left), max(self.right, other.right)
        self.top, self.bottom = min(self.top, other.top), max(self.bottom, other.bottom)
        return True

    def _overlap(self, other: _Run, *, is_upright: bool) -> bool:
        """Return whether *other* is beside this run, in the direction of a line that is upright or not."""
        ours, theirs = (self.left, self.right), (other.left, other.right)
        ours_across, theirs_across = (self.top, self.bottom), (other.top, other.bottom)
        if is_upright:
            ours, theirs, ours_across, theirs_across = ours_across, theirs_across, ours, theirs
        heights = ours_across[1] - ours_across[0], theirs_across[1] - theirs_across[0]
        overlap = min(ours_across[1], theirs_across[1]) - max(ours_across[0], theirs_across[0])
        gap = max(ours[0], theirs[0]) - min(ours[1], theirs[1])
        return overlap >= LEAST_OVERLAP * min(heights) and gap <= MOST_GAP * max(heights)

    def distance(self, x: float, y: float) -> float:
        """Return the square of the distance of a point; 0 inside."""
        across = max(self.left - x, 0.0, x - self.right)
        down = max(self.top - y, 0.0, y - self.bottom)
        return across * across + down * down


class _Line(msgspec.Struct):
    """A line of the text. start, end: in the text; word_width: of its first word."""

    start: int
    end: int
    left: float
    top: float
    right: float
    bottom: float
    word_width: float

    @property
    def height(self) -> float:
        return self.bottom - self.top

    def is_followed_by(self, other: _Line) -> bool:
        """Return whether *other* is the next line of the same column and of the same size."""
        low, high = sorted((self.height, other.height))
        is_below = LEAST_OVERLAP * low <= other.top - self.top <= MOST_STEP * high
        return is_below and high <= MOST_GROWTH * low and abs(other.left - self.left) <= MOST_INDENT * high

    def has_room_for(self, other: _Line, margin: float) -> bool:
        """Return whether the first word of *other* had room at the end of this line, before the right *margin*."""
        return self.right + LEAST_INDENT * self.height + other.word_width < margin


class TextLayout:
    """The layout of one page's text."""

    def __init__(self, page_text: PageText) -> None:
        self.text = page_text.text
        self.links = page_text.links
        self._boxes = page_text.boxes

    @cached_property
    def _runs(self) -> list[_Run]:
        return self._find_runs(0, len(self.text))

    @cached_property
    def breaks_in_paragraphs(self) -> frozenset[int]:
        """The positions of those line feeds at which a paragraph goes on: the line before is full, and the next one is
        not indented."""
        found = set[int]()
        for column in self._columns():
            margin = max(line.right for line in column)
            found |= {
                line.end
                for line, after in pairwise(column)
                if after.left - line.left <= LEAST_INDENT * line.height
                and not line.has_room_for(after, margin)
                and not _ITEM.match(self.text, after.start, after.end)
            }
        return frozenset(found)

    def _columns(self) -> list[list[_Line]]:
        """Return the lines of the page in groups, with each line of a group below the one before it."""
        columns: list[list[_Line]] = []
        for line in filter(None, map(self._line, self._line_ranges())):
            if columns and columns[-1][-1].end + 1 == line.start and columns[-1][-1].is_followed_by(line):
                columns[-1].append(line)
            else:
                columns.append([line])
        return columns

    def _line_ranges(self) -> list[tuple[int, int]]:
        feeds = [index for index, letter in enumerate(self.text) if letter == "\n"]
        return list(pairwise([0, *(feed + 1 for feed in feeds), len(self.text) + 1]))

    def _line(self, place: tuple[int, int]) -> _Line | None:
        """Return the line of a range that includes its line feed; None if nothing is drawn there, or not across."""
        start, end = place[0], place[1] - 1
        runs = self._find_runs(start, end)
        if not runs or any(run.is_upright for run in runs):
            return None
        text = self.text[start:end]
        word_start = start + len(text) - len(text.lstrip())
        word = self._find_runs(word_start, word_start + len(text.split(maxsplit=1)[0]))
        return _Line(
            start,
            end,
            min(run.left for run in runs),
            min(run.top for run in runs),
            max(run.right for run in runs),
            max(run.bottom for run in runs),
            max(run.right for run in word) - min(run.left for run in word) if word else 0.0,
        )

    def boxes(self, start: int, end: int) -> list[Box]:
        """Return the rectangles that the text from *start* to before *end* covers: one for each line."""
        runs = self._find_runs(max(0, start), min(end, len(self.text)))
        return [(run.left, run.top, run.right, run.bottom) for run in runs]

    def caret_at(self, x: float, y: float) -> int | None:
        """Return the position between two characters that is nearest to a point; None on a page without text."""
        run = min(self._runs, key=lambda run: run.distance(x, y), default=None)
        if run is None:
            return None
        drawn = self._drawn(run)
        nearest = min(drawn, key=lambda index: self._distance(index, x, y))
        (first_x, first_y), (last_x, last_y) = self._middle(drawn[0]), self._middle(drawn[-1])
        along_x, along_y = (last_x - first_x, last_y - first_y) if len(drawn) > 1 else (1.0, 0.0)
        middle_x, middle_y = self._middle(nearest)
        return nearest + ((x - middle_x) * along_x + (y - middle_y) * along_y > 0)

    def word_at(self, x: float, y: float) -> tuple[int, int] | None:
        """Return the start and the end of the word at a point; None if there is none."""
        near = [run for run in self._runs if run.distance(x, y) <= WORD_REACH**2]
        characters = (index for run in near for index in self._drawn(run) if not self.text[index].isspace())
        index = min(characters, key=lambda index: self._distance(index, x, y), default=None)
        if index is None or self._distance(index, x, y) > WORD_REACH**2:
            return None
        start = end = index
        while start > 0 and not self.text[start - 1].isspace():
            start -= 1
        while end < len(self.text) and not self.text[end].isspace():
            end += 1
        return start, end

    def link_at(self, x: float, y: float) -> PageLink | None:
        """Return the link at a point; None if there is none."""
        for link in reversed(self.links):  # the last one is on top
            left, top, right, bottom = link.box
            if left <= x <= right and top <= y <= bottom:
                return link
        return None

    def _box(self, index: int) -> Box:
        left, top, right, bottom = self._boxes[4 * index : 4 * index + 4]
        return left, top, right, bottom

    def _middle(self, index: int) -> tuple[float, float]:
        left, top, right, bottom = self._box(index)
        return (left + right) / 2, (top + bottom) / 2

    def _distance(self, index: int, x: float, y: float) -> float:
        return _Run(index, index + 1, *self._box(index)).distance(x, y)

    def _drawn(self, run: _Run) -> list[int]:
        boxes = self._boxes
        return [index for index in range(run.start, run.end) if boxes[4 * index + 2] > boxes[4 * index]]

    def _find_runs(self, start: int, end: int) -> list[_Run]:
        runs: list[_Run] = []
        is_new_line = True
        for index in range(start, end):
            if self.text[index].isspace():  # PDFium gives spaces a box without height
                is_new_line |= self.text[index] in "\r\n"
                continue
            left, top, right, bottom = self._box(index)
            if right <= left:
                continue
            character = _Run(index, index + 1, left, top, right, bottom)
            if is_new_line or not runs[-1].take(character):
                runs.append(character)
            is_new_line = False
        return runs
