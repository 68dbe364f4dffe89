"""The names of changes in the Edit menu, which has little room."""

from __future__ import annotations

import pytest

from scholar_desktop.ui.papers.paper_commands import LONGEST_CHANGE, short_change


@pytest.mark.parametrize(
    ("change", "shown"),
    [
        ("star “A B”", "star “A B”"),
        (
            "star “A capacity theory of comprehension: Individual d…”",
            "star “A capacity theory of comprehension: Indi…”",
        ),
        (
            "„A capacity theory of comprehension: Individual d…“ mit Stern markieren",
            "„A capacity theory of comp…“ mit Stern markieren",
        ),
        (f"import 3 papers from {'a' * 60}.bib", f"import 3 papers from {'a' * 26}…"),
    ],
)
def test_a_long_name_of_a_change_keeps_its_verb_and_its_quotation_marks(change: str, shown: str) -> None:
    assert short_change(change) == shown
    assert len(shown) <= LONGEST_CHANGE
