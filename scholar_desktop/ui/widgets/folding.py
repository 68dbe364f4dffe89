"""Which panes stand side by side at which width: measured in width divided by the size of text."""

from __future__ import annotations

import enum


class FoldLevel(enum.IntEnum):
    """From narrow to wide; each keeps what the narrower one has."""

    ONE_PANE = 0
    """One pane at a time: Enter goes in, Alt+Left comes out."""
    TABS = 1
    """Citations are tabs of the detail pane; summaries go."""
    RAIL = 2
    """All panes; the sidebar is a rail of icons."""
    ALL = 3


STEPS = ((1280, FoldLevel.ALL), (1024, FoldLevel.RAIL), (760, FoldLevel.TABS))


def fold_level(width_at_base: int) -> FoldLevel:
    """width_at_base: the window's width in pixels, divided by (text size / 13 px)."""
    return next((fold for least, fold in STEPS if width_at_base >= least), FoldLevel.ONE_PANE)
