"""What the services state of papers, with links to their files: each format names every file."""

from __future__ import annotations

import json

import msgspec
import pytest

from scholar_desktop.domain.bibliographic_entry import LinkedFile
from scholar_desktop.domain.library import KeptPaper
from scholar_desktop.domain.own_fields import Origin, OwnFields, with_own_fields
from scholar_desktop.domain.paper import Facts, Ids, Paper
from scholar_desktop.formats.entries.readers import reader_of
from scholar_desktop.formats.entries.reference_texts import papers_text, reference_text

FILES = (LinkedFile("refs_files/1/Growth.pdf"), LinkedFile("refs_files/2/Growth; a supplement.pdf"))


@pytest.mark.parametrize("form", ["bibtex", "biblatex", "ris", "csl-json"])
def test_all_files_of_a_paper_come_back(form: str):
    papers = [Paper("On growth", year=1917), Paper("On form")]
    with_files = papers_text(papers, ["growth", "form"], form, files=[FILES, ()])
    first, second = reader_of(form)(with_files).entries
    assert (first.files, second.files) == (FILES, ())
    without = papers_text(papers, ["growth", "form"], form)
    assert [entry.fields for entry in (first, second)] == [one.fields for one in reader_of(form)(without).entries]


def test_an_item_of_csl_json_without_files_has_no_list_of_them():
    one, other = json.loads(
        papers_text([Paper("On growth"), Paper("On form")], ["a", "b"], "csl-json", files=[FILES, ()])
    )
    assert ("custom" in one, "custom" in other) == (True, False)


def test_a_table_names_all_files():
    text = papers_text([Paper("On growth")], ["growth"], "csv", files=[[LinkedFile("a.pdf"), LinkedFile("b.pdf")]])
    (entry,) = reader_of("csv")(text).entries
    assert [file.path for file in entry.files] == ["a.pdf", "b.pdf"]


@pytest.mark.parametrize("form", ["bibtex", "biblatex"])
def test_a_paper_has_the_same_fields_in_the_same_order_outside_of_the_library_and_in_a_collection(form: str):
    journal = {"name": "Nature", "volume": "3", "pages": "1-9"}
    ids = Ids(doi="10.1000/growth", arxiv="1706.03762")
    article = Paper("On growth\u2011form", year=1917, date="1917-03-26", venue="Nature", type="article", ids=ids)
    article = msgspec.structs.replace(article, facts=(Facts("s2", "2026-01-01", {"journal": journal}),))
    preprint = Paper("On form", year=1918, date="1918-04-02", type="preprint", ids=Ids(arxiv="1804.00001"))
    papers = [article, preprint, Paper("A data set", year=1919, type="dataset")]
    alone = papers_text(papers, ["a", "b", "c"], form)
    assert "volume" in alone
    kept = [
        KeptPaper(key, paper, cite_key=key, collections=("Sleep",), tags=("read twice",))
        for key, paper in zip("abc", papers, strict=True)
    ]
    lines = reference_text(kept, form).partition("\n@Comment")[0].splitlines()
    added = [line for line in lines if line.lstrip().startswith(("keywords", "groups"))]
    assert len(added) == 6
    assert [line.rstrip(",") for line in lines if line not in added] == [
        line.rstrip(",") for line in alone.splitlines()
    ]
    back = reader_of(form)(reference_text(kept, form)).entries
    assert [(one.collections, one.tags) for one in back] == [(("Sleep",), ("read twice",))] * 3


def test_a_field_that_a_person_wrote_leaves_the_order_and_the_date_of_the_others():
    ids = Ids(doi="10.1000/growth")
    paper = Paper("On growth", year=1917, date="1917-03-26", venue="Nature", type="article", ids=ids)
    journal = {"name": "Nature", "volume": "3", "pages": "1-9"}
    paper = msgspec.structs.replace(paper, facts=(Facts("s2", "2026-01-01", {"journal": journal}),))
    own = OwnFields(fields={"title": "On form"}, origin={"title": Origin("person", "2026-01-02")})
    edited = with_own_fields(paper, own)
    before, after = (
        [
            line.split("=")[0].strip()
            for line in reference_text([KeptPaper("a", one, cite_key="a")], "bibtex").splitlines()
        ]
        for one in (paper, edited)
    )
    assert after == before
    assert "day" not in after
