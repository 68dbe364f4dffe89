"""How many papers a citation list has, by its loaded rows and by the number that the paper's record names."""

from __future__ import annotations

import pytest

from scholar_desktop.domain.citations.citation import CitationListState, CitationSlice

NOTHING = CitationListState()
WHOLE = CitationListState(loaded=5, complete=True, slices=())
PART = CitationListState(loaded=5, slices=(CitationSlice(next=5),))
ENDED = CitationListState(loaded=5, slices=())


@pytest.mark.parametrize(
    ("state", "stated", "count"),
    [
        (NOTHING, None, None),
        (NOTHING, 0, 0),
        (NOTHING, 7, 7),
        (CitationListState(total=7), None, 7),
        (WHOLE, None, 5),
        (WHOLE, 0, 5),
        (WHOLE, 7, 7),
        (PART, None, None),
        (PART, 7, 7),
        (PART, 5, None),
        (PART, 0, None),
        (ENDED, 5, 5),
        (ENDED, 0, None),
        (CitationListState(complete=True, withheld=True, slices=()), 41, 41),
    ],
)
def test_loaded_rows_correct_the_number_of_the_record(
    state: CitationListState, stated: int | None, count: int | None
) -> None:
    assert state.count(stated) == count
