"""What stands side by side depends on width and size of text alone."""

from __future__ import annotations

import pytest

from scholar_desktop.ui.widgets.responsive_panes import FoldLevel, fold_level


@pytest.mark.parametrize(
    ("width", "fold"),
    [
        (1920, FoldLevel.ALL),
        (1140, FoldLevel.ALL),
        (1139, FoldLevel.RAIL),
        (1024, FoldLevel.RAIL),
        (1023, FoldLevel.TABS),
        (760, FoldLevel.TABS),
        (759, FoldLevel.ONE_PANE),
        (512, FoldLevel.ONE_PANE),
    ],
)
def test_the_window_folds_at_the_widths_of_the_design(width, fold):
    assert fold_level(width) is fold
