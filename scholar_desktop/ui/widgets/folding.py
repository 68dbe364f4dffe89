"""Which panes stand side by side at which width: measured in width divided by the size of text."""

from __future__ import annotations

import enum


class Fold(enum.IntEnum):
    """From narrow to wide; each keeps what the narrower one has."""

    ONE_PANE = 0
    """One pane at a time: Enter goes in, Alt+Left comes out."""
    TABS = 1
    """Citations are tabs of the detail pane; summaries go."""
    RAIL = 2
    """All panes; the sidebar is a rail of icons."""
    ALL = 3


STEPS = ((1280, Fold.ALL), (1024, Fold.RAIL), (760, Fold.TABS))


def fold_for(width_at_base: int) -> Fold:
    """width_at_base: the window's width in pixels, divided by (text size / 13 px)."""
    return next((fold for least, fold in STEPS if width_at_base >= least), Fold.ONE_PANE)
