"""Rows of a CSV file with a quotation mark that is not closed, or without some of the columns."""

from __future__ import annotations

import pytest

from scholar_desktop.domain.full_entry import HEAD_NOT_CLOSED, FileEntries
from scholar_desktop.formats.entries.csv_reading import MAY_BE_SEVERAL, NOT_CLOSED, read_csv_entries


def titles(found: FileEntries) -> list[tuple[int, str]]:
    return [(entry.line, entry.text("title")) for entry in found.entries]


@pytest.mark.parametrize("after", ["C,Bo,2002\nD,Bo,2003\n", '"C","Bo",2002\nD,"Bo ""B"" Lind",2003\n'])
@pytest.mark.parametrize("before", ["", "A,Bo,2000\n", 'A,"Bo\nLind",2000\n'])
def test_a_row_with_an_open_quotation_mark_is_left_out_and_not_those_after_it(before: str, after: str) -> None:
    found = read_csv_entries(f'title,authors,year\n{before}"B is open,Bo,2001\n{after}')
    line = 2 + before.count("\n")
    assert titles(found) == [*([(2, "A")] if before else []), (line + 1, "C"), (line + 2, "D")]
    assert [(part.line, part.text, part.reason) for part in found.skipped] == [(line, '"B is open,Bo,2001', NOT_CLOSED)]
    assert not found.problems


def test_the_mark_may_be_opened_below_the_first_line_of_its_row() -> None:
    found = read_csv_entries('title,notes,year\r\nA,"one\r\ntwo","open,2000\r\nB,x,2001\r\n')
    assert titles(found) == [(4, "B")]
    assert [(part.line, part.text) for part in found.skipped] == [(2, 'A,"one')]


def test_a_text_that_ends_in_a_quoted_note_has_no_rows_in_that_note() -> None:
    found = read_csv_entries('title,year,notes\nA,1999,x\nB,2000,"a note\nthat goes on, with a comma\nto the end\n')
    assert titles(found) == [(2, "A")]
    assert [part.line for part in found.skipped] == [3]


def test_closed_cells_may_have_line_breaks_and_text_after_a_closed_mark_stays() -> None:
    text = (
        'title,notes\nA,"one, two\nthree, four\nfive, six" \nB,"said ""so"",\n\nand went"\n'
        '"C" more,"a\rb"\n"D ""quoted"" once",x\n"E" last,y'
    )
    found = read_csv_entries(text)
    assert titles(found) == [(2, "A"), (5, "B"), (8, "C more"), (10, 'D "quoted" once'), (11, "E last")]
    assert found.entries[0].notes == ("one, two\nthree, four\nfive, six",)
    assert found.skipped == found.problems == ()


def test_a_closed_cell_that_encloses_rows_is_read_and_named() -> None:
    found = read_csv_entries('key,authors,title\n"a,Bo,A\nb,Bo,B\nc",Bo,C\nd,Bo,D\n')
    assert [entry.text("title") for entry in found.entries] == ["C", "D"]
    assert [(part.line, part.reason) for part in found.problems] == [(2, MAY_BE_SEVERAL)]


def test_columns_are_known_if_their_row_has_the_open_mark() -> None:
    found = read_csv_entries('title,"authors,year\nA,Bo,2000\nB,Bo,2001\n')
    assert titles(found) == [(2, "A"), (3, "B")]
    assert [(part.line, part.text, part.reason) for part in found.problems] == [(1, "", HEAD_NOT_CLOSED)]


def test_each_row_with_an_open_mark_is_named() -> None:
    found = read_csv_entries('title,authors\n"A,Bo\n"B,Bo\nC,"Bo\nD,Bo\n')
    assert titles(found) == [(5, "D")]
    assert [part.line for part in found.skipped] == [2, 3, 4]


def test_a_row_with_other_columns_than_the_first_one_is_read_and_named() -> None:
    found = read_csv_entries("title,authors,year,\nA,Bo\nB,Bo,2000\nC,Bo,2000,,,\nD,Bo,2000,,more\nE\n\n")
    assert [title for _line, title in titles(found)] == ["A", "B", "C", "D", "E"]
    assert [(part.line, part.text, str(part.reason)) for part in found.problems] == [
        (2, "A", "The row has 2 fields, but the first row names 3 columns. The others are empty."),
        (5, "D", "The row has 5 fields, but the first row names 4 columns. The others are left out."),
        (6, "E", "The row has 1 field, but the first row names 3 columns. The others are empty."),
    ]
