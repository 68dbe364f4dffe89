"""Which panes are shown side by side at which window width, measured in width divided by the text scale."""

from __future__ import annotations

import enum


class FoldLevel(enum.IntEnum):
    """From small to large windows; each level keeps the panes of the smaller one."""

    ONE_PANE = 0
    """One pane at a time: Enter opens the inner pane, Alt+Left leaves it."""
    TABS = 1
    """Citations are tabs of the detail pane; summaries are hidden."""
    RAIL = 2
    """All panes; the sidebar is a rail of icons."""
    ALL = 3


STEPS = ((1140, FoldLevel.ALL), (1024, FoldLevel.RAIL), (760, FoldLevel.TABS))


def fold_level(width_at_base: int) -> FoldLevel:
    """Return the level for a width. width_at_base: the window's width in pixels, divided by (text size / 13 px)."""
    return next((fold for least, fold in STEPS if width_at_base >= least), FoldLevel.ONE_PANE)
