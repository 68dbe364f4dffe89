"""What stands side by side depends on width and size of text alone."""

from __future__ import annotations

import pytest

from scholar_desktop.ui.widgets.folding import Fold, fold_for


@pytest.mark.parametrize(
    ("width", "fold"),
    [
        (1920, Fold.ALL),
        (1280, Fold.ALL),
        (1279, Fold.RAIL),
        (1024, Fold.RAIL),
        (1023, Fold.TABS),
        (760, Fold.TABS),
        (759, Fold.ONE_PANE),
        (512, Fold.ONE_PANE),
    ],
)
def test_the_window_folds_at_the_widths_of_the_design(width, fold):
    assert fold_for(width) is fold
