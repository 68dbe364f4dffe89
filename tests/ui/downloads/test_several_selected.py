"""What several selected downloads are said to be."""

from __future__ import annotations

import pytest

from scholar_desktop.ui.downloads.queue_messages import several_selected


@pytest.mark.parametrize(
    ("new", "watched", "text"),
    [
        (0, 0, ""),
        (3, 0, ""),
        (2, 0, "2 of 3 papers can be watched."),
        (2, 1, "1 paper is watched already."),
        (1, 1, "1 of 3 papers can be watched. 1 paper is watched already."),
        (0, 3, ""),
    ],
)
def test_papers_that_are_watched_are_not_called_papers_that_cannot_be(new: int, watched: int, text: str) -> None:
    assert several_selected(3, new, watched) == ("3 downloads selected", text)
