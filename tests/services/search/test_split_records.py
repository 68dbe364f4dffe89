"""What the details say of the record that a paper was split from."""

from __future__ import annotations

import pytest

from scholar_desktop.domain.paper import Ids, Paper
from scholar_desktop.services.search.manual_splits import SplitRecord, _describe_row, _read_description


@pytest.mark.parametrize(
    ("text", "record"),
    [
        ("One (s2) paper (Semantic Scholar, s2:35cf90c1)", SplitRecord("One (s2) paper", "Semantic Scholar")),
        ("One paper (Unpaywall, doi:10.1/a(1)2)", SplitRecord("One paper", "Unpaywall", "doi", "10.1/a(1)2")),
        ("s2:35cf90c1 (Semantic Scholar, s2:35cf90c1)", SplitRecord("", "Semantic Scholar")),
        ("One paper (Zenodo)", SplitRecord("One paper", "Zenodo")),
    ],
)
def test_the_name_that_this_or_an_earlier_version_stored(text: str, record: SplitRecord) -> None:
    assert _read_description(text) == record


def test_a_record_is_named_by_an_identifier_that_people_know() -> None:
    row = Paper(ids=Ids(s2="1f", doi="10.1/x", zenodo="7"), title="One <i>paper</i>", sources=("s2",))
    assert _read_description(_describe_row(row)) == SplitRecord("One paper", "Semantic Scholar", "doi", "10.1/x")
