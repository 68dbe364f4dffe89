"""Long lists of similar titles are merged without comparing every pair, and with the same result."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scholar_desktop.domain.merging import title_index
from scholar_desktop.domain.merging.dedupe import Deduplicator, dedupe_all
from scholar_desktop.domain.merging.same_work import WorkGroup
from scholar_desktop.domain.paper import Author, Ids, Paper

ADA = (Author("Ada Example"),)


@pytest.mark.parametrize("source", ["s2", "zenodo"])
def test_titles_that_differ_by_a_number_are_not_all_compared(source: str, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [
        Paper(
            f"Paper {number} on plenty of things",
            Ids(s2=f"{number:040}") if source == "s2" else Ids(zenodo=str(number)),
            ADA,
            1990 + number % 30,
            sources=(source,),
        )
        for number in range(400)
    ]
    compared = 0
    can_be = WorkGroup.can_be

    def counted(self: WorkGroup, other: WorkGroup) -> bool:
        nonlocal compared
        compared += 1
        return can_be(self, other)

    monkeypatch.setattr(WorkGroup, "can_be", counted)
    merger = Deduplicator()
    for page in (100, 200, 300, 400):
        assert len(merger.merge(rows[:page]).papers) == page
    assert compared < len(rows)  # all pairs of the last page alone are 79,800


TITLES = [
    "Paper 17 on plenty of things that we know",
    "Paper 18 on plenty of things that we know",
    "Paper 17 on plenty of thinsg that we know",
    "Paper 17 on the plenty of things that we know",
    "Paper 17 on plentty of thing that we know",
    "Paper 17 on plenty of things that we know: an account of the collections",
    "Paper 17 on plenty of things that we know: part 2",
    "Paper 17 on plenty of things that we know and of others that nobody has ever heard of…",
    "Paper 17 on plenty of things that we know and of others that nobody has ever heard of before today",
    "Paper Räume der Zahlen und ihre Ordnung",
    "Paper Raeume der Zahlen und ihre Ordnungg",
]


@given(
    st.lists(
        st.builds(
            Paper,
            st.sampled_from(TITLES),
            st.builds(
                Ids,
                s2=st.sampled_from([None, None, "a" * 40, "b" * 40]),
                doi=st.sampled_from([None, None, "10.5555/x", "10.5555/y"]),
            ),
            st.sampled_from([ADA, (Author("A. Example"),), (Author("Example"), Author("Reyna Cruz"))]),
            st.sampled_from([None, 2000, 2001]),
            sources=st.sampled_from([("s2",), ("unpaywall",)]),
        ),
        max_size=20,
    )
)
def test_the_result_is_that_of_comparing_all(rows: list[Paper]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(title_index, "COMPARED_ALL", len(rows))
        expected = dedupe_all(rows)
        patch.setattr(title_index, "COMPARED_ALL", 0)
        assert dedupe_all(rows) == expected
