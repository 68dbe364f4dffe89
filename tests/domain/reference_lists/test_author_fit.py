"""Which reference a citation by author and year may mean."""

from __future__ import annotations

import pytest

from scholar_desktop.domain.reference_lists.author_fit import listed_names

THREE = "Banerjee, R., Suzuki, K., & Hanson, P. (2007). Sleep and the memory of mosses. Memory, 3, 1–9."


@pytest.mark.parametrize(
    ("names", "place"),
    [
        (["Banerjee"], 0),
        (["Banerjee", "Suzuki", "Hanson"], 0),
        (["Banerjee", "Suzuki"], 0),
        (["Banerjee", "Suzuki", "Hansen"], 0),  # written with another letter
        (["Suzuki"], None),
        (["Hanson"], None),
        (["Banerjee", "Hanson"], None),
        (["Suzuki", "Banerjee"], None),
        (["Banerjee", "Suzuka", "Lind"], None),
    ],
)
def test_a_citation_names_the_first_author_and_the_others_in_their_order(names: list[str], place: int | None) -> None:
    assert listed_names(THREE).place_of(names) == place


@pytest.mark.parametrize("cited", ["Chan", "Chen", "Lin"])
def test_a_short_name_with_another_letter_is_another_name(cited: str) -> None:
    fits = listed_names("Moss, A., & Chen, B. (2001). On mosses. Memory, 3, 1–9.").place_of(["Moss", cited])
    assert fits == (0 if cited == "Chen" else None)
