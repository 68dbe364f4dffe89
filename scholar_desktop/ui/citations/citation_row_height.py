"""How high the rows of a citation list are."""

from __future__ import annotations

from scholar_desktop.services.citations.filtering import GROUP_HEAD, SHORTER
from scholar_desktop.ui.theme.type_scale import BODY, SMALL, TypeScale

SIDE, HEAD, SENTENCE = 16, 32, 22
RULE = 12
"""Room of the rule beside a sentence."""
NARROW = 760
"""Width at 13 px text below which the title has a line of its own."""
NARROW_LINES = 2
"""Lines that a citing sentence has in a narrow row, unless it is sure to have room in one."""
# not translated: it is measured, not shown
_SAMPLE = "The usual width of a sentence is that of one with few capitals, such as this of Smith et al. (2019)."
_SURE = 0.95
"""How much of a line a sentence may fill by the usual width of its characters: some are wider than others."""


def head_height(scale: TypeScale) -> int:
    return max(scale.px(HEAD), scale.line(BODY) + scale.px(10))


def sentence_height(scale: TypeScale) -> int:
    return max(scale.px(SENTENCE), scale.line(SMALL) + scale.px(5))


def is_narrow(scale: TypeScale, width: int) -> bool:
    """Return True if the title gets a line of its own, with byline and tags on the line below."""
    return width < scale.px(NARROW)


def most_in_line(scale: TypeScale, width: int) -> int:
    """Return how many characters a sentence may have that takes one line of a narrow row of *width*; 0 for a wide row,
    where each sentence has one line."""
    if not is_narrow(scale, width):
        return 0
    room = width - 2 * scale.px(SIDE) - scale.px(RULE)
    return max(0, int(_SURE * room * len(_SAMPLE) / scale.metrics(SMALL).horizontalAdvance(_SAMPLE)))


def row_height(scale: TypeScale, sentences: int, *, is_open: bool, narrow: bool = False, is_short: bool = False) -> int:
    """Return the height of a row with *sentences* citing sentences.

    A collapsed row has one sentence, and a line for the rest if there are more; an expanded one has all. In a narrow
    row, a sentence has two lines, unless it *is_short*.
    """
    lines = sentences if is_open or sentences < 2 else 2
    lines += int(narrow and bool(sentences) and not is_open and not is_short)
    below = scale.px(6) if lines else 0
    second = scale.line(SMALL) + scale.px(4) if narrow else 0
    return head_height(scale) + second + lines * sentence_height(scale) + below


def height_of_kind(scale: TypeScale, kind: int, *, narrow: bool = False) -> int:
    """Return the height of a collapsed row of a *kind*, see `ArrangedRows`."""
    if kind == GROUP_HEAD:
        return head_height(scale)
    is_short = kind > GROUP_HEAD
    return row_height(scale, kind - SHORTER if is_short else kind, is_open=False, narrow=narrow, is_short=is_short)
