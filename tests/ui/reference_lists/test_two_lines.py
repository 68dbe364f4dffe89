"""A long text of a line is broken at a space, and the first of its two lines is never cut."""

from __future__ import annotations

from scholar_desktop.ui.reference_lists.reference_line_delegate import _two_lines
from scholar_desktop.ui.rows.row_layout import elided
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.theme.type_scale import SMALL

TEXT = "Patel, Q. (2010). Transferable working memory under stress in healthy ageing using a complex span task."


def test_the_first_of_two_lines_is_whole_at_each_width(qapp):
    theme = Theme(qapp, "light")
    broken = 0
    for room in range(150, 600):
        lines = _two_lines(TEXT, room, theme)
        assert " ".join(lines) == TEXT
        if len(lines) == 2:
            broken += 1
            assert elided(theme.type, lines[0], room, SMALL) == lines[0], f"cut at {room} pixels"
    assert broken > 100
