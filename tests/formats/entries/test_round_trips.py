"""An entry goes out in each format and comes back equal, field for field: nothing is lost."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from hypothesis import Phase, given, settings

from scholar_desktop.domain.full_entry import FileEntries, FullEntry
from scholar_desktop.domain.own_fields import Contributor
from scholar_desktop.formats.entries.readers import reader_of
from scholar_desktop.formats.entries.remainder import remainder_of
from scholar_desktop.formats.entries.writers import writer_of
from tests.formats.entries.full_entries import FULL_ENTRIES

FORMATS = ("bibtex", "biblatex", "ris", "csl-json", "endnote-xml", "zotero-rdf", "csv")


@pytest.mark.parametrize("form", FORMATS)
@settings(max_examples=12, deadline=None, phases=(Phase.generate,))
@given(entry=FULL_ENTRIES, other=FULL_ENTRIES)
def test_entries_come_back_equal(form: str, entry: FullEntry, other: FullEntry):
    write: Callable[..., str] = writer_of(form)
    read: FileEntries = reader_of(form)(write([entry, other]))
    assert read.skipped == ()
    assert len(read.entries) == 2
    assert [remainder_of(*pair) for pair in zip((entry, other), read.entries, strict=True)] == ["", ""]


@pytest.mark.parametrize("form", FORMATS)
def test_a_season_and_a_field_of_any_name_come_back(form: str):
    entry = FullEntry(
        key="k",
        item_type="performance",
        fields={"title": "T", "issued": {"from": "2004", "to": None, "edtf": "2004-22"}, "Odd {Name": "x}"},
    )
    (read,) = reader_of(form)(writer_of(form)([entry])).entries
    assert remainder_of(entry, read) == ""


@pytest.mark.parametrize("form", FORMATS)
def test_and_others_comes_back_without_a_field_of_ours(form: str):
    """As other programs write it: a list that names only its first people needs no remainder."""
    people = (
        Contributor("author", "Lind", "Bo"),
        Contributor("author", "Ames", "Ada"),
        Contributor("editor", "Vogt", "Ed"),
    )
    entry = FullEntry("k", "book", {"title": "T"}, people, with_others=("author", "editor"))
    text = writer_of(form)([entry])
    assert "with_others" not in text
    (read,) = reader_of(form)(text).entries
    assert (read.people, read.with_others) == (people, ("author", "editor"))
    real = FullEntry("k", "book", {"title": "T"}, (people[0], Contributor("author", literal="others")))
    (read,) = reader_of(form)(writer_of(form)([real])).entries
    assert (read.people, read.with_others) == (real.people, ())


@pytest.mark.parametrize("date", [{"from": "2020-05", "to": "2020-06"}, {"from": "2020", "to": None, "edtf": "2020~"}])
def test_a_date_that_bibtex_does_not_have_goes_out_with_its_year(date: dict[str, str | None]):
    entry = FullEntry(key="k", item_type="book", fields={"title": "T", "issued": date})
    text = writer_of("bibtex")([entry])
    assert "year          = {2020}" in text
    (read,) = reader_of("bibtex")(text).entries
    assert remainder_of(entry, read) == ""


@pytest.mark.parametrize("form", ["bibtex", "biblatex"])
def test_a_date_in_words_goes_out_as_the_year_and_a_missing_title_as_nothing(form: str):
    fields = {"title": "", "issued": {"from": None, "to": None, "literal": "in press"}}
    entry = FullEntry(key="a", item_type="article-journal", fields=fields)
    text = writer_of(form)([entry])
    assert " ".join(text.split()) == "@article{a, year = {in press} }"
    (read,) = reader_of(form)(text).entries
    assert read.fields == {"issued": fields["issued"]}


@pytest.mark.parametrize("form", ["ris", "endnote-xml", "bibtex"])
def test_a_file_that_goes_out_and_comes_back_again_and_again_does_not_grow(form: str):
    """A field may hold what the reader of a format takes for two values, or for a value of another field."""
    odd = {"title": "T", "DOI": "10.1/none", "URL": "http://a.example; http://b.example", "ISSN": "1234-5678"}
    entries: Sequence[FullEntry] = [FullEntry(key="a", item_type="patent", fields=odd)]
    texts = []
    for _ in range(4):
        texts.append(writer_of(form)(entries))
        entries = reader_of(form)(texts[-1]).entries
        assert entries[0].fields == odd
    assert texts[3] == texts[2]
