"""Cuts citing sentences between words so that the citation stays visible, and breaks text into lines."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics

from scholar_desktop.ui.citations.citation_row import SentenceText
from scholar_desktop.ui.theme.type_scale import SMALL, TypeScale


def sentence_focus(sentence: SentenceText, room: int, scale: TypeScale) -> tuple[int, int] | None:
    """Return the part of a sentence that stays visible: the citation and the first word of the filter, or the word
    alone where both do not fit."""
    if not sentence.hits:
        return sentence.mark
    hit = sentence.hits[0]
    if sentence.mark is None:
        return hit
    both = (min(hit[0], sentence.mark[0]), max(hit[1], sentence.mark[1]))
    return both if scale.metrics(SMALL).horizontalAdvance(sentence.text[slice(*both)]) <= room * 3 // 4 else hit


def cut_sentence(
    sentence: SentenceText, room: int, scale: TypeScale, focus: tuple[int, int] | None
) -> tuple[str, str, str]:
    """Return the sentence in quotation marks as text before *focus*, the focus, and text after.

    Both ends are cut between words so that the focus stays visible.
    """
    metrics = scale.metrics(SMALL)
    start, end = focus or (0, 0)
    before, marked, after = f"“{sentence.text[:start]}", sentence.text[start:end], f"{sentence.text[end:]}”"
    if metrics.horizontalAdvance(before + marked + after) <= room:
        return before, marked, after
    if not marked:
        return "", "", _ended(before + after, metrics.elidedText(before + after, Qt.TextElideMode.ElideRight, room))
    marked_width = metrics.horizontalAdvance(marked)
    if marked_width >= room:
        return "", metrics.elidedText(marked, Qt.TextElideMode.ElideRight, room), ""
    left, right = metrics.horizontalAdvance(before), metrics.horizontalAdvance(after)
    rest = room - marked_width - 2
    # Each side gets half of the remaining width, and what the other side leaves free.
    left_room = min(left, max(rest // 2, rest - right))
    return (
        _begun(before, metrics.elidedText(before, Qt.TextElideMode.ElideLeft, left_room)),
        marked,
        _ended(after, metrics.elidedText(after, Qt.TextElideMode.ElideRight, rest - left_room)),
    )


def cut_title(title: str, hits: Sequence[tuple[int, int]], room: int, metrics: QFontMetrics) -> tuple[str, int]:
    """Return *title* cut to *room* so that the first of *hits* is visible, and by how many characters the places in
    that text are before those in *title*."""
    cut = metrics.elidedText(title, Qt.TextElideMode.ElideRight, room)
    if not hits or cut == title or hits[0][1] < len(cut):
        return cut, 0
    end = hits[0][1]
    head = _begun(title[:end], metrics.elidedText(title[:end], Qt.TextElideMode.ElideLeft, room * 3 // 4))
    rest = room - metrics.horizontalAdvance(head)
    return head + metrics.elidedText(title[end:], Qt.TextElideMode.ElideRight, rest), end - len(head)


def _begun(text: str, cut: str) -> str:
    """Return *cut*, the end of *text* after an ellipsis, without the part of a word that it begins with."""
    end = cut.removeprefix("…")
    if end == cut or end.startswith(" ") or text[: len(text) - len(end)].endswith(" "):
        return cut
    _part, space, words = end.partition(" ")
    return f"…{space}{words}" if space else cut


def _ended(text: str, cut: str) -> str:
    """Return *cut*, the beginning of *text* before an ellipsis, without the part of a word that it ends with."""
    begun = cut.removesuffix("…")
    if begun == cut or begun.endswith(" ") or text[len(begun) :].startswith(" "):
        return cut
    words, space, _part = begun.rpartition(" ")
    return f"{words}…" if space else cut


def text_lines(text: str, room: int, metrics: QFontMetrics) -> list[tuple[int, int]]:
    """Return the start and end of each line of *text*, broken between words, or within a word that is too long."""
    lines: list[tuple[int, int]] = []
    start = 0
    while start < len(text):
        low, high = 1, len(text) - start
        if metrics.horizontalAdvance(text[start:]) > room:
            while low < high:  # binary search for the longest text that fits
                middle = (low + high + 1) // 2
                if metrics.horizontalAdvance(text[start : start + middle]) <= room:
                    low = middle
                else:
                    high = middle - 1
            space = text.rfind(" ", start + 1, start + low + 1)
            if space > start:
                low = space - start
            high = low
        lines.append((start, start + high))
        start += high
        while start < len(text) and text[start] == " ":
            start += 1
    return lines
