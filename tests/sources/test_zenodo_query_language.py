"""Whatever is typed: what is sent to Zenodo is a query that it can read, or nothing is sent."""

from __future__ import annotations

import contextlib

from hypothesis import given
from hypothesis import strategies as st

from scholar_desktop.demo.zenodo.query_language import parse
from scholar_desktop.domain.errors import UsageError
from scholar_desktop.domain.zenodo.record_query import RecordQuery
from scholar_desktop.sources.zenodo.query_text import names_a_field, record_query_string

LETTERS = st.text(alphabet="ab \":/()[]{}-+*?\\.,;~^!&|<>='10.5", max_size=30)
PIECES = st.lists(
    st.sampled_from(
        ["title:", "doi:", "doi:10.5281/zenodo.1", '"a b"', '"', "(", ")", " OR ", " AND ", "a", "creators.name:", " "]
    ),
    max_size=8,
).map("".join)


@given(LETTERS)
def test_plain_words_are_always_a_query(typed: str) -> None:
    if not names_a_field(typed):
        parse(record_query_string(RecordQuery(typed)))


@given(PIECES)
def test_query_language_goes_out_closed_or_not_at_all(typed: str) -> None:
    with contextlib.suppress(UsageError):
        sent = record_query_string(RecordQuery(typed, language="eng"))
        assert sent.count('"') % 2 == 0
        assert sent.endswith("language:eng")
