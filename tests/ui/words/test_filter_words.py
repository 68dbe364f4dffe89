"""What the window says of a filter: what it removed, and what appears without it."""

from __future__ import annotations

import pytest

from scholar_desktop.domain.search.query import FilterEffect
from scholar_desktop.ui.words.filter_words import return_words


@pytest.mark.parametrize(
    ("here", "alone", "words"),
    [
        (0, 0, ""),
        (1, 1, "It appears if you remove this filter."),
        (3, 3, "They appear if you remove this filter."),
        (3, 0, "Other filters remove them, too."),
        (3, 1, "1 of them appears if you remove this filter; other filters remove the others, too."),
    ],
)
def test_what_a_filter_removed_appears_without_it_unless_others_remove_it(here: int, alone: int, words: str) -> None:
    assert return_words(FilterEffect("open_access", here=here, alone=alone)) == words
