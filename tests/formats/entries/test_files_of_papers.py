"""What the services state of papers, with links to their files: each format names every file."""

from __future__ import annotations

import pytest

from scholar_desktop.domain.bibliographic_entry import LinkedFile
from scholar_desktop.domain.paper import Paper
from scholar_desktop.formats.entries.readers import reader_of
from scholar_desktop.formats.entries.reference_texts import papers_text

FILES = (LinkedFile("refs_files/1/Growth.pdf"), LinkedFile("refs_files/2/Growth; a supplement.pdf"))


@pytest.mark.parametrize("form", ["bibtex", "biblatex", "ris", "csl-json"])
def test_all_files_of_a_paper_come_back(form: str):
    papers = [Paper("On growth", year=1917), Paper("On form")]
    with_files = papers_text(papers, ["growth", "form"], form, files=[FILES, ()])
    first, second = reader_of(form)(with_files).entries
    assert (first.files, second.files) == (FILES, ())
    without = papers_text(papers, ["growth", "form"], form)
    assert [entry.fields for entry in (first, second)] == [one.fields for one in reader_of(form)(without).entries]


def test_a_table_names_all_files():
    text = papers_text([Paper("On growth")], ["growth"], "csv", files=[[LinkedFile("a.pdf"), LinkedFile("b.pdf")]])
    (entry,) = reader_of("csv")(text).entries
    assert [file.path for file in entry.files] == ["a.pdf", "b.pdf"]
