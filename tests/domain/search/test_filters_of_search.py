"""The filters of a search that the library has, too."""

from __future__ import annotations

import pytest

from scholar_desktop.domain.search.filters import Filters
from scholar_desktop.domain.search.library_filters import LibraryFilters, filters_of_search


@pytest.mark.parametrize(
    ("searched", "found", "others"),
    [
        (Filters(year_from=2001), LibraryFilters(year_from=2001), ()),
        (Filters(open_access=True), LibraryFilters(open_access=("yes",)), ()),
        (Filters(is_oa=True), LibraryFilters(open_access=("yes",)), ()),
        (Filters(is_oa=False), LibraryFilters(), ("is_oa",)),
        (Filters(type="preprint,review"), LibraryFilters(type=("article", "review")), ()),
        (Filters(type="-preprint"), LibraryFilters(), ("type",)),
        (Filters(type="book,other"), LibraryFilters(), ("type",)),
        (Filters(dates="2001:2003", file_type="pdf"), LibraryFilters(), ("dates", "file_type")),
    ],
)
def test_the_library_has_filters_of_a_search_that_mean_the_same(
    searched: Filters, found: LibraryFilters, others: tuple[str, ...]
) -> None:
    assert filters_of_search(searched) == (found, others)
