"""Unpaywall's answers as rows and as CSV."""

from __future__ import annotations

import csv
import io

from scholar_desktop.formats.csv_table import csv_text
from scholar_desktop.services.unpaywall.unpaywall_lookup import answer_rows

OPEN = {
    "doi": "10.1/open",
    "title": "Open",
    "best_oa_location": {"url": "https://a.org/1.pdf", "version": "publishedVersion"},
    "first_oa_location": {"url": "https://a.org/1.pdf"},
    "oa_locations": [
        {"url": "https://a.org/1.pdf", "version": "publishedVersion"},
        {"url": "https://b.org/1.pdf", "license": "cc-by"},
    ],
    "z_authors": [{"raw_author_name": "A. Name"}],
}
CLOSED = {"doi": "10.1/closed", "title": "Closed", "best_oa_location": None, "oa_locations": []}
REMOVED = {"doi": "10.1/removed", "title": "Removed", "oa_locations": None}


def test_raw_is_one_row_for_each_doi_with_its_best_location():
    table = answer_rows([OPEN, CLOSED], extended=False)
    assert [row["doi"] for row in table] == ["10.1/open", "10.1/closed"]
    assert table[0]["best_oa_location.url"] == "https://a.org/1.pdf"
    assert table[1]["best_oa_location.url"] is None
    assert table[0]["oa_locations"] == OPEN["oa_locations"]


def test_extended_is_one_row_for_each_location_with_the_dois_columns_repeated():
    table = answer_rows([OPEN, CLOSED, REMOVED], extended=True)
    assert [(row["doi"], row["oa_location.url"]) for row in table] == [
        ("10.1/open", "https://a.org/1.pdf"),
        ("10.1/open", "https://b.org/1.pdf"),
        ("10.1/closed", None),
        ("10.1/removed", None),
    ]
    assert {tuple(row) for row in table} == {tuple(table[0])}, "every row has every column"
    assert all(row["title"] for row in table)


def test_csv_reads_back_and_holds_no_formula():
    nasty = {
        "doi": "10.1/x",
        "title": '=HYPERLINK("http://evil")',
        "year": -5,
        "note": "+1",
        "at": "@SUM(A1)",
        "n": None,
    }
    read = list(csv.DictReader(io.StringIO(csv_text(answer_rows([nasty, OPEN], extended=False)))))
    assert read[0]["title"] == '\'=HYPERLINK("http://evil")'
    assert (read[0]["note"], read[0]["at"], read[0]["year"], read[0]["n"]) == ("'+1", "'@SUM(A1)", "-5", "")
    assert read[1]["z_authors"] == '[{"raw_author_name": "A. Name"}]'
    assert csv_text([]) == ""


def test_white_space_before_a_formula_is_no_way_round():
    assert csv_text([{"title": "  =1+1"}]).splitlines()[1] == "'  =1+1"
    assert csv_text([{"title": "\t=1"}]).splitlines()[1].startswith("'")
