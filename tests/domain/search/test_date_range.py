"""The forms of publicationDateOrYear."""

from __future__ import annotations

from datetime import date

import pytest

from scholar_desktop.domain.search import date_range


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2019-03-05", date(2019, 3, 5), date(2019, 3, 5)),
        ("2020-02", date(2020, 2, 1), date(2020, 2, 29)),
        ("2019", date(2019, 1, 1), date(2019, 12, 31)),
        ("2016:2020-06", date(2016, 1, 1), date(2020, 6, 30)),
        ("2016-03-05:", date(2016, 3, 5), None),
        (" :2015 ", None, date(2015, 12, 31)),
    ],
)
def test_every_form_of_the_service_is_understood(text: str, first: date | None, last: date | None):
    found = date_range.parse_date_range(text)
    assert found is not None
    assert (found.text, found.first, found.last) == (text.strip(), first, last)


@pytest.mark.parametrize(
    "text", ["", ":", "19", "2019-13", "2019-02-30", "2020:2019", "2019-2020", "yesterday", "1:2:3"]
)
def test_what_is_no_range_is_none(text: str):
    assert date_range.parse_date_range(text) is None


def test_a_paper_without_a_day_counts_as_the_first_of_january():
    assert date_range.day_of(None, 2019) == date(2019, 1, 1)
    assert date_range.day_of("2019-05-06", 2019) == date(2019, 5, 6)
    assert date_range.day_of(None, None) is None
